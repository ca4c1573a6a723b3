"""Negotiations of two peers with any capabilities."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from m2m_conformance.derive.agreement import agreement, common_algorithms, compatible
from m2m_conformance.derive.stimulus import TIMESTAMP
from m2m_conformance.generate.entry import Entry, Part, literal
from m2m_conformance.strategies import capabilities
from m2m_ref.profile import Profile

DEFINE: Part = {}

_ABOUT = [f"NEG-{number:03}" for number in (3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14)]


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """An agreement worked out by itself, or a HELLO and what a responder makes of it in one profile."""
    local, remote = (literal(msgspec.to_builtins(draw(capabilities()))) for _ in range(2))
    kind = draw(st.sampled_from([None, *Profile]))
    return _alone(local, remote) if kind is None else _handshake(local, remote, kind)


def _alone(local: Part, remote: Part) -> Entry:
    agreed = agreement(local, remote)
    expect = {"$exactly": agreed} if agreed else None
    step = {
        "call": "capabilities.negotiate",
        "with": {"local": local, "remote": remote},
        "expect": {"value": expect},
    }
    return Entry(f"The agreement of two peers: {_said(agreed)}", _ABOUT, [step])


def _handshake(local: Part, remote: Part, profile: Profile) -> Entry:
    """The responder has the capabilities `local`."""
    strict = profile is Profile.STRICT
    agreed = agreement(remote, local) if strict else agreement(local, remote)
    create = {
        "call": "session.create",
        "with": {"session": "peer", "id": "p-41", "capabilities": local},
        "expect": {"value": None, "session": {"id": "p-41", "state": "Initial", "messages_received": 0}},
    }
    hello = {"type": "HELLO", "payload": remote, "timestamp": TIMESTAMP}
    answer = _accepted(local, remote, agreed, strict) if agreed else _rejected(local, remote, strict)
    step = {"call": "session.process_hello", "with": {"session": "peer", "message": hello}, "expect": answer}
    about = ["NEG-016", "NEG-017", "SES-010"] if strict else ["NEG-007", "SES-010"]
    return Entry(
        f"A responder and a HELLO: {_said(agreed)}",
        about if agreed else ["SES-012", "SES-013", "SES-014"],
        [create, step],
        profile=profile.value,
    )


def _accepted(local: Part, remote: Part, agreed: Part, strict: bool) -> Part:
    ours, theirs = (each["compression"]["algorithms"] for each in (local, remote))
    listed = common_algorithms(theirs, ours) if strict else ours
    accept: dict[str, Any] = {"type": "ACCEPT", "session_id": "p-41"}
    accept["payload"] = {"version": local["version"], "compression": {"algorithms": listed}}
    moved = {"state": "Established", "algorithm": agreed["algorithm"], "encoding": agreed["encoding"]}
    return {"value": accept, "session": {**moved, "messages_sent": 1, "messages_received": 1}}


def _rejected(local: Part, remote: Part, strict: bool) -> Part:
    same = compatible(local["version"], remote["version"])
    code = "NO_COMMON_ALGORITHM" if same else "VERSION_MISMATCH"
    moved = {"state": "Closed"} if strict else {}
    return {
        "value": {"type": "REJECT", "session_id": "$absent", "payload": {"code": code}},
        "session": {**moved, "messages_received": 1},
    }


def _said(agreed: Part | None) -> str:
    return f"{agreed['algorithm']} and {agreed['encoding']}" if agreed else "nothing in common"
