"""Calls and messages that make facts of the model true or false."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from m2m_conformance.derive.offer import UNUSABLE, Offer
from m2m_conformance.derive.twin import Event
from m2m_ref import model

HANDLE = "peer"
THEIRS = "s-7"
"""The session id of the other side, which an ACCEPT brings."""
FOREIGN = "s-99"
"""The id of a session that is neither ours nor theirs."""

QUESTION = '{"model":"gpt-4o","messages":[{"role":"user","content":"¿Dónde está la estación? 🚉"}]}'
WIRES = {
    "none": QUESTION,
    "m2m": (
        "#M2M|1|IgABAAAAAAAAAAAAAAAAAAAAAAAGZ3B0LTRvAQEhz36kO10AAABvTMy1eyJtb2RlbCI6ImdwdC00byIsIm1lc3NhZ2Vz"
        "IjpbeyJyb2xlIjoidXNlciIsImNvbnRlbnQiOiLCv0TDs25kZSBlc3TDoSBsYSBlc3RhY2nDs24/IPCfmokifV19"
    ),
}
"""The wires of the question that every right encoder writes alike, by algorithm; none is shorter than it."""
BROKEN = {"none": "#M2M[v3.0]|DATA:!", "m2m": "#M2M|1|!", "brotli": "#M2M[v3.0]|DATA:!"}
"""Wires that no reader can read, by the algorithm of whoever sends them: behind the prefix is no base64."""
NO_JSON = "not JSON"
UNHEARD = "tokennative"
"""An algorithm that no side has here."""
TIMESTAMP = 1_760_000_000_000
"""Milliseconds; nothing hangs on it."""

MESSAGE_OF = {
    "process_hello": "HELLO",
    "process_accept": "ACCEPT",
    "process_reject": "REJECT",
    "decompress": "DATA",
}
"""The type of the message that a call takes."""

Facts = Mapping[str, bool]

SOUND: Facts = dict.fromkeys(
    (
        "has_capabilities",
        "has_session_id",
        "has_rejection",
        "has_data",
        "compatible",
        "common_algorithm",
        "own_session",
        "label_fits",
        "encodes",
        "decodes",
    ),
    True,
)
"""What is true of a message and a content with which nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Whom a call is for: a session's handle, id, agreed algorithm and offer, and the other side's offer.

    DATA is written in the other side's first algorithm; `theirs` is the id that its ACCEPT brings.
    """

    id: str
    algorithm: str | None
    own: Offer
    other: Offer
    theirs: str = THEIRS
    handle: str = HANDLE


@dataclass(frozen=True, slots=True)
class Stimulus:
    """A call as it is made, and what it is to the model."""

    event: Event
    call: str
    params: dict[str, Any]


def wire_of(content: str, algorithm: str) -> str:
    """The wire of the question, or of any content that is not compressed."""
    return content if algorithm == "none" else WIRES[algorithm]


def algorithm_for(facts: Facts) -> str:
    """The algorithm with which these facts can be had: m2m refuses some content, and Brotli some wires."""
    if not facts.get("encodes", True):
        return "m2m"
    return "none" if facts.get("decodes", True) else "brotli"


def stimulus(event: model.Event, wrong: Set[str], scene: Scene) -> Stimulus:
    """The call of `event`, with which nothing is wrong but the facts `wrong`."""
    params: dict[str, Any] = {"session": scene.handle}
    kind = event.message or MESSAGE_OF.get(event.name)
    if kind:
        params["message"] = message(kind, wrong, scene)
    if event.name == "compress":
        params["content"] = content_of(wrong)
    return Stimulus(_event(event, wrong, scene), f"session.{event.call}", params)


def _event(event: model.Event, wrong: Set[str], scene: Scene) -> Event:
    """What the call is to the model. Only m2m minds content that is not JSON."""
    facts = {**SOUND, **dict.fromkeys(wrong, False)}
    facts["label_fits"] &= scene.algorithm == scene.other.algorithms[0]
    facts["encodes"] |= scene.algorithm != "m2m"
    algorithm, encoding = scene.own.agreed(scene.other)
    size = _size(scene.algorithm or "none", wrong) if event.name == "compress" else 0
    return Event(event.name, facts, scene.theirs, algorithm, encoding, size)


def content_of(wrong: Set[str]) -> str:
    """What is to be compressed."""
    return NO_JSON if "encodes" in wrong else QUESTION


def _size(algorithm: str, wrong: Set[str]) -> int:
    """The bytes of its wire. What m2m cannot carry has none."""
    cannot = "encodes" in wrong and algorithm == "m2m"
    return 0 if cannot else len(wire_of(content_of(wrong), algorithm).encode())


def message(kind: str, wrong: Set[str], scene: Scene) -> dict[str, Any]:
    """A message of type `kind` of which the facts `wrong` are not true."""
    made: dict[str, Any] = {"type": kind}
    if kind == "ACCEPT" and "has_session_id" not in wrong:
        made["session_id"] = scene.theirs
    if kind not in ("HELLO", "ACCEPT", "REJECT"):
        made["session_id"] = FOREIGN if "own_session" in wrong else scene.id
    return {**made, "payload": _payload(kind, wrong, scene.other), "timestamp": TIMESTAMP}


def _payload(kind: str, wrong: Set[str], other: Offer) -> Any:
    if kind in ("HELLO", "ACCEPT"):
        return _capabilities(wrong, other) if "has_capabilities" not in wrong else {}
    if kind == "REJECT" and "has_rejection" not in wrong:
        return {"code": "RATE_LIMITED", "message": "Too many sessions"}
    return _data(wrong, other) if kind == "DATA" and "has_data" not in wrong else {}


def _capabilities(wrong: Set[str], other: Offer) -> Any:
    if "compatible" in wrong:
        return {"$extend": "$plain", "version": UNUSABLE}
    return other.written([UNHEARD]) if "common_algorithm" in wrong else other.written()


def _data(wrong: Set[str], other: Offer) -> Any:
    algorithm = other.algorithms[0]
    label = UNHEARD if "label_fits" in wrong else algorithm
    return {"algorithm": label, "content": (BROKEN if "decodes" in wrong else WIRES)[algorithm]}
