"""A target as a black box."""

from __future__ import annotations

from m2m_conformance.automaton.mealy import Word
from m2m_conformance.automaton.observation import Observation
from m2m_conformance.automaton.observed import Observed
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.outcome import MAX_BREAKS, steady
from m2m_conformance.sequence.part import Part
from m2m_conformance.target import Target, UnsupportedError

GONE = "gone"
"""The state of a target that broke, or would not go on."""


class BrokenTooOftenError(Exception):
    """A target that broke so often, at different sequences, that it is given up."""


class TargetBox:
    """The sessions of a target that runs. It is started again when it breaks."""

    def __init__(self, target: Target, part: Part) -> None:
        self._target = target
        self._part = part
        self._session = Observed(target, part.model, part.alphabet)
        self._breaks = 0

    def query(self, word: Word) -> list[Observation]:
        """What is seen of each input, up to where the target broke. Raises BrokenTooOftenError."""
        seen: list[Observation] = []
        try:
            self._session.begin()
            for given in self._part.inputs(word):
                seen.append(self._session.step(given))
        except UnsupportedError as error:
            seen.append(_gone(f"does not support it: {error}"))
        except BrokenTargetError as error:
            seen.append(_gone(f"breaks: {error}"))
            self._restart(str(error))
        return seen

    def _restart(self, reason: str) -> None:
        self._breaks += 1
        if self._breaks > MAX_BREAKS:
            raise BrokenTooOftenError(f"the target broke {self._breaks} times, the last time: {reason}")
        self._target.restart()


def _gone(text: str) -> Observation:
    return Observation(steady(text), GONE, "", None, None, False, 0, 0, 0, 0)
