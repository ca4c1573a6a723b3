"""A second writer and reader of the wire forms, made to be plain rather than good.

It shares no code and no data with m2m_ref: tables and layouts are written out here again, from
spec/protocol.md. The vectors' bytes were worked out with it, and tests/test_wire_vector.py holds every
vector against it, so an error in the reference and the same error here would have to be made twice.
"""
