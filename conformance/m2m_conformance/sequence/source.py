"""What `run` plays in place of vectors: sequences for the target at hand."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from m2m_conformance.automaton.alphabet import FEATURES, Kind
from m2m_conformance.automaton.suite import Method
from m2m_conformance.case import Case
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.outcome import Outcome, Run, Stop, Verdict
from m2m_conformance.requirement import Requirement
from m2m_conformance.sequence.claim import PART, UNPROVED, WALKED, proved
from m2m_conformance.sequence.finding import Finder
from m2m_conformance.sequence.judge import SequenceJudge
from m2m_conformance.sequence.part import parts
from m2m_conformance.sequence.trial import suite_trials, walk_trials
from m2m_conformance.target import Target


@dataclass(frozen=True)
class Wanted:
    """What to play: the suite of a method for some extra states, or none; and random walks, or none."""

    method: Method | None
    extra: int
    kind: Kind
    walks: int
    steps: int
    seed: int

    @classmethod
    def of(cls, options: argparse.Namespace) -> Wanted:
        """What the options of `run` ask for."""
        method = Method(options.suite) if options.suite else None
        kind = Kind(options.alphabet)
        return cls(method, options.extra_states, kind, options.walks, options.steps, options.seed)


class SequenceSource:
    """The sequences that are `wanted` for `target`. Failures are written below `folder`.

    The target is started to learn its features: what it has not got is not asked of it.
    """

    def __init__(
        self, wanted: Wanted, target: Target, requirements: Mapping[str, Requirement], folder: Path
    ) -> None:
        self._wanted = wanted
        self._target = target
        self._requirements = requirements
        self._folder = folder
        self.parts = parts(target.profile, wanted.kind, features_of(target))
        trials = [*walk_trials(self.parts, wanted.walks, wanted.steps, wanted.seed)]
        if wanted.method:
            trials = [*suite_trials(self.parts, wanted.method, wanted.extra), *trials]
        self._judge = SequenceJudge(trials, requirements)

    @property
    def cases(self) -> Sequence[Case]:
        """One for each transition that the suite tries, and one for each walk."""
        return self._judge.cases

    @property
    def sequences(self) -> int:
        """How many were played."""
        return self._judge.sequences

    @property
    def steps(self) -> int:
        """How many inputs were given in them."""
        return self._judge.steps

    def judge(self, case: Case, target: Target) -> Verdict:
        """The verdict on one of them."""
        return self._judge(case, target)

    def concluded(self, run: Run) -> Run:
        """The run with what it proves and what was found: a file for each fault, as short as it gets.

        Raises OSError and CommandError.
        """
        finder = Finder(self._target, self._folder, self._requirements)
        failures = [] if run.stopped is Stop.INTERRUPT else self._judge.failures
        found = list(finder.verdicts(failures)) if failures else []
        shard = replace(run.shard, proves=self._proves(run.shard.selected)) if run.shard else None
        return replace(run, claim=self._claim(run), found=found, shard=shard)

    def _claim(self, run: Run) -> str:
        if self._wanted.method is None:
            return WALKED
        if any(each.outcome is not Outcome.PASSED for each in run.verdicts):
            return UNPROVED
        if run.shard and len(run.verdicts) == run.shard.size < len(self.cases) == run.shard.selected:
            return PART
        return self._proves(len(run.verdicts)) or UNPROVED

    def _proves(self, cases: int) -> str:
        """What so many cases prove if all of them pass: something if they are all there are."""
        if self._wanted.method is None or cases < len(self.cases):
            return ""
        return proved(self.parts, self._wanted.method, self._wanted.extra)


def features_of(target: Target) -> frozenset[str]:
    """What the target says it has; if it cannot even say that, everything, and it will be seen why.

    Raises CommandError.
    """
    try:
        target.start()
        return target.info.features
    except BrokenTargetError:
        return FEATURES
    finally:
        target.stop()
