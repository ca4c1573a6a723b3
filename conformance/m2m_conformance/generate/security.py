"""Cases about secured frames, each with a secret of its own."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.generate import flag, wire
from m2m_conformance.generate.entry import Entry, Part
from m2m_conformance.strategies import json_texts, requests, responses
from m2m_conformance.strategies.either import either
from m2m_ref.algorithm import Algorithm
from m2m_ref.codec.frame import FrameKey, Mode

DEFINE: Part = {}

_SEAL = {Mode.HMAC: "SEC-004", Mode.AEAD: "SEC-005"}


def entries() -> st.SearchStrategy[Entry]:
    """Secured frames to read, JSON to write as such, and what a reader with that key must refuse."""
    return _keys().flatmap(lambda key: wire.entries(_subject(key.mode), key))


def _keys() -> st.SearchStrategy[FrameKey]:
    """Secrets of the least length, some longer."""
    return st.sampled_from(Mode).flatmap(
        lambda mode: st.binary(min_size=mode.least_bytes, max_size=48).map(lambda it: FrameKey(mode, it))
    )


def _subject(mode: Mode) -> wire.Subject:
    return wire.Subject(
        algorithm=Algorithm.M2M,
        content=either(requests(), responses(), json_texts()),
        read=(_SEAL[mode], "SEC-011"),
        write=(_SEAL[mode], "SEC-011"),
        refuse=flag.SECURITY,
    )
