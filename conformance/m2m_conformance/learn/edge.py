"""The transitions of a learned machine as pictures show them: those between two states together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from m2m_conformance.automaton.observation import Observation
from m2m_conformance.learn.comparison import Comparison, Deviation
from m2m_conformance.text import count

_MOST = 2  # calls named on a quiet edge


@dataclass(frozen=True)
class Edge:
    """The inputs that lead from one learned state to another.

    `marked`: none of them does what the model says; else all of them do.
    """

    source: int
    target: int
    inputs: tuple[str, ...]
    marked: bool

    @property
    def label(self) -> str:
        """The inputs; of those that do what the model says only which calls, and of a loop how many."""
        if self.marked:
            return ", ".join(self.inputs)
        if self.source == self.target:
            return count(len(self.inputs), "input")
        calls = list(dict.fromkeys(each.partition(":")[0] for each in self.inputs))
        return ", ".join(calls) if len(calls) <= _MOST else f"{calls[0]} and {len(calls) - 1} more"


def edges(comparison: Comparison[Observation]) -> list[Edge]:
    """The edges of the learned machine, quiet ones first; what leaves a state the model has not is marked."""
    learned = comparison.learned
    found: dict[tuple[bool, int, int], list[str]] = {}
    odd = set(_odd(comparison))
    for state, targets in enumerate(learned.target):
        for given, reached in enumerate(targets):
            key = ((state, given) in odd, state, reached)
            found.setdefault(key, []).append(learned.inputs[given])
    return [Edge(key[1], key[2], tuple(names), key[0]) for key, names in sorted(found.items())]


def _odd(comparison: Comparison[Observation]) -> Iterator[tuple[int, int]]:
    for each in comparison.deviations:
        yield comparison.match[each.state], each.given
    for state in comparison.unmatched:
        for given in range(len(comparison.learned.inputs)):
            yield state, given


def said(comparison: Comparison[Observation], deviation: Deviation[Observation]) -> tuple[str, str, str]:
    """What is tried, what the model says of it, what the target does."""
    model, learned = comparison.model, comparison.learned
    title = f"{model.inputs[deviation.given]} in {model.states[deviation.state]}"
    expected, got = str(deviation.expected), str(deviation.got)
    if expected == got:
        expected += f", and leads to {model.states[deviation.leads[0]]}"
        got += f", and leads to what is not it: {learned.states[deviation.leads[1]]}"
    return title, expected, got
