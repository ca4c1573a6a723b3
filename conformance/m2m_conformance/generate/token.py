"""Cases about TokenNative texts."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.generate import flag, wire
from m2m_conformance.generate.entry import Entry, Part
from m2m_conformance.strategies import contents
from m2m_ref.algorithm import Algorithm

DEFINE: Part = {}


def entries() -> st.SearchStrategy[Entry]:
    """TokenNative texts to read, any content to write as such, and broken ones."""
    return wire.entries(
        wire.Subject(
            algorithm=Algorithm.TOKEN_NATIVE,
            content=contents(),
            read=("TOK-001", "TOK-005"),
            write=("TOK-001", "TOK-002", "TOK-003"),
            refuse=flag.TOKEN,
        )
    )
