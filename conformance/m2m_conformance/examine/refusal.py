"""How an adapter says no."""

from __future__ import annotations

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
    """A message that is none."""
    carried(subject, "session.create", session="new", id="s-1", capabilities=CAPABILITIES)
    do = (
        "Let the target read the message. If it cannot, that is a refused call too: error -32000 with the "
        "kind that the target has for it, json or invalid_message"
    )
    with blamed("a message of an unknown type", do, crashed=remedy.REFUSED_SO):
        answer = subject.ask(
            "session.process_message", session="new", message={"type": "NOPE", "timestamp": 1}
        )
    if answer.missing:
        raise UnexaminedError(f"session.process_message is answered with {answer}")
    if not answer.kind:
        raise FaultError(
            f"a message of an unknown type is answered with {answer}", do, like=remedy.UNREADABLE
        )


def handle(subject: Subject) -> None:
    """A session that there is not."""
    invalid(subject, "a handle that no session.create made", "session.close", {"session": "nobody"})
