"""Finds a shortest word that shows the same fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from m2m_conformance.automaton.mealy import Word, cover
from m2m_conformance.sequence.play import Failure, Play

T = TypeVar("T")

_SHORT = 8  # inputs before the last one, of which every choice is tried: 255


def shrink(failure: Failure, play: Play) -> Failure:
    """A shortest failure of the same fault, by ways that the model knows and by leaving inputs out.

    `play` plays a word anew. Of a long word pieces are left out first, each half as long as those before.
    """
    found = _first(failure, play, _ways(failure)) or failure
    while len(found.word) > _SHORT + 1 and (less := _first(found, play, _shorter(found.word))):
        found = less
    if len(found.word) <= _SHORT + 1:
        found = _first(found, play, _choices(found.word)) or found
    return found


def _first(failure: Failure, play: Play, words: Iterable[Word]) -> Failure | None:
    """What the first of `words` that fails by the same fault, and is shorter, comes to."""
    for word in words:
        if len(word) < len(failure.word):
            found = play(word)
            if found and found.fault == failure.fault:
                return found
    return None


def _ways(failure: Failure) -> list[Word]:
    """The last input after the shortest way to each state of the model, shortest first."""
    ways = cover(failure.part.machine).values()
    return [(*way, failure.word[-1]) for way in ways]


def _shorter(word: Word) -> Iterator[Word]:
    *before, last = word
    return ((*less, last) for less in without_a_piece(before))


def without_a_piece(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """`items` without each half of them, each quarter, and so on to each single one."""
    length = len(items)
    while length := length // 2:
        for at in range(0, len(items), length):
            yield [*items[:at], *items[at + length :]]


def _choices(word: Word) -> Iterator[Word]:
    """The last input after every choice of those before it, shortest first."""
    *before, last = word
    for length in range(len(before)):
        for chosen in combinations(before, length):
            yield (*chosen, last)
