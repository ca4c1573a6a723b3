//! `message.read`.

use ::m2m::{M2MError, Message};
use serde::{Deserialize, Serialize};

use crate::call::{message, value, Called, Result};

#[derive(Deserialize)]
pub struct Text {
    text: String,
}

#[derive(Serialize)]
struct Read {
    message: Called,
    payload: Option<&'static str>,
}

pub fn read(params: &Text) -> Result<Called> {
    let read = Message::from_json(&params.text).map_err(M2MError::from)?;
    value(&Read { message: message(&read)?, payload: shape(&read) })
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
