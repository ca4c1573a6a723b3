"""Benchmarks: each prints ratios of things timed in turn in one run. They judge nothing and fail nothing."""
