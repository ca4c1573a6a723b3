"""What the Rust package m2m-protocol 0.4.0 does differently, modelled: each fault by its name in known.py.

A model says what the crate answers and which faults that takes. A difference counts as understood only if the
crate answered so.
"""
