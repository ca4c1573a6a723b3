"""Makes a conversation that failed short and plain, by playing it again with less in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from m2m_conformance.derive.offer import PLAIN
from m2m_conformance.fuzz.action import Action, Clone, Compress, Create, Give, Wait
from m2m_conformance.fuzz.content import less
from m2m_conformance.fuzz.exchange import Failure
from m2m_conformance.fuzz.letter import Letter
from m2m_conformance.sequence.shrink import without_a_piece

Replay = Callable[[Sequence[Action]], Failure | None]

_MOST_BREAKS = 5
_CONTENTS = ("x", "{}")
_SAID = "no"


def shrink(failure: Failure, play: Replay) -> Failure:
    """The same fault by fewer actions, and then by plainer ones.

    Each time that a target breaks may take a whole time limit: only a few are waited for.
    """
    shrinker = _Shrinker(play)
    for way in (_fewer, _plainer):
        while shorter := shrinker.first(failure, way(failure.actions)):
            failure = shorter
    return failure


class _Shrinker:
    def __init__(self, play: Replay) -> None:
        self._play = play
        self._breaks = 0

    def first(self, failure: Failure, choices: Iterator[Sequence[Action]]) -> Failure | None:
        """What the first of `choices` that shows the same fault comes to."""
        for actions in choices:
            if self._breaks == _MOST_BREAKS:
                return None
            found = self._play(actions)
            self._breaks += bool(found and found.broke)
            if found and found.fault == failure.fault:
                return found
        return None


def _fewer(actions: Sequence[Action]) -> Iterator[Sequence[Action]]:
    *before, last = actions
    yield from ([*left, last] for left in without_a_piece(before))
    yield from (_instead(actions, each) for each in actions if isinstance(each, Clone))


def _instead(actions: Sequence[Action], clone: Clone) -> Sequence[Action]:
    """What the clone was given, the original is given, and there is no clone."""
    return [_moved(each, clone.number, clone.party) for each in actions if each != clone]


def _moved(action: Action, party: int, to: int) -> Action:
    if isinstance(action, Create | Wait) or action.party != party:
        return action
    return replace(action, party=to)


def _plainer(actions: Sequence[Action]) -> Iterator[Sequence[Action]]:
    for at, action in enumerate(actions):
        for plainer in _plain(action):
            yield [*actions[:at], plainer, *actions[at + 1 :]]


def _plain(action: Action) -> Iterator[Action]:
    """What could be in its place; each is plainer, so that this comes to an end."""
    match action:
        case Create(capabilities=own):
            yield from (replace(action, capabilities=each) for each in _offers(own))
        case Compress(content=content) if content not in _CONTENTS:
            yield from (replace(action, content=each) for each in (*_CONTENTS, *less(content)))
        case Give(letter=Letter(capabilities=theirs) as letter) if theirs:
            for each in _offers(theirs):
                value = {**letter.value, "payload": each}
                yield replace(action, letter=replace(letter, value=value, capabilities=each))
        case Give(letter=Letter(rejection=True, value={"payload": {"message": said} as payload}) as letter):
            if said != _SAID:
                value = {**letter.value, "payload": {**payload, "message": _SAID}}
                yield replace(action, letter=replace(letter, value=value))


def _offers(own: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Capabilities with less that is unusual: none of it, or not more than algorithms and version."""
    compression = {**PLAIN["compression"], "algorithms": own["compression"]["algorithms"]}
    for each in (PLAIN, {**PLAIN, "version": own["version"], "compression": compression}):
        if each == own:
            return
        yield each
