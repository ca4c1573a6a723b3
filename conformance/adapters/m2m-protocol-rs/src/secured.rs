//! Frames with a key. The crate secures a frame, not what an engine writes: the engine takes no key.

use ::m2m::codec::m2m::crypto::{CryptoError, KeyMaterial, SecurityContext};
use ::m2m::codec::m2m::{FixedHeader, SecurityMode, M2M_PREFIX};
use ::m2m::codec::{Algorithm, CompressionResult, M2MCodec, M2MFrame};
use ::m2m::M2MError;
use serde::Deserialize;

use crate::call::Result;
use crate::failure::Failure;

const FRAMES_ONLY: &str = "the crate has calls with a key for frames only";

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Hmac,
    Aead,
}

#[derive(Deserialize)]
pub struct Key {
    mode: Mode,
    secret: String,
}

impl Key {
    fn context(&self) -> Result<SecurityContext> {
        Ok(SecurityContext::new(material(&self.secret)?))
    }

    fn security(&self) -> SecurityMode {
        match self.mode {
            Mode::Hmac => SecurityMode::Hmac,
            Mode::Aead => SecurityMode::Aead,
        }
    }
}

/// Key material of the hex digits given.
pub fn material(hex: &str) -> Result<KeyMaterial> {
    Ok(KeyMaterial::from_hex(hex).map_err(refused)?)
}

/// An error of the crate's cryptography, as its frames report it.
pub fn refused(error: impl Into<CryptoError>) -> M2MError {
    M2MError::Crypto(error.into())
}

pub fn compress(content: &str, algorithm: Algorithm, key: &Key) -> Result<CompressionResult> {
    if algorithm != Algorithm::M2M {
        return Err(Failure::Unsupported(FRAMES_ONLY));
    }
    let wire = frame(content)?.encode_secure_string(key.security(), &mut key.context()?)?;
    let size = wire.len();
    Ok(CompressionResult::new(wire, algorithm, content.len(), size))
}

/// The frame of the schema that the crate's own codec takes for the content.
fn frame(content: &str) -> ::m2m::Result<M2MFrame> {
    let plain = M2MCodec::new().encode(content)?;
    let header = FixedHeader::from_bytes(&plain[M2M_PREFIX.len()..])?;
    if header.schema.is_response() {
        M2MFrame::new_response(content)
    } else {
        M2MFrame::new_request(content)
    }
}

/// The crate cannot be told which mode to expect: it goes by the frame.
pub fn decompress(wire: &str, key: &Key) -> Result<String> {
    Ok(M2MFrame::decode_secure_string(wire, &key.context()?)?.payload)
}
