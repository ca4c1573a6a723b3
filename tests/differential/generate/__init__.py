"""Hypothesis strategies: what the two targets are asked."""
