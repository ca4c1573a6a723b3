//! The sessions of the suite, by handle, and what can be observed of them.

use std::collections::HashMap;

use ::m2m::{Session, SessionState};
use serde_json::{json, Value};

use crate::failure::Failure;

#[derive(Default)]
pub struct Sessions(HashMap<String, Session>);

impl Sessions {
    pub fn put(&mut self, handle: String, session: Session) {
        self.0.insert(handle, session);
    }

    pub fn get(&mut self, handle: &str) -> Result<&mut Session, Failure> {
        self.0.get_mut(handle).ok_or_else(|| Failure::Params(format!("no session {handle:?}")))
    }

    pub fn snapshot(&self, handle: &str) -> Option<Value> {
        self.0.get(handle).map(snapshot)
    }
}

fn snapshot(session: &Session) -> Value {
    let stats = session.stats();
    json!({
        "id": session.id(),
        "state": state(session.state()),
        "algorithm": session.algorithm(),
        "encoding": session.encoding(),
        "expired": session.is_expired(),
        "messages_sent": stats.messages_sent,
        "messages_received": stats.messages_received,
        "bytes_compressed": stats.bytes_compressed,
        "bytes_saved": stats.bytes_saved,
    })
}

/// As the protocol spells it, which is as the crate does.
fn state(state: SessionState) -> String {
    format!("{state:?}")
}

pub fn statistics(session: &Session) -> Value {
    let stats = session.stats();
    json!({
        "session_id": stats.session_id,
        "state": state(stats.state),
        "messages_sent": stats.messages_sent,
        "messages_received": stats.messages_received,
        "bytes_compressed": stats.bytes_compressed,
        "bytes_saved": stats.bytes_saved,
        "uptime_secs": stats.uptime_secs,
        "compression_ratio": stats.compression_ratio(),
        "savings_percent": stats.savings_percent(),
    })
}
