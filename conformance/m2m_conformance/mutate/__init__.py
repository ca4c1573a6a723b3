"""Breaks models and source on purpose, to see whether the suite sees it."""
