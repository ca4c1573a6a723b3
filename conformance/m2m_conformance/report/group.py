"""What did not pass, by the rule that is most likely to be the one that was broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from m2m_conformance.outcome import Outcome, Run, Verdict, of

_BAD = (Outcome.ERRORED, Outcome.FAILED, Outcome.WARNED)


@dataclass(frozen=True, slots=True)
class Group:
    """The verdicts that one rule explains best. Of `checked` cases about it `broken` did not pass.

    `rule` is empty for cases that name none.
    """

    rule: str
    verdicts: Sequence[Verdict]
    checked: int
    broken: int

    @property
    def known(self) -> bool:
        """Whether the baseline lists all of it."""
        return all(each.known for each in self.verdicts)


def findings(run: Run) -> list[Verdict]:
    """What is shown of what did not pass: of sequences a case for each fault."""
    return of(run.verdicts if run.found is None else run.found, *_BAD)


def groups(run: Run) -> list[Group]:
    """The findings by rule. A case about several rules stands under the one of whose cases most did not pass.

    What is not known comes first, then what has most cases.
    """
    checked = _counted(each for each in run.verdicts if each.outcome is not Outcome.SKIPPED)
    broken = _counted(of(run.verdicts, *_BAD))
    found: dict[str, list[Verdict]] = {}
    for verdict in findings(run):
        found.setdefault(_suspect(verdict, checked, broken), []).append(verdict)
    made = [Group(rule, verdicts, checked[rule], broken[rule]) for rule, verdicts in found.items()]
    return sorted(made, key=lambda group: (group.known, -len(group.verdicts)))


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where so many findings begin: the call, and what of its result is not as expected."""

    place: str
    cases: int


def faults(run: Run) -> list[Fault]:
    """The places where findings begin, those of most cases first. What is known is left out."""
    places = Counter(_place(each) for each in findings(run) if not each.known)
    return [Fault(place, cases) for place, cases in places.most_common()]


def alike(run: Run) -> list[list[Verdict]]:
    """The findings that are not known, those that begin at one place together, in the order of the first.
    Of sequences each is one of its own, since it shows another fault.
    """
    found: dict[str, list[Verdict]] = {}
    for each in findings(run):
        if not each.known:
            found.setdefault(_place(each) if run.found is None else each.case.id, []).append(each)
    return list(found.values())


def _place(verdict: Verdict) -> str:
    """As it stands in the message too, so that a search for it finds the cases."""
    if not verdict.differences:
        return verdict.message.partition(": ")[2] or verdict.message
    path = verdict.differences[0].path
    return f"{verdict.call}: {path}" if verdict.call and verdict.call in verdict.message else path


def _counted(verdicts: Iterable[Verdict]) -> Counter[str]:
    return Counter(rule for each in verdicts for rule in each.case.requirements)


def _suspect(verdict: Verdict, checked: Counter[str], broken: Counter[str]) -> str:
    """Of rules with equal shares the one with more broken cases, then the one that is named first."""
    rules = verdict.case.requirements
    return max(rules, key=lambda rule: (broken[rule] / max(checked[rule], 1), broken[rule]), default="")
