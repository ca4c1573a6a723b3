"""What was exchanged with a target: the last requests of the case at hand, and where its sessions went."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from m2m_conformance.reply import Reply

_MOST = 60
"""Exchanges of a case that are kept, the last ones."""
_LONG, _MANY, _DEEP = 8192, 100, 20
"""Characters of a text, items of a list, and depth of nesting that are kept of an exchange."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it; `broke` says what did in place of a reply."""

    call: str
    params: Mapping[str, Any]
    reply: Reply | None
    broke: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """The last exchanges of a case; `left_out` counts those before."""

    exchanges: tuple[Exchange, ...] = ()
    left_out: int = 0

    def brief(self) -> Trace:
        """The same, with long texts and lists cut."""
        return Trace(tuple(map(_brief_exchange, self.exchanges)), self.left_out)


UNTRACED = Trace()
"""Of a case of which it is not kept what was exchanged."""


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """What a call did to a session: from one state to another, or the same. `message` is the type of the one
    that `process_message` was given.
    """

    call: str
    message: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a move was made, as it should be and not."""

    passed: int = 0
    failed: int = 0


_Made = tuple[str, str, str, str]
"""A move, as quickly made as it gets: there is one for every request."""


class Evidence:
    """Is told of every exchange."""

    def __init__(self) -> None:
        self._passed: Counter[_Made] = Counter()
        self._failed: Counter[_Made] = Counter()
        self._exchanges: deque[Exchange] = deque(maxlen=_MOST)
        self._count = 0
        self._states: dict[str, str] = {}
        self._made: Counter[_Made] = Counter()
        self._last: _Made | None = None

    @property
    def moves(self) -> dict[Move, Tally]:
        """Those of all cases so far, in order."""
        every = sorted({*self._passed, *self._failed})
        return {Move(*made): Tally(self._passed[made], self._failed[made]) for made in every}

    def begin(self) -> None:
        """A case begins."""
        self._exchanges.clear()
        self._count = 0
        self._states.clear()
        self._made.clear()
        self._last = None

    def note(self, call: str, params: Mapping[str, Any], reply: Reply | None, broke: str = "") -> None:
        """One more exchange."""
        self._exchanges.append(Exchange(call, params, reply, broke))
        self._count += 1
        self._last = None
        if call.startswith("session."):
            self._move(call, params, reply)

    def _move(self, call: str, params: Mapping[str, Any], reply: Reply | None) -> None:
        handle = params.get("session", "")
        before = self._states.get(handle)
        after = reply.session["state"] if reply is not None and reply.session else before
        if after is not None:
            self._states[params.get("as", handle)] = after
        if before is None or after is None or call == "session.create":
            return
        message = _type_of(params.get("message")) if call == "session.process_message" else ""
        self._last = (call, message, before, after)
        self._made[self._last] += 1

    def settle(self, *, bad: bool) -> Trace:
        """The case has ended, `bad` if it did at its last exchange: what it showed."""
        if bad and self._last:
            self._made[self._last] -= 1
            self._failed[self._last] += 1
        self._passed.update(self._made)
        self._made.clear()
        self._last = None
        return Trace(tuple(self._exchanges), self._count - len(self._exchanges)) if bad else UNTRACED


def added(moves: Iterable[Mapping[Move, Tally]]) -> dict[Move, Tally]:
    """The moves of several runs together, in order."""
    passed: Counter[Move] = Counter()
    failed: Counter[Move] = Counter()
    for each in moves:
        passed.update({move: tally.passed for move, tally in each.items()})
        failed.update({move: tally.failed for move, tally in each.items()})
    return {move: Tally(passed[move], failed[move]) for move in sorted({*passed, *failed})}


def _type_of(message: object) -> str:
    """The type of a message, which may be anything."""
    kind = message.get("type") if isinstance(message, Mapping) else None
    return kind if isinstance(kind, str) else ""


def _brief_exchange(exchange: Exchange) -> Exchange:
    reply = exchange.reply
    if reply is not None:
        reply = replace(reply, value=_brief(reply.value), session=_brief(reply.session))
    return replace(exchange, params=_brief(exchange.params), reply=reply)


def _brief(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str) and len(value) > _LONG:
        return f"{value[: _LONG // 2]} … {value[-_LONG // 4 :]} ({len(value)} characters)"
    if isinstance(value, Mapping | list) and depth == _DEEP:
        return "… (nested deeper)"
    if isinstance(value, Mapping):
        return {key: _brief(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        left = [f"… ({len(value)} items)"] if len(value) > _MANY else []
        return [_brief(item, depth + 1) for item in value[:_MANY]] + left
    return value
