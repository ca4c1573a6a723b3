"""Cases about M2M frames."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.generate import flag, wire
from m2m_conformance.generate.entry import Entry, Part
from m2m_conformance.strategies.wire import framable
from m2m_ref.algorithm import Algorithm

DEFINE: Part = {}


def entries() -> st.SearchStrategy[Entry]:
    """Frames to read, JSON to write as frames, and broken frames."""
    return wire.entries(
        wire.Subject(
            algorithm=Algorithm.M2M,
            content=framable(),
            read=("FRM-024",),
            write=("FRM-001", "FRM-002", "FRM-003", "FRM-010", "FRM-022"),
            refuse=flag.FRAME,
        )
    )
