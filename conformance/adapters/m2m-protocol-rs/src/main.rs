//! The adapter of the published crate `m2m-protocol` (spec/adapter.md).
//!
//! It adds no behaviour: each method calls the crate and passes on what came of it. A panic of the crate is not
//! caught, so it ends the process, as it would end any program that uses the crate.

mod binary;
mod call;
mod capability;
mod clock;
mod engine;
mod failure;
mod feature;
mod handle;
mod key;
mod message;
mod reply;
mod secured;
mod session;

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut sessions = handle::Sessions::default();
    let mut stdout = io::stdout().lock();
    for line in io::stdin().lock().split(b'\n') {
        let mut reply = reply::answer(&line?, &mut sessions);
        reply.push(b'\n');
        stdout.write_all(&reply)?;
        stdout.flush()?;
    }
    Ok(())
}
