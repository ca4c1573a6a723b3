"""Examines an adapter itself, not the implementation behind it, against spec/adapter.md."""
