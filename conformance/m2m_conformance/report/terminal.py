"""What a run prints: progress while it goes, then failures, then a summary."""

from __future__ import annotations

import shlex
import shutil
from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from m2m_conformance import __version__
from m2m_conformance.baseline import Dropped, Update
from m2m_conformance.case import Case
from m2m_conformance.outcome import Outcome, Run, Stale, Verdict, of
from m2m_conformance.report.conclusion import conclusion, joined, known, number
from m2m_conformance.report.context import Context
from m2m_conformance.report.failure import told, wrapped
from m2m_conformance.report.group import alike
from m2m_conformance.report.skip import skips
from m2m_conformance.runner import Observer
from m2m_conformance.shard import Shard
from m2m_conformance.target import Target, TargetInfo
from m2m_conformance.text import count as number_of
from m2m_conformance.text import in_place, painted
from m2m_ref.profile import Profile

_MOST_SHOWN = 40
_ALIKE = 3  # of what begins at the same place, as many are shown in full
_WIDTH = 100


class Terminal(Observer):
    """Writes to `stream`. `live`: a progress line that changes; otherwise one line per area.

    `shard` is the part that is played.
    """

    def __init__(
        self, stream: TextIO, context: Context, *, live: bool, colour: bool, shard: Shard | None = None
    ) -> None:
        self.context = context
        self._stream = stream
        self._live = live
        self._colour = colour
        self._shard = shard
        self._area: list[Verdict] = []
        self._width = min(shutil.get_terminal_size((_WIDTH, 0)).columns, _WIDTH) if live else _WIDTH

    def started(self, target: Target, total: int) -> None:
        """Say who is judged."""
        cases = f"{self._shard}: {total} of {self._shard.selected} cases" if self._shard else ""
        self.introduce(target.info, target.profile, cases or number_of(total, "case"))

    def introduce(self, info: TargetInfo, profile: Profile, cases: str) -> None:
        """The first lines: who is judged, by what."""
        self._clear()
        self._line(f"m2m-conformance {__version__}, profile {profile.value}, {cases}")
        self._line(f"target: {info.name} {info.version} ({info.language})\n")

    def began(self, case: Case, number: int, total: int) -> None:
        """Show which case is being judged."""
        if self._live:
            self._stream.write(in_place(f"{number}/{total} {case.id}"))
            self._stream.flush()

    def judged(self, verdict: Verdict) -> None:
        """Show what came of it."""
        if self._area and self._area[0].case.area != verdict.case.area:
            self._end_area()
        self._area.append(verdict)
        if verdict.outcome is Outcome.ERRORED and not verdict.known:
            self._clear()  # and say so at once, since a broken target can take long
            self._line(f"  {verdict.case.id}: {self._paint(verdict.message, 'red')}")
            self._stream.flush()

    def _clear(self) -> None:
        if self._live:
            self._stream.write(in_place())

    def _end_area(self) -> None:
        self._clear()
        parts = [f"{len(of(self._area, each))} {each.value}" for each in Outcome if of(self._area, each)]
        bad = [each for each in of(self._area, Outcome.FAILED, Outcome.ERRORED) if not each.known]
        seconds = sum(each.seconds for each in self._area)
        text = f"  {self._area[0].case.area:12} {', '.join(parts)}"
        self._line(f"{self._paint(text, 'red') if bad else text} {self._paint(f'({seconds:.2f} s)', 'dim')}")
        self._area = []
        self._stream.flush()

    def finished(self, run: Run, update: Update | None = None) -> None:
        """Show what did not pass, how the baseline was changed if it was, then the summary."""
        if self._area:
            self._end_area()
        self._failures(run)
        self._skips(run)
        if update:
            self._update(update)
        else:
            self._baseline(run)
        self._summary(run)
        if run.claim:
            self._line("")
            self._wrap(run.claim)
        if words := _mending(run):
            self._line(f"\n{self._paint(shlex.join(words), 'bold')} says what to mend in the adapter")

    def _failures(self, run: Run) -> None:
        """What did not pass: of those that begin at one place some in full, the others in a line each."""
        room, left = _MOST_SHOWN, 0
        for verdicts in alike(run):
            whole = verdicts[: min(_ALIKE, room)]
            brief = verdicts[len(whole) :][: _MOST_SHOWN if whole else 0]
            room -= len(whole)
            left += len(verdicts) - len(whole) - len(brief)
            for verdict in whole:
                self._show(verdict, run)
            lines = [f"{self._title(each)}  {each.message}" for each in brief]
            if lines:
                self._line("\n".join(["", *lines]))
        if left:
            self._line(f"\nand {left} more; --json FILE lists them all")

    def _title(self, verdict: Verdict) -> str:
        colour = "yellow" if verdict.outcome is Outcome.WARNED else "red"
        return self._paint(f"{verdict.outcome.value.upper()} {verdict.case.id}", colour)

    def _show(self, verdict: Verdict, run: Run) -> None:
        self._line(f"\n{self._title(verdict)}  {verdict.case.title}")
        for line in told(verdict, run.command, self.context, self._width, self._paint):
            self._line(line)

    def _skips(self, run: Run) -> None:
        found = skips(run)
        if found.lines:
            self._line(f"\nnot checked{found.note}:")
        for line in found.lines:
            self._line(f"  {line}")

    def _baseline(self, run: Run) -> None:
        if run.stale:
            title = self._paint("STALE", "red")
            self._line(f"\n{title} entries of {run.baseline}; --update-baseline puts them right")
        self._several(list(map(_stale, run.stale)))
        if run.known:
            self._line(f"\n{known(run)}, listed in {run.baseline}")

    def _update(self, update: Update) -> None:
        added, dropped, left = len(update.added), len(update.dropped), len(update.baseline.entries)
        self._line(f"\n{update.baseline.file}: {added} added, {dropped} dropped, {left} in all")
        self._several([f"added {each.case}" for each in update.added])
        self._several([_dropped(each) for each in update.dropped])

    def _several(self, texts: Sequence[str]) -> None:
        for text in texts[:_MOST_SHOWN]:
            self._wrap(text)
        if len(texts) > _MOST_SHOWN:
            self._line(f"  and {len(texts) - _MOST_SHOWN} more")

    def _summary(self, run: Run) -> None:
        self._line("\n" + _row("", [each.value for each in Outcome]))
        for area in run.areas:
            self._line(_counts(area, run.count(area)))
        self._line(_counts("all", run.count()))
        colour = "green" if run.passed else "red"
        self._line(f"\n{self._paint(conclusion(run), colour)}  ({run.seconds:.2f} s)")

    def _line(self, text: str) -> None:
        self._stream.write(text + "\n")

    def _wrap(self, text: str) -> None:
        self._line(wrapped(text, self._width))

    def _paint(self, text: str, colour: str) -> str:
        return painted(text, colour) if self._colour else text


def _mending(run: Run) -> list[str]:
    """The command that says what to mend in the adapter, if that is at fault; else nothing."""
    if not run.command or not any(each.adapter for each in run.unlisted):
        return []
    profile = ["--profile", run.profile.value] if run.profile is not Profile.CORE else []
    return ["m2m-conformance", "check-adapter", *profile, "--", *run.command]


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:12}" + "".join(f"{cell:>9}" for cell in cells)


def _counts(name: str, count: Counter[Outcome]) -> str:
    return _row(name, [str(count[each]) for each in Outcome])


def _stale(entry: Stale) -> str:
    return f"{entry.case}: {entry.problem}: {entry.remedy}"


def _dropped(entry: Dropped) -> str:
    left = number(entry.left, "entry for one case in its place", "entries for one case each in its place")
    return joined(f"dropped {entry.stale.case}: {entry.stale.problem}", left)
