"""Requests that lack a parameter which may not be left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from m2m_conformance.case import feature_of
from m2m_conformance.examine.check import Exchange, FaultError, UnexaminedError, blamed
from m2m_conformance.examine.sample import CAPABILITIES, CHAT
from m2m_conformance.examine.subject import Answer, Subject
from m2m_conformance.rpc import INVALID_PARAMS

_MESSAGE = ("session", "message")
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "session.create": ("session",),
    "session.create_hello": ("session",),
    "session.process_hello": _MESSAGE,
    "session.process_accept": _MESSAGE,
    "session.process_reject": _MESSAGE,
    "session.process_message": _MESSAGE,
    "session.compress": ("session", "content"),
    "session.decompress": _MESSAGE,
    "session.close": ("session",),
    "session.tick": ("session",),
    "session.stats": ("session",),
    "session.clone": ("session", "as"),
    "clock.advance": ("seconds",),
    "capabilities.negotiate": ("local", "remote"),
    "message.read": ("text",),
    "engine.compress": ("content", "algorithm"),
    "engine.compress_auto": ("content",),
    "engine.compress_best": ("content",),
    "engine.compress_binary": ("content", "algorithm"),
    "engine.decompress": ("wire",),
    "engine.decompress_binary": ("wire",),
    "engine.detect": ("wire",),
    "frame.inspect": ("wire",),
    "key.derive": ("master", "path"),
    "key.exchange": ("private", "public"),
}
"""The parameters of each method that may not be left out, as the table in spec/adapter.md has them."""

_HEX = "00" * 32
VALUES: Mapping[str, Any] = {
    "session": "bare",
    "as": "twin",
    "message": {"type": "PING", "session_id": "s-bare", "payload": {}, "timestamp": 1},
    "content": CHAT,
    "seconds": 1,
    "local": CAPABILITIES,
    "remote": CAPABILITIES,
    "text": "{}",
    "algorithm": "none",
    "wire": CHAT,
    "master": _HEX,
    "path": "m2m/v1/test-org/agent-001",
    "private": _HEX,
    "public": _HEX,
}
"""What those are that are not left out."""
_DO = "Answer it with error -32602, and go on"
_ZERO = (
    "Answer a request that lacks a parameter with error -32602: the suite sends none, but whoever tries the "
    "adapter by hand does. Go: what is not there leaves the zero value; use a pointer, and see if it is nil"
)


def params(subject: Subject) -> None:
    """Requests without any of what their method needs, then without one thing of it each."""
    declared = {
        name: needed for name, needed in REQUIRED.items() if feature_of(name) in subject.info.features
    }
    if not declared:
        raise UnexaminedError("no method with parameters is declared yet")
    name = next(iter(declared))
    invalid(subject, f"{name} without its parameters", name, {})
    _prepare(subject)
    said: dict[str, list[str]] = {}
    shown = Exchange()
    for method, needed in declared.items():
        for what, answer in _one_by_one(subject, method, needed):
            shown = subject.last if not said else shown
            said.setdefault(str(answer), []).append(what)
    if said:
        came = "; ".join(f"answered with {answer}: {', '.join(whats)}" for answer, whats in said.items())
        raise FaultError(came, _ZERO, advice=True, shown=shown)


def _prepare(subject: Subject) -> None:
    """Have the session that the requests are about."""
    if "session" in subject.info.features:
        subject.put("session.create", {"session": VALUES["session"], "capabilities": CAPABILITIES})


def _one_by_one(subject: Subject, method: str, needed: tuple[str, ...]) -> Iterator[tuple[str, Answer]]:
    """What is left out, and the answer, where that is not the one it should be."""
    for missing in needed:
        what = f"{method} without `{missing}`"
        with blamed(what, _DO):
            answer = subject.put(method, {name: VALUES[name] for name in needed if name != missing})
        if answer.missing:
            return
        if answer.code != INVALID_PARAMS:
            yield what, answer


def invalid(subject: Subject, what: str, name: str, given: Mapping[str, Any]) -> None:
    """A request that is to be answered with error -32602."""
    like = {"error": {"code": INVALID_PARAMS, "message": what}}
    with blamed(what, _DO):
        answer = subject.put(name, given)
    if answer.missing:
        raise UnexaminedError(f"{name} is answered with {answer}")
    if answer.carried:
        raise FaultError(f"{what}: it is answered with {answer}", _DO, like=like)
    if answer.code != INVALID_PARAMS:
        raise FaultError(f"{what}: it is answered with {answer}", _DO, like=like, advice=True)
