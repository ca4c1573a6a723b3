//! The clock the crate sees, so that the suite can move it.
//!
//! The crate reads `std::time::Instant`, which on Linux is `clock_gettime(CLOCK_MONOTONIC)`. This program has a
//! function of that name, which the linker prefers to the C library's: the monotonic clock stands still until
//! `clock.advance` moves it, and every other clock is the system's.

use serde::Deserialize;

use crate::call::{value, Called, Result};

#[derive(Deserialize)]
pub struct Advance {
    seconds: f64,
}

pub fn call(params: &Advance) -> Result<Called> {
    advance(params.seconds);
    value(&())
}

#[cfg(target_os = "linux")]
mod steered {
    use std::sync::atomic::{AtomicI64, Ordering};

    const SECOND: i64 = 1_000_000_000;

    /// Nanoseconds. Not 0, because the crate may look back.
    static NOW: AtomicI64 = AtomicI64::new(1_000_000 * SECOND);

    pub fn advance(seconds: f64) {
        NOW.fetch_add((seconds * SECOND as f64).round() as i64, Ordering::SeqCst);
    }

    /// # Safety
    /// As of the C library's: `time` points to a `timespec`.
    #[no_mangle]
    unsafe extern "C" fn clock_gettime(clock: libc::clockid_t, time: *mut libc::timespec) -> libc::c_int {
        if clock != libc::CLOCK_MONOTONIC {
            return libc::syscall(libc::SYS_clock_gettime, clock, time) as libc::c_int;
        }
        let now = NOW.load(Ordering::SeqCst);
        (*time).tv_sec = now / SECOND;
        (*time).tv_nsec = now % SECOND;
        0
    }
}

#[cfg(target_os = "linux")]
use steered::advance;

/// Whether the clock obeys here: the frozen clock shows no time between two looks at it.
pub fn is_steered() -> bool {
    #[cfg(target_os = "linux")]
    {
        let before = std::time::Instant::now();
        advance(1.0);
        before.elapsed() == std::time::Duration::from_secs(1)
    }
    #[cfg(not(target_os = "linux"))]
    false
}

#[cfg(not(target_os = "linux"))]
fn advance(_seconds: f64) {}
