"""The sequences of the derived suite, one case for each transition of the model that it tries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from m2m_conformance.automaton.alphabet import FEATURES
from m2m_conformance.automaton.suite import Method
from m2m_conformance.case import Case
from m2m_conformance.outcome import Outcome, Verdict
from m2m_conformance.requirement import Requirement
from m2m_conformance.sequence.claim import UNPROVED, proved
from m2m_conformance.sequence.judge import SequenceJudge
from m2m_conformance.sequence.part import Part, left_out, parts
from m2m_conformance.sequence.trial import suite_trials
from m2m_conformance.target import Target
from m2m_ref.profile import Profile


class Sequences:
    """Those for a target with `features`, as far as is known before it is started.

    If it turns out to have others its suite is another one: the cases that both have are played, the rest is
    skipped. Only a target without the algorithm m2m has cases that are not among these.
    """

    def __init__(
        self, profile: Profile, requirements: Mapping[str, Requirement], features: Set[str] = FEATURES
    ) -> None:
        self._profile = profile
        self._requirements = requirements
        self._made: dict[Set[str], _Suite] = {}
        self._planned = self._suite(features & FEATURES)

    @property
    def cases(self) -> Sequence[Case]:
        """All there are."""
        return self._planned.judge.cases

    def claim(self, verdicts: Mapping[str, Verdict]) -> str:
        """What verdicts, by the ids of their cases, prove; empty if there is none on a sequence."""
        ids = self._planned.judge.trials
        if ids.keys().isdisjoint(verdicts):
            return ""
        passed = {name for name, each in verdicts.items() if each.outcome is Outcome.PASSED}
        return proved(self._planned.parts, Method.WP, 0) if passed.issuperset(ids) else UNPROVED

    def judge(self, case: Case, target: Target) -> Verdict:
        """The verdict on one of them."""
        suite = self._suite(target.info.features & FEATURES)
        if case.id not in suite.judge.trials:
            has = ", ".join(left_out(suite.parts))
            return Verdict(case, Outcome.SKIPPED, f"the target has {has}; its suite has other sequences")
        return suite.judge(case, target)

    def _suite(self, features: Set[str]) -> _Suite:
        if features not in self._made:
            self._made[features] = _Suite(parts(self._profile, features=features), self._requirements)
        return self._made[features]


class _Suite:
    """The suite for targets with the same features."""

    def __init__(self, made: Sequence[Part], requirements: Mapping[str, Requirement]) -> None:
        self.parts = made
        self.judge = SequenceJudge(suite_trials(made, Method.WP, 0), requirements)
