"""What a run plays: where its cases come from, how they are judged, what is to be said of the run besides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from m2m_conformance.case import SERVER, Case
from m2m_conformance.judge import judge
from m2m_conformance.outcome import Run, Verdict
from m2m_conformance.target import Target


class Source(Protocol):
    """A source of cases."""

    @property
    def cases(self) -> Sequence[Case]:
        """Every case; the baseline's entries are looked up among them."""

    def judge(self, case: Case, target: Target) -> Verdict:
        """The verdict on one case. Never raises for what a target does."""

    def concluded(self, run: Run) -> Run:
        """The run, once it is over, with what the source has to add."""


def for_adapter(cases: Sequence[Case]) -> Corpus:
    """Those of these vectors that an adapter can be asked."""
    return Corpus([case for case in cases if SERVER not in case.needs])


class Corpus:
    """Vectors."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = cases

    def judge(self, case: Case, target: Target) -> Verdict:
        """The verdict on one vector."""
        return judge(case, target)

    def concluded(self, run: Run) -> Run:
        """Nothing is to be added."""
        return run
