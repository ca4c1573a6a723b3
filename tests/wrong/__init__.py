"""Deliberately wrong targets: the reference adapter with one thing changed each."""
