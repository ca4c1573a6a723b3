//! Why a request has no value, and how that is told.

use ::m2m::M2MError;

/// Codes of the adapter protocol (spec/adapter.md, Replies).
const REFUSED: i32 = -32000;
const UNSUPPORTED: i32 = -32001;
const INVALID_REQUEST: i32 = -32600;
const METHOD_NOT_FOUND: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;
const INTERNAL_ERROR: i32 = -32603;

pub enum Failure {
    /// The crate refused the call.
    Refused(M2MError),
    /// The crate has no such thing.
    Unsupported(&'static str),
    Method(String),
    Request(String),
    Params(String),
}

impl From<M2MError> for Failure {
    fn from(error: M2MError) -> Self {
        Self::Refused(error)
    }
}

impl Failure {
    pub fn code(&self) -> i32 {
        match self {
            Self::Refused(error) if kind(error).is_none() => INTERNAL_ERROR,
            Self::Refused(_) => REFUSED,
            Self::Unsupported(_) => UNSUPPORTED,
            Self::Method(_) => METHOD_NOT_FOUND,
            Self::Request(_) => INVALID_REQUEST,
            Self::Params(_) => INVALID_PARAMS,
        }
    }

    pub fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Refused(error) => kind(error),
            _ => None,
        }
    }

    pub fn text(&self) -> String {
        match self {
            Self::Refused(error) => error.to_string(),
            Self::Unsupported(text) => (*text).to_owned(),
            Self::Method(name) => format!("no method {name:?}"),
            Self::Request(text) | Self::Params(text) => text.clone(),
        }
    }
}

/// The protocol's name of the crate's error; None where the protocol has no such kind.
fn kind(error: &M2MError) -> Option<&'static str> {
    Some(match error {
        M2MError::Compression(_) => "compression",
        M2MError::Decompression(_) => "decompression",
        M2MError::InvalidCodec(_) => "invalid_codec",
        M2MError::Protocol(_) => "protocol",
        M2MError::NegotiationFailed(_) => "negotiation_failed",
        M2MError::SessionNotEstablished => "session_not_established",
        M2MError::SessionExpired => "session_expired",
        M2MError::InvalidMessage(_) => "invalid_message",
        M2MError::CapabilityMismatch(_) => "capability_mismatch",
        M2MError::Tokenizer(_) => "tokenizer",
        M2MError::Json(_) => "json",
        M2MError::Crypto(_) => "crypto",
        M2MError::SecurityThreat { .. } => "security_threat",
        M2MError::ContentBlocked(_) => "content_blocked",
        _ => return None,
    })
}
