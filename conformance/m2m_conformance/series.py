"""Judges cases one by one, on a target that is started when a case needs it, and afresh when it broke."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from m2m_conformance.case import Case
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.evidence import UNTRACED, Trace
from m2m_conformance.judge import errored
from m2m_conformance.judge import judge as judge_vector
from m2m_conformance.outcome import MAX_BREAKS, Outcome, Verdict, steady
from m2m_conformance.target import Target

MOST_TRACES = 20
"""Cases of one vector file of which it is kept what was exchanged: the first that did not pass."""

Judge = Callable[[Case, Target], Verdict]
"""Gives the verdict on one case; never raises for what a target does."""


class Series:
    """Cases judged on `target`. `known` tells known failures, `judge` gives the verdict on a case.

    `introduced` is called once, when the target has said who it is.
    """

    def __init__(
        self,
        target: Target,
        *,
        judge: Judge = judge_vector,
        known: Callable[[Verdict], bool] = lambda _: False,
        introduced: Callable[[], None] = lambda: None,
    ) -> None:
        self._target = target
        self._judge = judge
        self._known = known
        self._introduced = introduced
        self._strange = True
        self._running = False
        self._breaks = 0
        self._traced: Counter[str] = Counter()

    @property
    def hopeless(self) -> bool:
        """Whether the target broke ten times in a row: each case more may cost its time limit."""
        return self._breaks >= MAX_BREAKS

    def judge(self, case: Case) -> Verdict:
        """The verdict on one case; a broken target is an errored one.

        Raises CommandError if the target's command cannot be started, and never could.
        """
        verdict = self._judged(case)
        if verdict.message:
            verdict = replace(verdict, message=steady(verdict.message))
            verdict = replace(verdict, known=self._known(verdict))
        return replace(verdict, trace=self._trace(verdict))

    def stop(self) -> None:
        """End the target. Never raises."""
        self._target.stop()
        self._running = False

    def _judged(self, case: Case) -> Verdict:
        verdict = self._start(case) or self._judge(case, self._target)
        if verdict.outcome is Outcome.ERRORED:
            self._breaks += 1
            self.stop()
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
            verdict = errored(case, f"initialize: {error}", error, self._target.log())
            return replace(verdict, seconds=time.perf_counter() - began)
        if self._strange:
            self._strange = False
            self._introduced()
        self._running = True
        return None

    def _trace(self, verdict: Verdict) -> Trace:
        """What was exchanged; nothing if it passed, or if enough of its vector file did not."""
        bad = verdict.outcome in (Outcome.FAILED, Outcome.WARNED, Outcome.ERRORED)
        trace = self._target.evidence.settle(bad=bad)
        file = verdict.case.id.rpartition("/")[0]
        self._traced[file] += bad
        return trace.brief() if bad and self._traced[file] <= MOST_TRACES else UNTRACED
