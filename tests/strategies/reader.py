"""A second reader of message texts: the standard library's JSON, and the rules of spec/protocol.md again."""

from __future__ import annotations

import json
from typing import Any

TYPES = ("HELLO", "ACCEPT", "REJECT", "DATA", "PING", "PONG", "CLOSE")
CAPABILITIES: dict[str, Any] = {
    "version": None,
    "agent_id": None,
    "agent_type": None,
    "compression": {
        "algorithms": None,
        "max_payload": None,
        "streaming": None,
        "ml_routing": None,
        "encodings": [],
        "preferred_encoding": "Cl100kBase",
    },
    "security": {
        "threat_detection": None,
        "model_version": None,
        "blocking_mode": None,
        "block_threshold": None,
    },
    "extensions": {},
}
"""All keys, and what they are if they are left out; None where they may not be."""


def read(text: str, depth: int) -> dict[str, Any]:
    """The message as a writer would have it. Raises ValueError for what is none."""
    value = json.loads(text, parse_constant=_refuse, parse_int=_whole)
    if not isinstance(value, dict) or _depth(value) > depth:
        raise ValueError("no object, or nested too deep")
    json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is a UnicodeEncodeError
    kind, time, name, payload = map(value.get, ("type", "timestamp", "session_id", "payload"))
    if kind not in TYPES or type(time) is not int or not 0 <= time < 2**64:
        raise ValueError("type or timestamp")
    if not (name is None or isinstance(name, str)) or not (payload is None or isinstance(payload, dict)):
        raise ValueError("session_id or payload")
    found = {"type": kind, "session_id": name, "payload": payload and _payload(payload), "timestamp": time}
    return {key: item for key, item in found.items() if item is not None}


def _payload(value: dict[str, Any]) -> dict[str, Any]:
    """A sound payload with the keys that are known, defaults for what is left out, and no null."""
    if "compression" in value:
        return _filled(value, CAPABILITIES)
    if value.get("security_status"):
        status = _known(value["security_status"], "scanned", "safe", "threat_type", "confidence")
        value = {**value, "security_status": status}
    if "algorithm" in value:
        return _known(value, "algorithm", "content", "original_size", "security_status")
    return _known(value, "code", "message", "reason")


def _filled(value: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _filled(value[key], default)
        if isinstance(default, dict) and default
        else value.get(key, default)
        for key, default in known.items()
    }


def _known(value: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value[key] for key in keys if value.get(key) is not None}


def _depth(value: Any) -> int:
    if not isinstance(value, list | dict):
        return 0
    return 1 + max(map(_depth, value.values() if isinstance(value, dict) else value), default=0)


def _whole(digits: str) -> int | float:
    return -0.0 if digits == "-0" else int(digits)


def _refuse(name: str) -> None:
    raise ValueError(name)
