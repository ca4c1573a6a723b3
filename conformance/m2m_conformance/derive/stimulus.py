"""Calls and messages that make facts of the model true or false."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from m2m_conformance.derive.twin import Event, Twin

HANDLE = "peer"
ENCODING = "Cl100kBase"
THEIRS = "s-7"
"""The session id of the other side, which an ACCEPT brings."""
FOREIGN = "s-99"
"""The id of a session that is neither ours nor theirs."""

PLAIN: dict[str, Any] = {
    "version": "3.0",
    "agent_id": "2f1c8a64-9b7e-4d53-8c11-5e0a7d9b3f26",
    "agent_type": "travel-planner",
    "compression": {
        "algorithms": ["none"],
        "max_payload": 0,
        "streaming": True,
        "ml_routing": False,
        "encodings": [ENCODING],
        "preferred_encoding": ENCODING,
    },
    "security": {
        "threat_detection": False,
        "model_version": None,
        "blocking_mode": False,
        "block_threshold": 0.8,
    },
    "extensions": {},
}
"""Capabilities that agree on no compression, so that every size is known; `$plain` in a file's `define`."""

QUESTION = '{"model":"gpt-4o","messages":[{"role":"user","content":"¿Dónde está la estación? 🚉"}]}'
_NO_BROTLI = "#M2M[v3.0]|DATA:!"
_NO_JSON = "not JSON"
TIMESTAMP = 1_760_000_000_000
"""Milliseconds; nothing hangs on it."""

_MESSAGE_OF = {
    "process_hello": "HELLO",
    "process_accept": "ACCEPT",
    "process_reject": "REJECT",
    "decompress": "DATA",
}

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
class Stimulus:
    """A call as it is made, and what it is to the model."""

    event: Event
    call: str
    params: dict[str, Any]


def algorithm_for(facts: Facts) -> str:
    """The algorithm with which these facts can be had: m2m refuses some content, and Brotli some wires."""
    if not facts.get("encodes", True):
        return "m2m"
    return "none" if facts.get("decodes", True) else "brotli"


def capabilities(algorithm: str) -> Any:
    """Capabilities with this algorithm alone, as a file writes them."""
    return (
        "$plain" if algorithm == "none" else {"$extend": "$plain", "compression": {"algorithms": [algorithm]}}
    )


def stimulus(twin: Twin, name: str, algorithm: str, changed: Facts) -> Stimulus:
    """The event `name` for a session with `algorithm`, sound but for what `changed` says."""
    facts = {**SOUND, **changed}
    event = twin.model.events[name]
    call = f"session.{event.call}"
    params: dict[str, Any] = {"session": HANDLE}
    kind = event.message or _MESSAGE_OF.get(name)
    size = 0
    if kind:
        params["message"] = message(twin, kind, algorithm, facts)
    if name == "compress":
        params["content"] = QUESTION if facts["encodes"] else _NO_JSON
        size = len(params["content"].encode())
    return Stimulus(Event(name, facts, THEIRS, algorithm, ENCODING, size), call, params)


def message(twin: Twin, kind: str, algorithm: str, facts: Facts) -> dict[str, Any]:
    """A message of type `kind` of which `facts` are true."""
    made: dict[str, Any] = {"type": kind}
    if kind == "ACCEPT" and facts["has_session_id"]:
        made["session_id"] = THEIRS
    if kind not in ("HELLO", "ACCEPT", "REJECT"):
        made["session_id"] = twin.id if facts["own_session"] else FOREIGN
    return {**made, "payload": _payload(kind, algorithm, facts), "timestamp": TIMESTAMP}


def _payload(kind: str, algorithm: str, facts: Facts) -> Any:
    if kind in ("HELLO", "ACCEPT"):
        return _offer(algorithm, facts) if facts["has_capabilities"] else {}
    if kind == "REJECT" and facts["has_rejection"]:
        return {"code": "RATE_LIMITED", "message": "Too many sessions"}
    return _data(algorithm, facts) if kind == "DATA" and facts["has_data"] else {}


def _offer(algorithm: str, facts: Facts) -> Any:
    if not facts["compatible"]:
        return {"$extend": "$plain", "version": "4.0"}
    return capabilities(algorithm if facts["common_algorithm"] else "tokennative")


def _data(algorithm: str, facts: Facts) -> Any:
    label = algorithm if facts["label_fits"] else "tokennative"
    return {"algorithm": label, "content": QUESTION if facts["decodes"] else _NO_BROTLI}
