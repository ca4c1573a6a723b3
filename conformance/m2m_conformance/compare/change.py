"""What is different between two reports, case by case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from m2m_conformance.compare.reading import Ended, Report
from m2m_conformance.outcome import Outcome


class Kind(StrEnum):
    """In which way a case ended otherwise, the gravest first."""

    FAILING = "newly failing"
    ERRORED = "now errored"
    SKIPPED = "newly skipped"
    GONE = "gone"
    OTHERWISE = "failing in another way"
    WARNED = "newly warned"
    PASSING = "newly passing"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Change:
    """One case that did not end as before; one of the two is None if it was not there."""

    id: str
    area: str
    kind: Kind
    old: Ended | None
    new: Ended | None
    worse: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports, and all changes from one to the other: by kind, then in the order of the cases."""

    old: Report
    new: Report
    changes: Sequence[Change]

    @property
    def worse(self) -> bool:
        """Whether something is worse than before."""
        return any(each.worse for each in self.changes)

    def of(self, kind: Kind) -> list[Change]:
        """The changes of one kind."""
        return [each for each in self.changes if each.kind is kind]


def misfit(old: Report, new: Report) -> str:
    """Why they cannot be compared, in a sentence; empty if they can be."""
    for what, one, other in (("by profile", old.profile, new.profile), ("about", old.kind, new.kind)):
        if one != other:
            merge = "; merge the shards first" if "shard" in one + other else ""
            return f"{old.file} is {what} {one}, {new.file} is {what} {other}{merge}"
    if not old.cases.keys() & new.cases.keys():
        return f"{old.file} and {new.file} have no case in common"
    return ""


def compared(old: Report, new: Report, *, allow_skips: bool = False) -> Comparison:
    """Every change. With `allow_skips` what passed may be skipped, or gone."""
    lost = not allow_skips
    missed = lost and old.suite == new.suite and new.selected in ("", old.selected)
    changes = [*_changes(old, new, lost), *_gone(old, new, missed)]
    order = list(Kind)
    return Comparison(old, new, sorted(changes, key=lambda each: order.index(each.kind)))


def _changes(old: Report, new: Report, lost: bool) -> Iterator[Change]:
    for name, ended in new.cases.items():
        before = old.cases.get(name)
        kind = _kind(before, ended)
        if kind in (Kind.FAILING, Kind.ERRORED):
            yield Change(name, ended.area, kind, before, ended, not ended.known)
        elif kind:
            passed = before is not None and before.outcome is Outcome.PASSED
            yield Change(name, ended.area, kind, before, ended, kind is Kind.SKIPPED and passed and lost)


def _kind(old: Ended | None, new: Ended) -> Kind | None:
    """In which way it ended otherwise; None if it did not."""
    if new.bad and (old is None or not old.bad):
        return Kind.FAILING
    if old is None:
        return Kind.WARNED if new.outcome is Outcome.WARNED else Kind.NEW
    if (old.outcome, new.outcome) == (Outcome.FAILED, Outcome.ERRORED):
        return Kind.ERRORED
    if new.bad or old.outcome is new.outcome is Outcome.WARNED:
        return Kind.OTHERWISE if (old.outcome, old.message) != (new.outcome, new.message) else None
    if old.outcome is new.outcome:
        return None
    return {Outcome.PASSED: Kind.PASSING, Outcome.SKIPPED: Kind.SKIPPED, Outcome.WARNED: Kind.WARNED}[
        new.outcome
    ]


def _gone(old: Report, new: Report, missed: bool) -> Iterator[Change]:
    for name, ended in old.cases.items():
        if name not in new.cases:
            yield Change(name, ended.area, Kind.GONE, ended, None, missed and ended.outcome is Outcome.PASSED)


def remarks(comparison: Comparison) -> Iterator[str]:
    """What else is different, and how far the reports reach, a sentence each."""
    old, new = comparison.old, comparison.new
    if old.target != new.target:
        yield f"they are of two targets: {old.target}, and now {new.target}"
    if old.suite != new.suite:
        versions = f"{old.suite} and now {new.suite}"
        yield f"they are by two versions of the suite, {versions}, which may have other cases"
    if old.selected != new.selected:
        every = "all cases"
        yield f"they are of two selections: {old.selected or every}, and now {new.selected or every}"
    for report in (old, new):
        if report.unfinished:
            yield f"{report.file} is of a run that was stopped, {report.stopped}: {report.unfinished} not run"


def conclusion(comparison: Comparison) -> str:
    """What it comes to, in a sentence."""
    if not comparison.changes:
        return "THE SAME: every case ends as before"
    worse = [each for each in comparison.changes if each.worse]
    said = ", ".join(f"{len(comparison.of(kind))} {kind}" for kind in Kind if comparison.of(kind))
    return f"{'WORSE' if worse else 'NOT WORSE'}: {said}"
