"""How an adapter says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from m2m_conformance.examine import remedy
from m2m_conformance.examine.check import FaultError, UnexaminedError, blamed
from m2m_conformance.examine.parameter import invalid
from m2m_conformance.examine.sample import CAPABILITIES
from m2m_conformance.examine.subject import UNKNOWN, Answer, Subject, carried
from m2m_conformance.rpc import METHOD_NOT_FOUND

_MESSAGE = {"type": "ACCEPT", "session_id": "s-9", "payload": dict(CAPABILITIES), "timestamp": 1}
_ILLEGAL: tuple[tuple[str, dict[str, Any]], ...] = (
    ("session.compress", {"content": "{}"}),
    ("session.process_accept", {"message": _MESSAGE}),
    ("session.decompress", {"message": {**_MESSAGE, "type": "DATA"}}),
)
"""What no session does that has just been made."""

_NO_TYPE = "NOPE"
_PING = {"type": "PING", "session_id": "s-1", "payload": {}, "timestamp": 1}
_UNREADABLE: Mapping[str, dict[str, Any]] = {
    "a message of an unknown type": {"type": _NO_TYPE, "timestamp": 1},
    "a message with -1 as `timestamp`": {**_PING, "timestamp": -1},
    "a message without `timestamp`": {key: value for key, value in _PING.items() if key != "timestamp"},
    "a message with 5 as `payload`": {**_PING, "payload": 5},
}
"""What no message is like, by what it is called (spec/protocol.md, Messages)."""
_READ = (
    "Let the target read the message, and hand it on as it came (Go: json.RawMessage; Rust: "
    "serde_json::Value). What the target cannot read is a refused call too: error -32000 with the kind that "
    "it has for it, json or invalid_message"
)


def method(subject: Subject) -> None:
    """A method that there is not."""
    like = {"error": {"code": METHOD_NOT_FOUND, "message": f"no method {UNKNOWN}"}}
    do = "Answer a method that you do not know with error -32601, and go on"
    try:
        answer = subject.probe()
        subject.probe()
    except FaultError as fault:
        if fault.check != "answer":
            raise
        raise FaultError(
            f"asked for an unknown method: {fault.came}", do, like=like, shown=fault.shown
        ) from fault
    if answer.carried or not answer.missing:
        raise FaultError(f"an unknown method is answered with {answer}", do, like=like)
    if answer.code != METHOD_NOT_FOUND:
        raise FaultError(f"an unknown method is answered with {answer}", do, like=like, advice=True)


def refusal(subject: Subject) -> None:
    """Calls that a new session refuses; how replies look that say so is held to with every exchange."""
    said = [_illegal(subject, call, params) for call, params in _ILLEGAL]
    if any(answer.kind for answer in said):
        return
    if all(answer.missing for answer in said):
        raise UnexaminedError(f"none of {', '.join(call for call, _ in _ILLEGAL)} is there yet")
    came = "; ".join(f"{call}: {answer}" for (call, _), answer in zip(_ILLEGAL, said, strict=True))
    raise FaultError(
        f"calls that no new session carries out are not refused: {came}", remedy.KIND, like=remedy.REFUSING
    )


def _illegal(subject: Subject, call: str, params: dict[str, Any]) -> Answer:
    carried(subject, "session.create", session="new", id="s-1", capabilities=CAPABILITIES)
    what = f"{call} of a session that was just made, which it has to refuse"
    with blamed(what, remedy.CATCH, crashed=remedy.REFUSED_SO):
        return subject.ask(call, session="new", **params)


def unreadable(subject: Subject) -> None:
    """Messages that are none. Whether the target takes those of a known type after all, `run` tells."""
    carried(subject, "session.create", session="new", id="s-1", capabilities=CAPABILITIES)
    for what, message in _UNREADABLE.items():
        with blamed(what, _READ, crashed=remedy.REFUSED_SO):
            answer = subject.ask("session.process_message", session="new", message=message)
        if answer.missing:
            raise UnexaminedError(f"session.process_message is answered with {answer}")
        if not answer.kind and (message["type"] == _NO_TYPE or not answer.carried):
            raise FaultError(f"{what} is answered with {answer}", _READ, like=remedy.UNREADABLE)


def handle(subject: Subject) -> None:
    """A session that there is not."""
    invalid(subject, "a handle that no session.create made", "session.close", {"session": "nobody"})
