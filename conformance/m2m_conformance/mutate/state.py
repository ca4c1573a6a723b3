"""Machines with one state more than the model's, wrong in one thing, against the suite for one extra state.

One transition leads to a copy of the state it should lead to. The copy shows something else of one input,
or one input leads from it to another state. Where the state has loops, those of the copy stay in it or lead
back to the state.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from m2m_conformance.automaton.identification import separating
from m2m_conformance.automaton.mealy import Mealy, Word
from m2m_conformance.mutate.fate import Fate
from m2m_conformance.sequence.part import Part

Machine = Mealy[Any]

_OTHER = object()
"""Shown instead of what should be. What it is does not matter: the first difference is found or not."""


@dataclass(frozen=True)
class Mutant:
    """`state` and `given` are the transition that leads to the copy; the copy is wrong when given `wrong`.

    It then leads to `target`, or if that is None shows something else. `stays`: loops stay in the copy.
    """

    state: int
    given: int
    wrong: int
    target: int | None
    stays: bool

    def of(self, machine: Machine) -> Machine:
        """The wrong machine; its last state is the copy."""
        like, copy = machine.target[self.state][self.given], len(machine.states)
        own, shown = list(machine.target[like]), list(machine.output[like])
        if self.stays:
            own = [copy if reached == like else reached for reached in own]
        if self.target is None:
            shown[self.wrong] = _OTHER
        else:
            own[self.wrong] = self.target
        target = [list(each) for each in machine.target]
        target[self.state][self.given] = copy
        return Mealy(
            machine.inputs,
            (*machine.states, f"{machine.states[like]}'"),
            (*map(tuple, target), tuple(own)),
            (*machine.output, tuple(shown)),
        )

    def describe(self, machine: Machine) -> str:
        """Where it is wrong, and how."""
        way = f"{machine.states[self.state]} -{machine.inputs[self.given]}-> a copy"
        loops = "loops stay" if self.stays else "loops lead back"
        wrong = machine.inputs[self.wrong]
        if self.target is None:
            return f"{way}: shows something else of {wrong}, {loops}"
        reached = (*machine.states, "itself")[self.target]
        return f"{way}: {wrong} leads to {reached}, {loops}"


def mutants(machine: Machine) -> Iterator[Mutant]:
    """Every one."""
    given = range(len(machine.inputs))
    for state, row in enumerate(machine.target):
        for number, like in enumerate(row):
            for wrong in given:
                for stays in (False, True) if like in machine.target[like] else (False,):
                    for target in _targets(machine, like, wrong):
                        yield Mutant(state, number, wrong, target, stays)


def _targets(machine: Machine, like: int, wrong: int) -> Iterator[int | None]:
    """None for another output, then every state it should not lead to.

    The copy is one of them, unless it may as well lead there as to the state itself.
    """
    copy, right = len(machine.states), machine.target[like][wrong]
    yield None
    yield from (each for each in range(copy + 1) if each != right and {each, right} != {copy, like})


class Trial:
    """The suite of a part, for one extra state unless it is to be too weak, played against such machines."""

    def __init__(self, part: Part, extra: int = 1) -> None:
        self._machine = part.machine
        suite = part.suite(extra)
        self._cover = suite.cover
        self._words = sorted(suite)

    @property
    def machine(self) -> Machine:
        """What the mutants are of."""
        return self._machine

    def fate(self, mutant: Mutant) -> Fate:
        """What becomes of it."""
        wrong = mutant.of(self._machine)
        if any(self._differs(wrong, word) for word in self._near(mutant)):
            return Fate.KILLED
        if separating((self._machine, 0), (wrong, 0)) is None:
            return Fate.EQUIVALENT
        return Fate.KILLED if any(self._differs(wrong, word) for word in self._words) else Fate.HOLE

    def _differs(self, wrong: Machine, word: Word) -> bool:
        return wrong.run(word) != self._machine.run(word)

    def _near(self, mutant: Mutant) -> Iterator[Word]:
        """The words that go straight to where it is wrong."""
        head = (*self._cover[mutant.state], mutant.given, mutant.wrong)
        start = bisect_left(self._words, head)
        rest = (self._words[number] for number in range(start, len(self._words)))
        return takewhile(lambda word: word[: len(head)] == head, rest)
