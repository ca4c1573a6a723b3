"""The published Rust crate and the reference side by side: every difference must be an understood one."""
