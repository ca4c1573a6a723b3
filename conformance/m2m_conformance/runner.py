"""Runs cases one after the other, tells how it goes, and ends early where there is reason to."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from m2m_conformance.case import Case
from m2m_conformance.judge import judge as judge_vector
from m2m_conformance.outcome import Outcome, Run, Stop, Verdict
from m2m_conformance.series import Judge, Series
from m2m_conformance.target import Target


class Observer:
    """Is told how the run goes, and makes nothing of it."""

    def started(self, target: Target, total: int) -> None:
        """The target has introduced itself; `total` cases will be run."""

    def began(self, case: Case, number: int, total: int) -> None:
        """Case `number` of `total` is about to be judged."""

    def judged(self, verdict: Verdict) -> None:
        """One more case is done."""


class Observers(Observer):
    """Several observers, told in turn."""

    def __init__(self, *observers: Observer) -> None:
        self._observers = observers

    def started(self, target: Target, total: int) -> None:
        """The target has introduced itself."""
        for each in self._observers:
            each.started(target, total)

    def began(self, case: Case, number: int, total: int) -> None:
        """A case is about to be judged."""
        for each in self._observers:
            each.began(case, number, total)

    def judged(self, verdict: Verdict) -> None:
        """One more case is done."""
        for each in self._observers:
            each.judged(verdict)


class Runner:
    """One run of `cases` against `target`. `known` tells known failures, `judge` gives the verdict on a case.

    With `fail_fast` it ends at the first failed or errored case that is not known.
    """

    def __init__(  # noqa: PLR0913 - all but the first three by keyword
        self,
        target: Target,
        cases: Sequence[Case],
        observer: Observer,
        *,
        fail_fast: bool = False,
        known: Callable[[Verdict], bool] = lambda _: False,
        judge: Judge = judge_vector,
    ) -> None:
        self._target = target
        self._cases = cases
        self._observer = observer
        self._fail_fast = fail_fast
        self._stopped = Stop.NOT
        self._verdicts: list[Verdict] = []
        self._series = Series(target, judge=judge, known=known, introduced=self._introduced)

    def run(self) -> Run:
        """Judge every case; a KeyboardInterrupt ends the run, with what was found so far.

        Raises CommandError if the target's command cannot be started.
        """
        began = time.perf_counter()
        try:
            self._run_all()
        except KeyboardInterrupt:
            self._stopped = Stop.INTERRUPT
        return Run(
            target=self._target.info,
            command=self._target.command,
            verdicts=self._verdicts,
            seconds=time.perf_counter() - began,
            unfinished=len(self._cases) - len(self._verdicts),
            stopped=self._stopped,
            profile=self._target.profile,
            moves=self._target.evidence.moves,
        )

    def _run_all(self) -> None:
        try:
            self._run_each()
        finally:
            self._series.stop()

    def _introduced(self) -> None:
        self._observer.started(self._target, len(self._cases))

    def _run_each(self) -> None:
        for number, case in enumerate(self._cases, 1):
            self._observer.began(case, number, len(self._cases))
            verdict = self._series.judge(case)
            self._verdicts.append(verdict)
            self._observer.judged(verdict)
            if self._stop(verdict):
                return

    def _stop(self, verdict: Verdict) -> bool:
        """Whether to end here; keeps why."""
        bad = verdict.outcome in (Outcome.FAILED, Outcome.ERRORED)
        if self._fail_fast and bad and not verdict.known:
            self._stopped = Stop.FAILURE
        elif self._series.hopeless:
            self._stopped = Stop.BREAKS
        return bool(self._stopped)
