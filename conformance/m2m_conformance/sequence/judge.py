"""Judges a target by sequences: the verdict on each trial, and the failures that were found on the way."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

from m2m_conformance.automaton.mealy import Word
from m2m_conformance.case import Case
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.derive.title import about
from m2m_conformance.difference import Difference
from m2m_conformance.judge import errored
from m2m_conformance.outcome import Outcome, Verdict
from m2m_conformance.requirement import Requirement
from m2m_conformance.sequence.part import Part
from m2m_conformance.sequence.play import Failure, Player
from m2m_conformance.sequence.trial import Trial
from m2m_conformance.target import Target, UnsupportedError

EXPIRY = "SES-075"
"""The sentence about when a session has expired, which is all that time shows by itself."""


class SequenceJudge:
    """Judges the cases of `trials`. `failures` are what was found."""

    def __init__(self, trials: Iterable[Trial], requirements: Mapping[str, Requirement]) -> None:
        self.trials = {trial.case.id: trial for trial in trials}
        self.failures: list[Failure] = []
        self._requirements = requirements
        self._players: dict[tuple[str, Target], Player] = {}

    @property
    def cases(self) -> list[Case]:
        """The cases, in order."""
        return [trial.case for trial in self.trials.values()]

    @property
    def sequences(self) -> int:
        """How many were played."""
        return sum(player.sequences for player in self._players.values())

    @property
    def steps(self) -> int:
        """How many inputs were given in them."""
        return sum(player.steps for player in self._players.values())

    def __call__(self, case: Case, target: Target) -> Verdict:
        """The verdict on one case. A target that breaks is an errored verdict, never an exception."""
        began = time.perf_counter()
        target.begin(case.id)
        trial = self.trials[case.id]
        verdict = self._played(trial, self._player(trial.part, target), target)
        return replace(verdict, seconds=time.perf_counter() - began)

    def _player(self, part: Part, target: Target) -> Player:
        key = part.name, target
        if key not in self._players:
            self._players[key] = Player(target, part)
        return self._players[key]

    def _played(self, trial: Trial, player: Player, target: Target) -> Verdict:
        try:
            for word in trial.words():
                if failure := player.play(word):
                    self.failures.append(failure)
                    return self._failed(trial, failure, target)
        except UnsupportedError as error:
            return Verdict(trial.case, Outcome.SKIPPED, f"{_step(trial.part, player.at)}: {error}")
        except BrokenTargetError as error:
            message = f"{_step(trial.part, player.at)}: {error}"
            self.failures.append(Failure(trial.part, player.at, (broken(error),)))
            return errored(trial.case, message, error, target.log())
        return Verdict(trial.case, Outcome.PASSED)

    def _failed(self, trial: Trial, failure: Failure, target: Target) -> Verdict:
        names = trial.part.machine.names(failure.word)
        label = f"step {len(names)} of {', '.join(names)}"
        case = replace(trial.case, requirements=tuple(requirements_of(failure, self._requirements)))
        return Verdict(
            case,
            Outcome.FAILED,
            f"{label}: {failure.differences[0]}",
            label=label,
            call=names[-1],
            differences=failure.differences,
            log=target.log(),
        )


def broken(error: BrokenTargetError) -> Difference:
    """That a target broke, as a difference."""
    return Difference("target", "a reply", str(error))


def _step(part: Part, word: Word) -> str:
    names = part.machine.names(word)
    return f"step {len(names)} of {', '.join(names)}" if names else "session.create"


def requirements_of(failure: Failure, requirements: Mapping[str, Requirement]) -> list[str]:
    """The sentences about what a failure's last step should have done."""
    profile = failure.part.alphabet.profile
    return about([failure.row], requirements.values(), profile) if failure.row else [EXPIRY]
