//! The methods of the adapter protocol, and what all of them are made of.

use ::m2m::{M2MError, Message};
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::value::{to_raw_value, RawValue};

use crate::failure::Failure;
use crate::handle::{statistics, Sessions};
use crate::{binary, capability, clock, engine, feature, key, message, session};

pub type Called = Box<RawValue>;
pub type Result<T> = std::result::Result<T, Failure>;

pub fn call(method: &str, params: &str, sessions: &mut Sessions) -> Result<Called> {
    match method {
        "initialize" => feature::initialize(),
        "session.create" => session::create(read(params)?, sessions),
        "session.create_hello" => message(&session::named(params, sessions)?.create_hello()),
        "session.process_hello" => session::process_hello(params, sessions),
        "session.process_accept" => session::process_accept(params, sessions),
        "session.process_reject" => session::process_reject(params, sessions),
        "session.process_message" => session::process_message(params, sessions),
        "session.compress" => session::compress(read(params)?, sessions),
        "session.decompress" => session::decompress(params, sessions),
        "session.close" => session::close(&read(params)?, sessions),
        "session.stats" => value(&statistics(session::named(params, sessions)?)),
        "session.clone" => session::clone(read(params)?, sessions),
        "clock.advance" => clock::call(&read(params)?),
        "capabilities.negotiate" => capability::negotiate(&read(params)?),
        "message.read" => message::read(&read(params)?),
        "engine.compress" => engine::compress(&read(params)?),
        "engine.compress_auto" => engine::compress_auto(&read(params)?),
        "engine.compress_best" => engine::compress_best(&read(params)?),
        "engine.compress_binary" => binary::compress(&read(params)?),
        "engine.decompress" => engine::decompress(&read(params)?),
        "engine.decompress_binary" => binary::decompress(&read(params)?),
        "engine.detect" => engine::detect(&read(params)?),
        "key.derive" => key::derive(&read(params)?),
        "key.exchange" => Err(Failure::Unsupported(key::NO_PEER)),
        _ => Err(Failure::Method(method.to_owned())),
    }
}

pub fn read<T: DeserializeOwned>(params: &str) -> Result<T> {
    serde_json::from_str(params).map_err(|error| Failure::Params(error.to_string()))
}

/// An object of the protocol, read as the crate's users do.
pub fn parse<T: DeserializeOwned>(object: &RawValue) -> Result<T> {
    serde_json::from_str(object.get()).map_err(|error| M2MError::from(error).into())
}

pub fn value<T: Serialize + ?Sized>(value: &T) -> Result<Called> {
    to_raw_value(value).map_err(|error| M2MError::from(error).into())
}

/// A message as the crate itself writes it.
pub fn message(message: &Message) -> Result<Called> {
    let text = message.to_json_compact().map_err(M2MError::from)?;
    RawValue::from_string(text).map_err(|error| M2MError::from(error).into())
}
