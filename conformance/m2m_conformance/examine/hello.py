"""What session.create is given comes out again in the HELLO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from m2m_conformance.difference import ABSENT, differences, show
from m2m_conformance.examine.check import FaultError
from m2m_conformance.examine.subject import Subject, carried

_GIVEN: Mapping[str, Any] = {
    "version": "3.7",
    "agent_id": "agent-7",
    "agent_type": "examiner",
    "compression": {
        "algorithms": ["none"],
        "max_payload": 65536,
        "streaming": False,
        "ml_routing": True,
        "encodings": ["O200kBase", "Cl100kBase"],
        "preferred_encoding": "O200kBase",
    },
    "security": {
        "threat_detection": True,
        "model_version": "model-1",
        "blocking_mode": False,
        "block_threshold": 0.25,
    },
    "extensions": {"x-examiner": "on"},
}
"""Capabilities that are nobody's defaults, but for what not every target has."""
_DO = (
    "Hand the whole object to the target, all keys of it (Go: a key that no field is tagged with is lost). "
    "If the target drops or changes them itself, leave that to `run`"
)


def hello(subject: Subject) -> None:
    """The HELLO of a session has the capabilities that it was given, whatever the order of their keys."""
    carried(subject, "session.create", session="capable", id="s-1", capabilities=_GIVEN)
    value = carried(subject, "session.create_hello", session="capable").value
    payload = value.get("payload") if isinstance(value, dict) else None
    if said := "; ".join(_said(payload)):
        came = f"the HELLO has not the capabilities that session.create was given: {said}"
        raise FaultError(came, _DO, advice=True)


def _said(payload: Any) -> Iterator[str]:
    """What is not there, then what is something else."""
    found = list(differences(dict(_GIVEN), payload, {}))
    absent = [each.path for each in found if each.got == show(ABSENT)]
    if absent:
        yield f"no {', '.join(absent)}"
    for each in found:
        if each.got != show(ABSENT):
            yield f"{each.path or 'payload'} is {each.got}, not {each.expected}"
