"""The reference as a server over the HTTP binding (spec/protocol.md); needs the extra `http`."""
