"""Adapters that are each wrong in one way."""
