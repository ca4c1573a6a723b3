"""Two targets that are asked the same things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.channel import BrokenTargetError, Channel, EmbeddedChannel
from m2m_conformance.target import Target, UnsupportedError

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one target said: a value or an error kind, and the session's snapshot; a break is a kind too."""

    value: Any = None
    kind: str | None = None
    session: dict[str, Any] | None = None

    @property
    def broke(self) -> bool:
        return self.kind is not None and self.kind.startswith("broken: ")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request to both. The parameters differ only where each is given its own earlier message."""

    method: str
    params: Params
    own_params: Params
    theirs: Answer
    ours: Answer

    def __str__(self) -> str:
        given = f"{self.method} {_shown(self.params)}"
        if self.own_params != self.params:
            given += f"\n  ours was asked {_shown(self.own_params)}"
        return f"{given}\n  theirs: {_shown(self.theirs)}\n  ours:   {_shown(self.ours)}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 4000 else f"{text[:2000]} … {text[-1000:]}"


class Side:
    """A target that is started afresh when it breaks."""

    def __init__(self, channel: Channel) -> None:
        self._target = Target(channel)
        self._target.start()

    def ask(self, method: str, params: Params) -> Answer:
        """The answer; never raises for what the target does."""
        try:
            reply = self._target.request(method, params)
        except UnsupportedError as error:
            return Answer(kind=f"unsupported: {error}")
        except BrokenTargetError as error:
            return Answer(kind=f"broken: {error}; {self._restart()}")
        return Answer(reply.value, reply.kind, reply.session)

    def _restart(self) -> str:
        """Start again; what the broken one wrote last to its log."""
        self._target.stop()
        log = " ".join(self._target.log().split())
        self._target.start()
        return log[-300:]

    def close(self) -> None:
        self._target.stop()


class Pair:
    """The target under test (theirs) and the reference (ours)."""

    def __init__(self, theirs: Channel, ours: Callable[[], ReferenceAdapter] = ReferenceAdapter) -> None:
        self.theirs = Side(theirs)
        self.ours = Side(embedded(ours))

    def ask(self, method: str, params: Params, own: Params | None = None) -> Exchange:
        """Ask both; `own` are the reference's parameters if they differ."""
        own = params if own is None else own
        return Exchange(method, params, own, self.theirs.ask(method, params), self.ours.ask(method, own))

    def close(self) -> None:
        self.theirs.close()
        self.ours.close()


def embedded(make: Callable[[], ReferenceAdapter]) -> Channel:
    """The channel to an adapter in this process."""
    return EmbeddedChannel(lambda: make().answer)
