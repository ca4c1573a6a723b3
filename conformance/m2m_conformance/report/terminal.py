"""What a run prints: progress while it goes, then failures, then a summary."""

from __future__ import annotations

import shlex
import shutil
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TextIO

from m2m_conformance import __version__
from m2m_conformance.outcome import Outcome, Run, Verdict, of
from m2m_conformance.requirement import Requirement
from m2m_conformance.target import TargetInfo
from m2m_conformance.vector import Case

_COLOURS = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
_MOST_SHOWN = 40
_LOG_LINES = 10
_WIDTH = 100


class Terminal:
    """Writes to `stream`. `live`: a progress line that changes; otherwise one line per area.

    `options` are those of the run that matter when a case is run again.
    """

    def __init__(
        self,
        stream: TextIO,
        requirements: Mapping[str, Requirement],
        *,
        live: bool,
        colour: bool,
        options: Sequence[str] = (),
    ) -> None:
        self._stream = stream
        self._requirements = requirements
        self._live = live
        self._colour = colour
        self._options = options
        self._area: list[Verdict] = []
        self._width = min(shutil.get_terminal_size((_WIDTH, 0)).columns, _WIDTH) if live else _WIDTH

    def started(self, info: TargetInfo, total: int) -> None:
        """Say who is judged."""
        self._line(f"m2m-conformance {__version__}, {_cases(total)}")
        self._line(f"target: {info.name} {info.version} ({info.language})\n")

    def began(self, case: Case, number: int, total: int) -> None:
        """Show which case is being judged."""
        if self._live:
            self._stream.write(f"\r\033[K{number}/{total} {case.id}")
            self._stream.flush()

    def judged(self, verdict: Verdict) -> None:
        """Show what came of it."""
        if self._area and self._area[0].case.area != verdict.case.area:
            self._end_area()
        self._area.append(verdict)
        if verdict.outcome is Outcome.ERRORED:  # said at once, since a broken target can take long
            self._clear()
            self._line(f"  {verdict.case.id}: {self._paint(verdict.message, 'red')}")
            self._stream.flush()

    def _clear(self) -> None:
        if self._live:
            self._stream.write("\r\033[K")

    def _end_area(self) -> None:
        self._clear()
        parts = [f"{len(of(self._area, each))} {each.value}" for each in Outcome if of(self._area, each)]
        bad = of(self._area, Outcome.FAILED, Outcome.ERRORED)
        seconds = sum(each.seconds for each in self._area)
        text = f"  {self._area[0].case.area:12} {', '.join(parts)}"
        self._line(f"{self._paint(text, 'red') if bad else text} {self._paint(f'({seconds:.2f} s)', 'dim')}")
        self._area = []
        self._stream.flush()

    def finished(self, run: Run) -> None:
        """Show what did not pass, then the summary."""
        if self._area:
            self._end_area()
        bad = of(run.verdicts, Outcome.WARNED, Outcome.ERRORED, Outcome.FAILED)
        for verdict in bad[:_MOST_SHOWN]:
            self._show(verdict, run)
        if len(bad) > _MOST_SHOWN:
            self._line(f"\nand {len(bad) - _MOST_SHOWN} more; --json FILE lists them all")
        self._skips(of(run.verdicts, Outcome.SKIPPED))
        self._summary(run)

    def _show(self, verdict: Verdict, run: Run) -> None:
        case = verdict.case
        colour = "yellow" if verdict.outcome is Outcome.WARNED else "red"
        title = f"{verdict.outcome.value.upper()} {case.id}"
        self._line(f"\n{self._paint(title, colour)}  {case.title}")
        for name in case.requirements:
            rule = self._requirements[name]
            self._wrap(f"{name} {rule.level.name}: {rule.text} [{rule.source}]")
        if verdict.differences:
            self._differences(verdict)
        else:
            self._line(f"  {verdict.message}")
        self._log(verdict.log)
        self._line(f"  again: {self._paint(again(verdict, run.command, self._options), 'bold')}")

    def _differences(self, verdict: Verdict) -> None:
        self._line(f"  {verdict.label}, {verdict.call}")
        for each in verdict.differences:
            self._line(f"    {each.path}")
            self._line(f"      expected {self._paint(each.expected, 'green')}")
            self._line(f"      got      {self._paint(each.got, 'red')}")
        if verdict.case.notes:
            self._wrap(f"note: {verdict.case.notes.strip()}")

    def _log(self, log: str) -> None:
        lines = log.rstrip().splitlines()[-_LOG_LINES:]
        if lines:
            self._line("  the target's stderr ends:")
        for line in lines:
            self._line(f"    | {line}")

    def _skips(self, skipped: Sequence[Verdict]) -> None:
        reasons: dict[str, int] = {}
        for verdict in skipped:
            reasons[verdict.message] = reasons.get(verdict.message, 0) + 1
        if reasons:
            self._line("\nnot checked:")
        for reason, count in reasons.items():
            self._line(f"  {count} skipped, {reason}")

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
        """A paragraph, indented and wrapped to the width."""
        wrapper = textwrap.TextWrapper(
            self._width, "  ", "    ", break_on_hyphens=False, break_long_words=False
        )
        self._line(wrapper.fill(text))

    def _paint(self, text: str, colour: str) -> str:
        return f"\033[{_COLOURS[colour]}m{text}\033[0m" if self._colour else text


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:12}" + "".join(f"{cell:>9}" for cell in cells)


def _counts(name: str, count: Counter[Outcome]) -> str:
    return _row(name, [str(count[each]) for each in Outcome])


def _cases(number: int) -> str:
    return f"{number} case" if number == 1 else f"{number} cases"


def conclusion(run: Run) -> str:
    """The verdict on the target, in a sentence."""
    count = run.count()
    if run.passed:
        extra = f", {count[Outcome.SKIPPED]} skipped" if count[Outcome.SKIPPED] else ""
        return f"PASSED: {_cases(count[Outcome.PASSED])}{extra}"
    bad = ", ".join(
        f"{count[each]} {each.value}" for each in (Outcome.FAILED, Outcome.ERRORED) if count[each]
    )
    left = f", {run.unfinished} not run: stopped, {run.stopped}" if run.unfinished else ""
    return f"NOT PASSED: {bad or 'nothing was checked'}{left}"


def again(verdict: Verdict, command: Sequence[str], options: Sequence[str]) -> str:
    """The command that runs this case again, with the same options."""
    words = ["m2m-conformance", "run", *options, "--select", verdict.case.id]
    return shlex.join([*words, "--", *command] if command else words)
