"""Outcomes, verdicts and what they come to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from m2m_conformance.case import Case
from m2m_conformance.difference import Difference
from m2m_conformance.evidence import UNTRACED, Move, Tally, Trace
from m2m_conformance.setting import Setting
from m2m_conformance.shard import Shard
from m2m_conformance.target import TargetInfo
from m2m_ref.profile import Profile


class Outcome(Enum):
    """What became of a case."""

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    SKIPPED = "skipped"
    ERRORED = "errored"


MAX_BREAKS = 10
"""Broken cases in a row after which a target is given up."""


class Stop(StrEnum):
    """Why a run ended before its last case, or that it did not (`NOT`, which is false)."""

    NOT = ""
    FAILURE = "at the first failure, as asked"
    BREAKS = f"the target broke {MAX_BREAKS} times in a row"
    INTERRUPT = "interrupted"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one case. `differences` are those of the step at `label`, `log` the target's stderr.

    `message` is one line, `steady` once the runner has it. `known`: the baseline lists it, so it does not
    fail the run. `trace` is what was exchanged, for some of the cases that did not pass. `adapter`: it is the
    adapter's fault that it errored.
    """

    case: Case
    outcome: Outcome
    message: str = ""
    seconds: float = 0.0
    label: str = ""
    call: str = ""
    differences: tuple[Difference, ...] = ()
    log: str = ""
    known: bool = False
    trace: Trace = UNTRACED
    adapter: bool = False


@dataclass(frozen=True, slots=True)
class Stale:
    """A baseline entry that does not hold: why, and what to do about it."""

    case: str
    message: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a baseline lists: its entries as they stand in the file, and the ids that they name, in order."""

    entries: Sequence[Mapping[str, str]]
    named: Sequence[str]


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: who was judged, and how each case ended.

    `profile` is the one it was judged by. `unfinished` cases were not reached, because the run was `stopped`.
    `baseline` is the file of known failures, if there is one, `listed` what is in it, and `stale` are its
    entries that do not hold.
    A run of sequences has a `claim`, what it proves, and `found`: for each fault a case that shows it.
    A run of a part of the cases has a `shard`. `moves` are where sessions went in it, `setting`
    is under what it was made.
    """

    target: TargetInfo
    command: tuple[str, ...]
    verdicts: Sequence[Verdict]
    seconds: float
    unfinished: int = 0
    stopped: Stop = Stop.NOT
    baseline: str | None = None
    stale: Sequence[Stale] = ()
    profile: Profile = Profile.CORE
    claim: str = ""
    found: Sequence[Verdict] | None = None
    listed: Listed | None = None
    shard: Shard | None = None
    moves: Mapping[Move, Tally] = field(default_factory=dict)
    setting: Setting | None = None

    def count(self, area: str | None = None) -> Counter[Outcome]:
        """Cases by outcome, of one area or of all."""
        return Counter(each.outcome for each in self.verdicts if area in (None, each.case.area))

    @property
    def areas(self) -> list[str]:
        """The areas that had cases, in order."""
        return list(dict.fromkeys(each.case.area for each in self.verdicts))

    @property
    def unlisted(self) -> list[Verdict]:
        """The failed and errored verdicts that are not known."""
        return [each for each in of(self.verdicts, Outcome.FAILED, Outcome.ERRORED) if not each.known]

    @property
    def known(self) -> list[Verdict]:
        """The known verdicts."""
        return [each for each in self.verdicts if each.known]

    @property
    def passed(self) -> bool:
        """Whether every MUST that was asked passed or is known to fail, and at least one case was checked.

        A stale entry of the baseline spoils that, and so does a stop: what was not reached is not known.
        """
        checked = self.known or of(self.verdicts, Outcome.PASSED)
        return bool(checked) and not (self.unlisted or self.stale or self.stopped)


def of(verdicts: Iterable[Verdict], *outcomes: Outcome) -> list[Verdict]:
    """The verdicts with one of these outcomes."""
    return [each for each in verdicts if each.outcome in outcomes]


_CHANGING = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"(?i)\b[0-9a-f]{8}-[0-9a-f]{0,4}(-[0-9a-f]{0,12}){0,3}", "<uuid>"),  # its beginning, if it is cut
        (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?", "<time>"),
        (r'("timestamp": ?)\d+', r"\1<time>"),  # the protocol's, which are milliseconds; it may be cut
        (r"\b1[6-9]\d{11}\b", "<time>"),
        (r"\b0x[0-9a-fA-F]{9,16}\b", "<address>"),  # longer than the 32 bits of a checksum
        (r"(thread '[^']*' \()\d+(?=\))", r"\1<id>"),  # of a panic of Rust
        (r"(?i)\b((?:pid|tid|process|thread|goroutine)[ =:#]{1,2})\d+", r"\1<id>"),
        (r"\b\d+(\.\d+)? ?(ms|[µu]s|ns)\b|\b\d+\.\d{3,} ?s\b", "<duration>"),
    ]
]
"""What is another text in every run, and what stands for it in a message."""


def steady(message: str) -> str:
    """`message` without what changes from run to run, so that a baseline can list it."""
    for pattern, replacement in _CHANGING:
        message = pattern.sub(replacement, message)
    return message
