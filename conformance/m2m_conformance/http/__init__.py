"""Judges a running server over the HTTP binding (spec/protocol.md, HTTP binding), with no adapter."""
