//! Request lines in, reply lines out (JSON-RPC 2.0).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{json, Value};

use crate::call::{call, Called};
use crate::failure::Failure;
use crate::handle::Sessions;

/// Raw parameters keep the protocol's own objects as they were written.
#[derive(Deserialize)]
struct Request<'a> {
    id: i64,
    method: String,
    #[serde(borrow)]
    params: &'a RawValue,
}

#[derive(Serialize)]
struct Success {
    value: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Value>,
}

#[derive(Deserialize)]
struct Handle {
    session: Option<String>,
    r#as: Option<String>,
}

pub fn answer(line: &[u8], sessions: &mut Sessions) -> Vec<u8> {
    let request: Request = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(error) => return refused(None, &Failure::Request(error.to_string()), None),
    };
    let result = call(&request.method, request.params.get(), sessions);
    let session = snapshot(&request, sessions);
    match result {
        Ok(value) => succeeded(request.id, value, session),
        Err(failure) => refused(Some(request.id), &failure, session),
    }
}

/// The session a request was about, after it.
fn snapshot(request: &Request, sessions: &Sessions) -> Option<Value> {
    if !request.method.starts_with("session.") {
        return None;
    }
    let handle: Handle = serde_json::from_str(request.params.get()).ok()?;
    sessions.snapshot(&handle.r#as.or(handle.session)?)
}

fn succeeded(id: i64, value: Called, session: Option<Value>) -> Vec<u8> {
    line(&Line { jsonrpc: "2.0", id: Some(id), result: Some(Success { value, session }), error: None })
}

fn refused(id: Option<i64>, failure: &Failure, session: Option<Value>) -> Vec<u8> {
    let mut error = json!({"code": failure.code(), "message": failure.text()});
    if let Some(kind) = failure.kind() {
        error["data"] = json!({"kind": kind});
        if let Some(session) = session {
            error["data"]["session"] = session;
        }
    }
    line(&Line { jsonrpc: "2.0", id, result: None, error: Some(error) })
}

#[derive(Serialize)]
struct Line {
    jsonrpc: &'static str,
    id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Success>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
}

fn line(line: &Line) -> Vec<u8> {
    serde_json::to_vec(line).expect("a reply is JSON")
}
