"""Cases about Brotli texts."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.generate import flag, wire
from m2m_conformance.generate.entry import Entry, Part
from m2m_conformance.strategies import contents
from m2m_ref.algorithm import Algorithm

DEFINE: Part = {}


def entries() -> st.SearchStrategy[Entry]:
    """Brotli texts to read, any content to write as such, and broken ones."""
    return wire.entries(
        wire.Subject(
            algorithm=Algorithm.BROTLI,
            content=contents(),
            read=("BRO-001", "BRO-002"),
            write=("BRO-001",),
            refuse=flag.BROTLI,
        )
    )
