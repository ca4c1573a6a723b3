"""Why cases were skipped: the same on the terminal, in Markdown and on the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from m2m_conformance.outcome import Outcome, Run, of

MOST = 12
"""Reasons that are told as they are; where there are more, they are told by the feature that is lacking."""

_NEXT = re.compile(r"; (?=[a-z0-9_]+: )")  # between the features that a case lacks, each with its reason


@dataclass(frozen=True, slots=True)
class Line:
    """So many cases were skipped for a reason; `words` join the two."""

    number: int
    words: str
    reason: str

    def __str__(self) -> str:
        return f"{self.number} {self.words} {self.reason}"


@dataclass(frozen=True, slots=True)
class Skips:
    """The lines, and a `note` for their heading, which is empty if each case is in one of them."""

    lines: Sequence[Line]
    note: str = ""


def skips(run: Run) -> Skips:
    """Why cases were skipped. Of many combinations of features each feature becomes a line, with the cases
    that lack it, that of most cases first; a case that lacks several is counted with each of them.
    """
    reasons = Counter(each.message for each in of(run.verdicts, Outcome.SKIPPED))
    if len(reasons) <= MOST:
        return Skips([Line(number, "skipped,", reason) for reason, number in reasons.items()])
    lacking = _lacking(reasons.items())
    lines = [Line(number, "skipped for want of", reason) for reason, number in lacking.most_common()]
    several = lacking.total() > reasons.total()
    return Skips(lines, " (a case may lack several)" if several else "")


def _lacking(reasons: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for reason, number in reasons:
        for each in _NEXT.split(reason):
            found[each] += number
    return found
