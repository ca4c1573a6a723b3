"""Cases about secured frames, each with a secret of its own."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.generate import flag, wire
from m2m_conformance.generate.entry import Entry, Part
from m2m_conformance.strategies.frame import keys
from m2m_conformance.strategies.wire import framable
from m2m_ref.algorithm import Algorithm
from m2m_ref.codec.frame import Mode

DEFINE: Part = {}

_SEAL = {Mode.HMAC: "SEC-004", Mode.AEAD: "SEC-005"}


def entries() -> st.SearchStrategy[Entry]:
    """Secured frames to read, JSON to write as such, and what a reader with that key must refuse."""
    return keys().flatmap(lambda key: wire.entries(_subject(key.mode), key))


def _subject(mode: Mode) -> wire.Subject:
    return wire.Subject(
        algorithm=Algorithm.M2M,
        content=framable(),
        read=(_SEAL[mode], "SEC-011"),
        write=(_SEAL[mode], "SEC-011"),
        refuse=flag.SECURITY,
    )
