//! What the crate has, and why it has not got the rest.

use serde_json::json;

use crate::call::{value, Called, Result};
use crate::clock;

const NO_INSPECT: &str =
    "the crate has readers of single headers, but no call that tells payload length, CRC and what is cut off";
const NO_LLAMA: &str = "the crate has no Llama vocabulary; it writes cl100k ids under L";
const NO_TICK: &str = "the crate has no call for what time does to a session";
const NO_CLOCK: &str = "the crate reads the system's clock, which this adapter steers on Linux only";

pub fn initialize() -> Result<Called> {
    let mut features =
        vec!["session", "clone", "negotiation", "message", "engine", "choice", "binary", "key"];
    features.extend(["m2m", "tokennative", "brotli", "cl100k", "o200k", "hmac", "aead"]);
    let mut lacks = json!({"inspect": NO_INSPECT, "llama": NO_LLAMA, "tick": NO_TICK});
    if clock::is_steered() {
        features.push("clock");
    } else {
        lacks["clock"] = json!(NO_CLOCK);
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
