"""Cases about messages as JSON texts: read and written again, or refused."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.adapter.reference import SHAPES
from m2m_conformance.generate.entry import Entry, Part, exactly, literal
from m2m_conformance.strategies import BrokenMessage, MessageText, broken_messages, message_texts
from m2m_ref.profile import Profile

DEFINE: Part = {}

_READ = ["MSG-001", "MSG-002", "MSG-003", "MSG-004", "MSG-005", "MSG-006", "MSG-007", "MSG-023"]
_REFUSED = ["MSG-001", "MSG-002", "MSG-004", "MSG-008", "MSG-009"]


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """A sound text in some spelling, or one that is no message for one reason."""
    profile = draw(st.sampled_from(Profile))
    if draw(st.booleans()):
        return _refused(draw(broken_messages(profile=profile)), profile)
    return _read(draw(message_texts(profile=profile)), profile)


def _read(found: MessageText, profile: Profile) -> Entry:
    """What a reader keeps of it is written again, and nothing else."""
    message = found.message
    shape = None if message.payload is None else SHAPES[type(message.payload)]
    step = {
        "call": "message.read",
        "with": {"text": literal(found.text)},
        "expect": {"value": {"message": exactly(message.to_object()), "payload": shape}},
    }
    what = "no payload" if shape is None else f"payload {shape}"
    return Entry(f"A {message.type.value} with {what} is read", _READ, [step], profile=profile.value)


def _refused(broken: BrokenMessage, profile: Profile) -> Entry:
    step = {
        "call": "message.read",
        "with": {"text": literal(broken.text)},
        "expect": {"error": broken.kind},
    }
    return Entry(broken.why, _REFUSED, [step], profile=profile.value)
