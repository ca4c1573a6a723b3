//! Keys derived along paths. The crate takes the ids of a path one by one, so a path is split.

use ::m2m::codec::m2m::crypto::{AgentId, KeyHierarchy, KeyMaterial, KeyPurpose};
use ::m2m::M2MError;
use serde::Deserialize;

use crate::call::{value, Called, Result};
use crate::failure::Failure;
use crate::secured::{material, refused};

pub const NO_PEER: &str =
    "the crate has no public way to a peer's X25519 key: its type PublicKey is not exported";
const FOUR_PURPOSES: &str =
    "the crate has the purposes identity, encryption, authentication and session only";

#[derive(Deserialize)]
pub struct Derive {
    master: String,
    path: String,
}

pub fn derive(params: &Derive) -> Result<Called> {
    let unknown = || Failure::Params(format!("no path of keys: {:?}", params.path));
    let ids: Vec<&str> = params.path.strip_prefix("m2m/v1/").ok_or_else(unknown)?.split('/').collect();
    let hierarchy = KeyHierarchy::try_new(material(&params.master)?, ids[0]).map_err(refused)?;
    let derived = match ids[1..] {
        [] => hierarchy.derive_org_key(),
        ["shared"] => hierarchy.derive_shared_key(),
        [id] => hierarchy.derive_agent_key(&agent(id)?),
        ["session", pair, session] => {
            let (one, other) = pair.split_once(':').unwrap_or((pair, ""));
            hierarchy.derive_session_key(&agent(one)?, &agent(other)?, session)
        }
        [id, of] => hierarchy.derive_agent_key_for_purpose(&agent(id)?, purpose(of)?),
        _ => return Err(unknown()),
    };
    value(&hex(&derived.map_err(refused)?))
}

fn agent(id: &str) -> std::result::Result<AgentId, M2MError> {
    AgentId::try_new(id).map_err(refused)
}

fn purpose(name: &str) -> Result<KeyPurpose> {
    match name {
        "identity" => Ok(KeyPurpose::Identity),
        "encryption" => Ok(KeyPurpose::Encryption),
        "authentication" => Ok(KeyPurpose::Authentication),
        "session" => Ok(KeyPurpose::Session),
        _ => Err(Failure::Unsupported(FOUR_PURPOSES)),
    }
}

fn hex(key: &KeyMaterial) -> String {
    key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
