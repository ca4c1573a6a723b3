//! `capabilities.negotiate`.

use ::m2m::Capabilities;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use crate::call::{parse, value, Called, Result};

#[derive(Deserialize)]
pub struct Negotiate {
    local: Box<RawValue>,
    remote: Box<RawValue>,
}

pub fn negotiate(params: &Negotiate) -> Result<Called> {
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
