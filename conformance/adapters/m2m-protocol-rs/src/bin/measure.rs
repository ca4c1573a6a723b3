//! Times the crate's codecs inside this process, for bench/witness.py.
//!
//! Each line of stdin is a job, `{"call": "compress" | "decompress", "algorithm": …, "text": …, "times": n}`;
//! each line of stdout its result, `{"seconds": of all n calls, "bytes": of one call's output}`.

use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::Instant;

use ::m2m::codec::{Algorithm, CodecEngine};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Call {
    Compress,
    Decompress,
}

#[derive(Deserialize)]
struct Job {
    call: Call,
    algorithm: Algorithm,
    text: String,
    times: u32,
}

impl Job {
    fn once(&self, engine: &CodecEngine) -> ::m2m::Result<String> {
        match self.call {
            Call::Compress => Ok(engine.compress(&self.text, self.algorithm)?.data),
            Call::Decompress => engine.decompress(&self.text),
        }
    }

    fn run(&self, engine: &CodecEngine) -> ::m2m::Result<serde_json::Value> {
        let mut bytes = self.once(engine)?.len();
        let began = Instant::now();
        for _ in 0..self.times {
            bytes = black_box(self.once(black_box(engine))?).len();
        }
        Ok(json!({"seconds": began.elapsed().as_secs_f64(), "bytes": bytes}))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = CodecEngine::new();
    let mut stdout = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let job: Job = serde_json::from_str(&line?)?;
        writeln!(stdout, "{}", job.run(&engine)?)?;
        stdout.flush()?;
    }
    Ok(())
}
