"""Plays a sequence of calls on both sides at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.differential.generate.call import Advance, Give, Step
from tests.differential.pair import Exchange, Pair

Message = dict[str, Any]


class Conversation:
    """Remembers the messages each side has made, so that they can be passed on."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._made: list[tuple[Message, Message]] = []

    def play(self, steps: list[Step]) -> Iterator[Exchange]:
        """Each call as it was made and answered; ends with a side that breaks."""
        for step in steps:
            exchange = self._ask(step)
            if exchange is None:
                continue
            yield exchange
            if exchange.theirs.broke or exchange.ours.broke:
                return
            self._remember(exchange)

    def _ask(self, step: Step) -> Exchange | None:
        if isinstance(step, Give):
            return self._give(step)
        if isinstance(step, Advance):
            return self._pair.ask("clock.advance", {"seconds": step.seconds})
        return self._pair.ask(f"session.{step.method}", {"session": step.handle, **step.params})

    def _give(self, step: Give) -> Exchange | None:
        if step.back >= len(self._made):
            return None
        theirs, ours = self._made[-1 - step.back]
        theirs, ours = {"own": (theirs, ours), "theirs": (theirs, theirs), "ours": (ours, ours)}[step.by]
        method, params = f"session.{step.method}", {"session": step.handle}
        return self._pair.ask(method, {**params, "message": theirs}, {**params, "message": ours})

    def _remember(self, exchange: Exchange) -> None:
        theirs, ours = exchange.theirs.value, exchange.ours.value
        if exchange.method.startswith("session.") and _is_message(theirs) and _is_message(ours):
            self._made.append((theirs, ours))


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and "timestamp" in value
