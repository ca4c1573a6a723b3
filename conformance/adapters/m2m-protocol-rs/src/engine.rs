//! The `engine.*` methods of the text forms.

use ::m2m::codec::{detect_algorithm, Algorithm, CodecEngine, CompressionResult};
use ::m2m::models::Encoding;
use serde::Deserialize;
use serde_json::json;

use crate::call::{value, Called, Result};
use crate::secured::{self, Key};

#[derive(Deserialize)]
pub struct Compress {
    content: String,
    algorithm: Algorithm,
    encoding: Option<Encoding>,
    key: Option<Key>,
}

#[derive(Deserialize)]
pub struct Choose {
    content: String,
    encoding: Option<Encoding>,
}

#[derive(Deserialize)]
pub struct Wire {
    wire: String,
    key: Option<Key>,
}

pub fn compress(params: &Compress) -> Result<Called> {
    written(&match &params.key {
        Some(key) => secured::compress(&params.content, params.algorithm, key)?,
        None => engine(params.encoding).compress(&params.content, params.algorithm)?,
    })
}

pub fn compress_auto(params: &Choose) -> Result<Called> {
    let (result, _) = engine(params.encoding).compress_auto(&params.content)?;
    written(&result)
}

pub fn compress_best(params: &Choose) -> Result<Called> {
    written(&engine(params.encoding).compress_best(&params.content)?)
}

pub fn decompress(params: &Wire) -> Result<Called> {
    value(&match &params.key {
        Some(key) => secured::decompress(&params.wire, key)?,
        None => CodecEngine::new().decompress(&params.wire)?,
    })
}

pub fn detect(params: &Wire) -> Result<Called> {
    // The crate says None of a text without a prefix; the protocol calls that passthrough `none`.
    value(&detect_algorithm(&params.wire).unwrap_or(Algorithm::None))
}

fn engine(encoding: Option<Encoding>) -> CodecEngine {
    match encoding {
        Some(encoding) => CodecEngine::new().with_encoding(encoding),
        None => CodecEngine::new(),
    }
}

pub fn written(result: &CompressionResult) -> Result<Called> {
    value(&json!({
        "wire": result.data,
        "algorithm": result.algorithm,
        "original_bytes": result.original_bytes,
        "compressed_bytes": result.compressed_bytes,
    }))
}
