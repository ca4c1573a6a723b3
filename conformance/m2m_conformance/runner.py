"""Runs cases one after the other, starting the target afresh when it breaks."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from m2m_conformance.case import Case
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.evidence import UNTRACED, Trace
from m2m_conformance.judge import judge as judge_vector
from m2m_conformance.outcome import MAX_BREAKS, Outcome, Run, Stop, Verdict, steady
from m2m_conformance.target import Target

MOST_TRACES = 20
"""Cases of one vector file of which it is kept what was exchanged: the first that did not pass."""

Judge = Callable[[Case, Target], Verdict]
"""Gives the verdict on one case; never raises for what a target does."""


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
        self._judge_case = judge
        self._cases = cases
        self._observer = observer
        self._fail_fast = fail_fast
        self._known = known
        self._breaks = 0
        self._stopped = Stop.NOT
        self._introduced = False
        self._running = False
        self._verdicts: list[Verdict] = []
        self._traced: Counter[str] = Counter()

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
            self._target.stop()

    def _run_each(self) -> None:
        for number, case in enumerate(self._cases, 1):
            self._observer.began(case, number, len(self._cases))
            verdict = self._judge(case)
            if verdict.message:
                verdict = replace(verdict, message=steady(verdict.message))
                verdict = replace(verdict, known=self._known(verdict))
            verdict = replace(verdict, trace=self._trace(verdict))
            self._verdicts.append(verdict)
            self._observer.judged(verdict)
            if self._stop(verdict):
                return

    def _trace(self, verdict: Verdict) -> Trace:
        """What was exchanged; nothing if it passed, or if enough of its vector file did not."""
        bad = verdict.outcome in (Outcome.FAILED, Outcome.WARNED, Outcome.ERRORED)
        trace = self._target.evidence.settle(bad=bad)
        file = verdict.case.id.rpartition("/")[0]
        self._traced[file] += bad
        return trace.brief() if bad and self._traced[file] <= MOST_TRACES else UNTRACED

    def _stop(self, verdict: Verdict) -> bool:
        """Whether to end here; keeps why."""
        bad = verdict.outcome in (Outcome.FAILED, Outcome.ERRORED)
        if self._fail_fast and bad and not verdict.known:
            self._stopped = Stop.FAILURE
        elif self._breaks == MAX_BREAKS:
            self._stopped = Stop.BREAKS
        return bool(self._stopped)

    def _judge(self, case: Case) -> Verdict:
        verdict = self._start(case) or self._judge_case(case, self._target)
        if verdict.outcome is Outcome.ERRORED:
            self._breaks += 1
            self._target.stop()
            self._running = False
        elif verdict.outcome is not Outcome.SKIPPED:  # a skipped case says nothing of the target's health
            self._breaks = 0
        return verdict

    def _start(self, case: Case) -> Verdict | None:
        """Start the target if it is not running; the verdict if it cannot even introduce itself."""
        if self._running:
            return None
        began = time.perf_counter()
        try:
            self._target.start()
        except BrokenTargetError as error:
            seconds = time.perf_counter() - began
            return Verdict(case, Outcome.ERRORED, f"initialize: {error}", seconds, log=self._target.log())
        if not self._introduced:
            self._introduced = True
            self._observer.started(self._target, len(self._cases))
        self._running = True
        return None
