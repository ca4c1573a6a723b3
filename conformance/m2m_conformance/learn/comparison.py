"""Where a learned machine is not the model's."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic

from m2m_conformance.automaton.identification import separating
from m2m_conformance.automaton.mealy import Mealy, Out, Word


@dataclass(frozen=True)
class Deviation(Generic[Out]):
    """A transition that is not the model's, by the numbers of the model's state and the input.

    `word` is a shortest sequence that tells the two apart by it. If every way to it passes others first,
    `masked` is true: then the first of those is what is seen of `word`.
    """

    state: int
    given: int
    expected: Out
    got: Out
    leads: tuple[int, int]  # the model's state, and the learned one
    word: Word
    masked: bool


@dataclass(frozen=True)
class Comparison(Generic[Out]):
    """A model and a learned machine. `match` is the learned state that stands for each of the model's."""

    model: Mealy[Out]
    learned: Mealy[Out]
    match: dict[int, int]
    deviations: tuple[Deviation[Out], ...]

    @property
    def equal(self) -> bool:
        """Whether nothing tells the two apart."""
        return not self.deviations

    @cached_property
    def unmatched(self) -> list[int]:
        """Learned states that stand for none of the model's, and do what none of those does."""
        others = set(range(len(self.learned.states))) - set(self.match.values())
        return sorted(state for state in others if not self._is_known(state))

    def _is_known(self, state: int) -> bool:
        learned = (self.learned, state)
        return any(separating((self.model, each), learned) is None for each in range(len(self.model.states)))


def compare(model: Mealy[Out], learned: Mealy[Out]) -> Comparison[Out]:
    """Both machines side by side; they have the same inputs."""
    ways = _ways(model, learned)
    match = {state: other for state, (other, _, _) in ways.items()}
    found = sorted(
        _deviations(model, learned, ways), key=lambda each: (each.masked, len(each.word), each.word)
    )
    return Comparison(model, learned, match, tuple(found))


Way = tuple[int, Word, int]
"""A learned state, the sequence that leads there, and how many transitions on the way are not the model's."""


def _ways(model: Mealy[Out], learned: Mealy[Out]) -> dict[int, Way]:
    """For each state of the model the way there by as few deviations, and then as few inputs, as can be."""
    found: dict[int, Way] = {}
    queue: list[tuple[int, int, Word, int, int]] = [(0, 0, (), 0, 0)]
    while queue:
        odd, length, word, state, other = heapq.heappop(queue)
        if state in found:
            continue
        found[state] = (other, word, odd)
        for given in range(len(model.inputs)):
            differs = model.output[state][given] != learned.output[other][given]
            pair = model.target[state][given], learned.target[other][given]
            heapq.heappush(queue, (odd + differs, length + 1, (*word, given), *pair))
    return found


def _deviations(model: Mealy[Out], learned: Mealy[Out], ways: dict[int, Way]) -> Iterator[Deviation[Out]]:
    for state, (other, word, odd) in ways.items():
        for given in range(len(model.inputs)):
            expected, got = model.output[state][given], learned.output[other][given]
            leads = model.target[state][given], learned.target[other][given]
            ending: Word | None = ()
            if expected == got:
                if leads[1] == ways[leads[0]][0]:
                    continue
                ending = separating((model, leads[0]), (learned, leads[1]))
            if ending is not None:
                yield Deviation(state, given, expected, got, leads, (*word, given, *ending), odd > 0)
