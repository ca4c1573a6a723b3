//! The binary forms, each of a codec of its own. The crate gives bytes; their number is what it says of sizes.

use ::m2m::codec::{detect_algorithm, Algorithm, M2MCodec, TokenNativeCodec};
use ::m2m::models::Encoding;
use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use serde::Deserialize;
use serde_json::json;

use crate::call::{value, Called, Result};
use crate::failure::Failure;

const NO_BINARY: &str = "the crate has binary forms of m2m and tokennative only";

#[derive(Deserialize)]
pub struct Compress {
    content: String,
    algorithm: Algorithm,
    encoding: Option<Encoding>,
}

#[derive(Deserialize)]
pub struct Wire {
    wire: String,
}

pub fn compress(params: &Compress) -> Result<Called> {
    let bytes = match params.algorithm {
        Algorithm::M2M => M2MCodec::new().encode(&params.content)?,
        Algorithm::TokenNative => codec(params.encoding).compress_binary(&params.content),
        Algorithm::None | Algorithm::Brotli => return Err(Failure::Unsupported(NO_BINARY)),
    };
    value(&json!({
        "wire": STANDARD.encode(&bytes),
        "algorithm": params.algorithm,
        "original_bytes": params.content.len(),
        "compressed_bytes": bytes.len(),
    }))
}

/// The crate tells texts apart, not bytes: what it takes for a frame as a text is one, all else is TokenNative.
pub fn decompress(params: &Wire) -> Result<Called> {
    let bytes = STANDARD.decode(&params.wire).map_err(|error| Failure::Params(error.to_string()))?;
    value(&match detect_algorithm(&String::from_utf8_lossy(&bytes)) {
        Some(Algorithm::M2M) => M2MCodec::new().decode(&bytes)?,
        _ => TokenNativeCodec::decompress_binary(&bytes)?,
    })
}

fn codec(encoding: Option<Encoding>) -> TokenNativeCodec {
    encoding.map_or_else(TokenNativeCodec::default, TokenNativeCodec::new)
}
