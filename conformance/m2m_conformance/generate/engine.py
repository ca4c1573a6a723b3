"""Cases about the codec engine: content in every algorithm and back, and what a prefix tells."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.generate import wire
from m2m_conformance.generate.entry import Entry, Part, literal
from m2m_conformance.strategies import Wire, contents, wires
from m2m_conformance.strategies.wire import framable
from m2m_ref.algorithm import Algorithm

DEFINE: Part = {}

_SIZES = ("CMP-005", "CMP-007", "CMP-008")


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """A wire whose algorithm is asked for, one to read, or content to write in any algorithm."""
    kind = draw(st.sampled_from(("detect", "read", "write")))
    if kind == "detect":
        return _detect(draw(wires()))
    if kind == "read":
        found = draw(wires())
        return wire.reading(found, _subject(found.algorithm))
    subject = _subject(draw(st.sampled_from(Algorithm)))
    return wire.writing(draw(subject.content), draw(st.sampled_from(list(wire.ENCODINGS))), subject)


def _detect(found: Wire) -> Entry:
    step = {
        "call": "engine.detect",
        "with": {"wire": literal(found.text)},
        "expect": {"value": found.algorithm.value},
    }
    return Entry(f"The prefix says {found.algorithm.value}", ["CMP-001", "CMP-002"], [step])


def _subject(algorithm: Algorithm) -> wire.Subject:
    content = framable() if algorithm is Algorithm.M2M else contents()
    return wire.Subject(algorithm, content, read=("CMP-001", "CMP-008"), write=_SIZES, refuse={})
