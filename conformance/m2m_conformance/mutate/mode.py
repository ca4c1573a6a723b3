"""The ways in which a wrong target may be found out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from m2m_conformance.automaton.suite import Method
from m2m_conformance.case import Case, of_profile
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.fuzz.campaign import Budget, Campaign
from m2m_conformance.judge import judge
from m2m_conformance.mutate.reach import Function, Reach, reach
from m2m_conformance.outcome import Outcome
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.sequence.judge import SequenceJudge
from m2m_conformance.sequence.part import parts
from m2m_conformance.sequence.trial import Trial, suite_trials, walk_trials
from m2m_conformance.series import Judge
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile

_WALKS, _STEPS = 20, 100
_EXAMPLES = 50
_SEED = 0


class Mode(Protocol):
    """A way to judge a target of a profile."""

    def killer(self, function: Function, target: Target, *, every: bool) -> str | None:
        """What shows that a target is wrong which was changed in this function; None if nothing does.

        It may do so in any case if `every`, else only in one that runs the function. The target is started
        for it, and stopped. Raises CommandError.
        """


@dataclass
class Cases:
    """Cases: those that may see what is wrong with a function, first the ones that were of use before."""

    cases: Sequence[Case]
    judge: Judge
    reach: Reach
    useful: dict[str, list[int]] = field(default_factory=dict)

    def killer(self, function: Function, target: Target, *, every: bool) -> str | None:
        """The id of a case that does not pass."""
        try:
            target.start()
            number = next((each for each in self._order(function, every) if self._fails(each, target)), None)
        except BrokenTargetError as error:
            return f"initialize: {error}"
        finally:
            target.stop()
        if number is None:
            return None
        self._found(function, number)
        return self.cases[number].id

    def _fails(self, number: int, target: Target) -> bool:
        return self.judge(self.cases[number], target).outcome not in (Outcome.PASSED, Outcome.SKIPPED)

    def _order(self, function: Function, every: bool) -> list[int]:
        runs = self.reach.numbers(function, every=every)
        able = set(runs)
        useful = (number for number in self.useful.get(function[0], []) if number in able)
        return list(dict.fromkeys([*useful, *runs]))

    def _found(self, function: Function, number: int) -> None:
        useful = self.useful.setdefault(function[0], [])
        if number in useful:
            useful.remove(number)
        useful.insert(0, number)


class Conversations:
    """Hypothesis."""

    def killer(self, function: Function, target: Target, *, every: bool) -> str | None:
        """The fault that comes up."""
        campaign = Campaign(target, Budget(_EXAMPLES), _SEED, None)
        try:
            failure = next(campaign.failures(), None)
        except BrokenTargetError as error:
            return f"initialize: {error}"
        return " ".join(map(str, failure.fault)) if failure else None


@cache
def corpus(profile: Profile) -> Cases:
    """The vectors."""
    cases = of_profile(load_cases(vectors_path(), load_requirements()), profile, advisory=False)
    return Cases(cases, judge, reach(profile, cases, judge))


def suite(profile: Profile) -> Mode:
    """The derived suite for no extra states."""
    return _sequences(profile, suite_trials(parts(profile), Method.WP, 0))


def walks(profile: Profile) -> Mode:
    """Random walks."""
    return _sequences(profile, walk_trials(parts(profile), _WALKS, _STEPS, _SEED))


def _sequences(profile: Profile, trials: Iterable[Trial]) -> Mode:
    every = SequenceJudge(trials, load_requirements())
    return Cases(every.cases, every, reach(profile, every.cases, every))


def fuzz(_profile: Profile) -> Mode:
    """Two peers of the target, by Hypothesis."""
    return Conversations()


MODES: Mapping[str, Callable[[Profile], Mode]] = {
    "corpus": corpus,
    "suite": suite,
    "walks": walks,
    "fuzz": fuzz,
}
