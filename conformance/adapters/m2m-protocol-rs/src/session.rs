//! The `session.*` methods.

use ::m2m::{Capabilities, M2MError, Message, Session};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::call::{message, parse, read, value, Called, Result};
use crate::failure::Failure;
use crate::handle::Sessions;

const NO_TIMEOUT: &str = "the crate has no way to set a session's timeout";
const NO_REASON: &str = "the crate has no way to give a CLOSE a reason";

#[derive(Deserialize)]
struct Handle {
    session: String,
}

/// The session that the parameters name.
pub fn named<'a>(params: &str, sessions: &'a mut Sessions) -> Result<&'a mut Session> {
    let params: Handle = read(params)?;
    sessions.get(&params.session)
}

#[derive(Deserialize)]
pub struct Create {
    session: String,
    capabilities: Option<Box<RawValue>>,
    id: Option<String>,
    timeout: Option<f64>,
}

pub fn create(params: Create, sessions: &mut Sessions) -> Result<Called> {
    if params.timeout.is_some() {
        return Err(Failure::Unsupported(NO_TIMEOUT));
    }
    let capabilities = match params.capabilities {
        Some(object) => parse(&object)?,
        None => Capabilities::default(),
    };
    let session = match params.id {
        Some(id) => Session::with_id(&id, capabilities),
        None => Session::new(capabilities),
    };
    sessions.put(params.session, session);
    value(&())
}

pub fn process_hello(params: &str, sessions: &mut Sessions) -> Result<Called> {
    with_message(params, sessions, |session, hello| message(&session.process_hello(hello)?))
}

pub fn process_accept(params: &str, sessions: &mut Sessions) -> Result<Called> {
    with_message(params, sessions, |session, accept| value(&session.process_accept(accept)?))
}

pub fn process_reject(params: &str, sessions: &mut Sessions) -> Result<Called> {
    with_message(params, sessions, |session, reject| value(&session.process_reject(reject)?))
}

pub fn process_message(params: &str, sessions: &mut Sessions) -> Result<Called> {
    with_message(params, sessions, |session, given| match session.process_message(given)? {
        Some(answer) => message(&answer),
        None => value(&()),
    })
}

#[derive(Deserialize)]
pub struct Content {
    session: String,
    content: String,
}

pub fn compress(params: Content, sessions: &mut Sessions) -> Result<Called> {
    message(&sessions.get(&params.session)?.compress(&params.content)?)
}

pub fn decompress(params: &str, sessions: &mut Sessions) -> Result<Called> {
    with_message(params, sessions, |session, data| value(&session.decompress(data)?))
}

#[derive(Deserialize)]
pub struct Close {
    session: String,
    reason: Option<String>,
    message: Option<String>,
}

pub fn close(params: &Close, sessions: &mut Sessions) -> Result<Called> {
    if params.reason.is_some() || params.message.is_some() {
        return Err(Failure::Unsupported(NO_REASON));
    }
    message(&sessions.get(&params.session)?.close())
}

#[derive(Deserialize)]
pub struct Clone {
    session: String,
    r#as: String,
}

pub fn clone(params: Clone, sessions: &mut Sessions) -> Result<Called> {
    let clone = sessions.get(&params.session)?.clone();
    sessions.put(params.r#as, clone);
    value(&())
}

#[derive(Deserialize)]
struct WithMessage {
    session: String,
    message: Box<RawValue>,
}

fn with_message(
    params: &str,
    sessions: &mut Sessions,
    call: impl FnOnce(&mut Session, &Message) -> Result<Called>,
) -> Result<Called> {
    let params: WithMessage = read(params)?;
    let session = sessions.get(&params.session)?;
    let message = Message::from_json(params.message.get()).map_err(M2MError::from)?;
    call(session, &message)
}
