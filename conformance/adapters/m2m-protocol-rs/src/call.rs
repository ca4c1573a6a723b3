//! The methods of the adapter protocol, each a call of the crate.

use ::m2m::codec::{detect_algorithm, Algorithm, CodecEngine};
use ::m2m::models::Encoding;
use ::m2m::{Capabilities, M2MError, Message, Session};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::{to_raw_value, RawValue};

use crate::clock;
use crate::failure::Failure;
use crate::handle::{statistics, Sessions};

pub type Called = Box<RawValue>;
type Result<T> = std::result::Result<T, Failure>;

const NO_TIMEOUT: &str = "the crate has no way to set a session's timeout";

pub fn call(method: &str, params: &str, sessions: &mut Sessions) -> Result<Called> {
    match method {
        "initialize" => initialize(),
        "session.create" => create(read(params)?, sessions),
        "session.create_hello" => message(&session(params, sessions)?.create_hello()),
        "session.close" => message(&session(params, sessions)?.close()),
        "session.stats" => value(&statistics(session(params, sessions)?)),
        "session.clone" => clone(read(params)?, sessions),
        "session.compress" => compress_data(read(params)?, sessions),
        "session.process_hello" => {
            with_message(params, sessions, |session, hello| message(&session.process_hello(hello)?))
        }
        "session.process_accept" => {
            with_message(params, sessions, |session, accept| value(&session.process_accept(accept)?))
        }
        "session.process_reject" => {
            with_message(params, sessions, |session, reject| value(&session.process_reject(reject)?))
        }
        "session.process_message" => {
            with_message(params, sessions, |session, given| match session.process_message(given)? {
                Some(answer) => message(&answer),
                None => value(&()),
            })
        }
        "session.decompress" => {
            with_message(params, sessions, |session, data| value(&session.decompress(data)?))
        }
        "clock.advance" => advance(&read(params)?),
        "capabilities.negotiate" => negotiate(&read(params)?),
        "message.read" => read_message(&read(params)?),
        "engine.compress" => compress(&read(params)?),
        "engine.decompress" => {
            let params: Wire = read(params)?;
            value(&CodecEngine::new().decompress(&params.wire)?)
        }
        "engine.detect" => {
            let params: Wire = read(params)?;
            // The crate says None of a text without a prefix; the protocol calls that passthrough `none`.
            value(&detect_algorithm(&params.wire).unwrap_or(Algorithm::None))
        }
        _ => Err(Failure::Method(method.to_owned())),
    }
}

fn read<T: DeserializeOwned>(params: &str) -> Result<T> {
    serde_json::from_str(params).map_err(|error| Failure::Params(error.to_string()))
}

/// An object of the protocol, read as the crate's users do.
fn parse<T: DeserializeOwned>(object: &RawValue) -> Result<T> {
    serde_json::from_str(object.get()).map_err(|error| M2MError::from(error).into())
}

fn value<T: Serialize>(value: &T) -> Result<Called> {
    to_raw_value(value).map_err(|error| M2MError::from(error).into())
}

/// A message as the crate itself writes it.
fn message(message: &Message) -> Result<Called> {
    let text = message.to_json_compact().map_err(M2MError::from)?;
    RawValue::from_string(text).map_err(|error| M2MError::from(error).into())
}

fn initialize() -> Result<Called> {
    let mut features = vec!["session", "clone", "negotiation", "message", "engine"];
    features.extend(["m2m", "tokennative", "brotli", "cl100k", "o200k"]);
    let mut lacks = json!({"llama": "the crate has no Llama vocabulary; it writes cl100k ids under L"});
    if clock::is_steered() {
        features.push("clock");
    } else {
        lacks["clock"] = json!("the crate reads the system's clock, which this adapter steers on Linux only");
    }
    value(&json!({
        "protocol": 1,
        "name": "m2m-protocol",
        "version": "0.4.0",
        "language": "Rust",
        "issues": "https://github.com/infernet-org/m2m-protocol/issues",
        "features": features,
        "lacks": lacks,
    }))
}

#[derive(Deserialize)]
struct Handle {
    session: String,
}

fn session<'a>(params: &str, sessions: &'a mut Sessions) -> Result<&'a mut Session> {
    let params: Handle = read(params)?;
    sessions.get(&params.session)
}

#[derive(Deserialize)]
struct Create {
    session: String,
    capabilities: Option<Box<RawValue>>,
    id: Option<String>,
    timeout: Option<f64>,
}

fn create(params: Create, sessions: &mut Sessions) -> Result<Called> {
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

#[derive(Deserialize)]
struct Clone {
    session: String,
    r#as: String,
}

fn clone(params: Clone, sessions: &mut Sessions) -> Result<Called> {
    let clone = sessions.get(&params.session)?.clone();
    sessions.put(params.r#as, clone);
    value(&())
}

#[derive(Deserialize)]
struct Content {
    session: String,
    content: String,
}

fn compress_data(params: Content, sessions: &mut Sessions) -> Result<Called> {
    message(&sessions.get(&params.session)?.compress(&params.content)?)
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

#[derive(Deserialize)]
struct Advance {
    seconds: f64,
}

fn advance(params: &Advance) -> Result<Called> {
    clock::advance(params.seconds);
    value(&())
}

#[derive(Deserialize)]
struct Negotiate {
    local: Box<RawValue>,
    remote: Box<RawValue>,
}

fn negotiate(params: &Negotiate) -> Result<Called> {
    let (local, remote): (Capabilities, Capabilities) = (parse(&params.local)?, parse(&params.remote)?);
    value(&local.negotiate(&remote).map(|agreed| {
        json!({
            "algorithm": agreed.algorithm,
            "encoding": agreed.encoding,
            "streaming": agreed.streaming,
            "ml_routing": agreed.ml_routing,
            "threat_detection": agreed.threat_detection,
            "blocking_mode": agreed.blocking_mode,
        })
    }))
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

fn read_message(params: &Text) -> Result<Called> {
    let read = Message::from_json(&params.text).map_err(M2MError::from)?;
    value(&Read { message: message(&read)?, payload: shape(&read) })
}

#[derive(Serialize)]
struct Read {
    message: Called,
    payload: Option<&'static str>,
}

fn shape(message: &Message) -> Option<&'static str> {
    message.payload.as_ref()?;
    Some(if message.get_capabilities().is_some() {
        "capabilities"
    } else if message.get_rejection().is_some() {
        "rejection"
    } else if message.get_data().is_some() {
        "data"
    } else {
        "empty"
    })
}

#[derive(Deserialize)]
struct Compress {
    content: String,
    algorithm: Algorithm,
    encoding: Option<Encoding>,
}

fn compress(params: &Compress) -> Result<Called> {
    let engine = match params.encoding {
        Some(encoding) => CodecEngine::new().with_encoding(encoding),
        None => CodecEngine::new(),
    };
    let result = engine.compress(&params.content, params.algorithm)?;
    value(&json!({
        "wire": result.data,
        "algorithm": result.algorithm,
        "original_bytes": result.original_bytes,
        "compressed_bytes": result.compressed_bytes,
    }))
}

#[derive(Deserialize)]
struct Wire {
    wire: String,
}
