"""Plays words on a target and holds every step to the machine of the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from m2m_conformance.automaton.mealy import Word
from m2m_conformance.automaton.observation import differences
from m2m_conformance.automaton.observed import Observed
from m2m_conformance.difference import Difference
from m2m_conformance.sequence.part import Part
from m2m_conformance.target import Target
from m2m_ref.model import Row


@dataclass(frozen=True)
class Failure:
    """A word of which the last step, and no earlier one, is not as the model foresees."""

    part: Part
    word: Word
    differences: tuple[Difference, ...]

    @cached_property
    def row(self) -> Row | None:
        """The row that decides the last step; None if that is time."""
        return self.part.row(self.word)

    @cached_property
    def fault(self) -> tuple[str, ...]:
        """What is wrong, whatever led to it: the row or the input, and the fields that differ."""
        what = self.row.id if self.row else self.part.machine.inputs[self.word[-1]]
        return (what, *(each.path for each in self.differences))


class Player:
    """Plays words of `part` on `target`. `steps` counts what was played.

    What a target does may end in BrokenTargetError or UnsupportedError; `at` is then the input it was given.
    """

    def __init__(self, target: Target, part: Part) -> None:
        self.part = part
        self.sequences = self.steps = 0
        self.at: Word = ()
        self._session = Observed(target, part.model, part.alphabet)

    def play(self, word: Word) -> Failure | None:
        """The first step that is not as foreseen, if there is one."""
        machine, inputs = self.part.machine, self.part.alphabet.inputs
        self.at = ()
        self.sequences += 1
        self._session.begin()
        state = 0
        for number, given in enumerate(word, 1):
            self.at = word[:number]
            seen = self._session.step(inputs[given])
            self.steps += 1
            if seen != machine.output[state][given]:
                found = tuple(differences(machine.output[state][given], seen))
                return Failure(self.part, word[:number], found)
            state = machine.target[state][given]
        return None


Play = Callable[[Word], Failure | None]
