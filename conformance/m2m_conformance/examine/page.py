"""What was found, for a terminal: all checks, then what to mend first, then what is next."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

import orjson

from m2m_conformance import __version__
from m2m_conformance.examine.check import Finding, Verdict
from m2m_conformance.examine.examination import Examination
from m2m_conformance.report import log
from m2m_conformance.text import printable
from m2m_ref.profile import Profile

Paint: TypeAlias = Callable[[str, str], str]
"""Gives a text a colour, by its name."""

_COLOURS = {Verdict.OK: "green", Verdict.WRONG: "red", Verdict.ADVICE: "yellow", Verdict.UNEXAMINED: "dim"}
_VERDICT, _NAME, _LABEL = 14, 12, 9  # columns
_MOST, _SHORT = 600, 60  # characters that are shown of a line which looks like JSON, of any other
_LOG = 12  # lines
_SEVERAL = 8  # names in a line


@dataclass(frozen=True, slots=True)
class Page:
    """`command` is the adapter's, `options` are those that were given, `width` is in columns."""

    command: Sequence[str]
    options: Sequence[str]
    profile: Profile
    width: int
    paint: Paint

    def of(self, examination: Examination, seconds: float) -> str:
        """All of it."""
        lines = [*self._head(examination), "", *self._checks(examination), ""]
        if examination.wrong:
            lines += [*self._mend(examination.wrong[0]), ""]
        return "\n".join([*lines, *self._end(examination, seconds)]) + "\n"

    def _head(self, examination: Examination) -> Iterator[str]:
        yield f"m2m-conformance {__version__}, check-adapter, profile {self.profile.value}"
        yield f"adapter: {shlex.join(self.command)}"
        if info := examination.info:
            yield f"target:  {info.name} {info.version} ({info.language})"

    def _checks(self, examination: Examination) -> Iterator[str]:
        """A line for each; those that were not examined for the same reason, one after the other, are one."""

        def reason(finding: Finding) -> str:
            return finding.text if finding.verdict is Verdict.UNEXAMINED else finding.check.name

        for _, group in groupby(examination.findings, reason):
            found = list(group)
            if found[0].verdict is Verdict.UNEXAMINED:
                yield from self._unexamined(found)
            else:
                yield from self._entry(found[0].verdict, f"{found[0].check.name:{_NAME}}", _told(found[0]))

    def _unexamined(self, found: Sequence[Finding]) -> Iterator[str]:
        names = [each.check.name for each in found]
        if len(names) == 1:
            yield from self._entry(Verdict.UNEXAMINED, f"{names[0]:{_NAME}}", found[0].text)
            return
        several = f"{len(names)} checks, {names[0]} to {names[-1]}"
        told = several if len(names) > _SEVERAL else ", ".join(names)
        yield from self._entry(Verdict.UNEXAMINED, "", f"{told}: {found[0].text}")

    def _entry(self, verdict: Verdict, name: str, text: str) -> Iterator[str]:
        """Verdict, name and text; the text wraps within its column."""
        indent = 2 + _VERDICT + len(name)
        wrapped = self._wrapped(printable(text), self.width - indent)
        yield f"  {self.paint(f'{verdict.value:{_VERDICT}}', _COLOURS[verdict])}{name}{wrapped[0]}"
        yield from (" " * indent + line for line in wrapped[1:])

    def _mend(self, finding: Finding) -> Iterator[str]:
        shown = finding.shown
        yield f"{self.paint('Mend first:', 'bold')} {self.paint(finding.check.name, 'red')}"
        yield from self._labelled("right", f"{finding.check.right}.")
        if shown.sent:
            yield from self._line("sent", shown.sent)
        yield from self._labelled("came", f"{finding.text}.")
        if shown.got:
            yield from self._line("", shown.got)
        yield from self._labelled("do", f"{finding.do}.")
        if finding.like:
            yield from self._line("like", _reply(shown.sent, finding))
        yield from self._log(shown.log)

    def _log(self, text: str) -> Iterator[str]:
        """The end of what it wrote to its stderr."""
        lines = log.lines(text)[-_LOG:]
        if lines:
            yield "  its stderr ends:"
        yield from (f"    | {line}" for line in lines)

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        wrapped = self._wrapped(printable(text), self.width - 2 - _LABEL)
        yield f"  {label:{_LABEL}}{wrapped[0]}"
        yield from (" " * (2 + _LABEL) + line for line in wrapped[1:])

    def _line(self, label: str, line: bytes) -> Iterator[str]:
        """A line as it went over a pipe. It is not wrapped, so that it can be copied."""
        most = _MOST if line.lstrip().startswith(b"{") else _SHORT
        text = printable(line[: 4 * most].decode(errors="replace").rstrip("\n"))
        cut = f" … ({len(line)} bytes)" if len(text) > most or len(line) > 4 * most else ""
        yield f"  {label:{_LABEL}}{text[:most]}{cut}"

    def _wrapped(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(text, max(width, 20), break_on_hyphens=False) or [""]

    def _end(self, examination: Examination, seconds: float) -> Iterator[str]:
        """The verdict, and what is next."""
        wrong = [each.check.name for each in examination.wrong]
        counts = [
            f"{len(found)} {verdict.value}"
            for verdict in (Verdict.OK, Verdict.ADVICE, Verdict.UNEXAMINED)
            if (found := examination.of(verdict))
        ]
        said = f"NOT FIT, {len(wrong)} to mend: {', '.join(wrong)}" if wrong else "FIT"
        colour = "red" if wrong else "green"
        first, *rest = self._wrapped(f"{said}; {', '.join(counts)}  ({seconds:.1f} s)", self.width)
        yield self.paint(first, colour)
        yield from rest
        yield from self._next(examination)

    def _next(self, examination: Examination) -> Iterator[str]:
        words = ["m2m-conformance", "check-adapter", *self.options, "--", *self.command]
        if examination.wrong:
            yield f"When that is mended: {self.paint(shlex.join(words), 'bold')}"
            return
        if examination.info and not examination.info.features:
            yield from self._wrapped(_NOTHING, self.width)
            return
        words[1] = "run"
        yield f"Next: {self.paint(shlex.join(words), 'bold')}"


_NOTHING = (
    "No feature is declared yet, so that a run would check nothing. Next: answer session.create, list "
    "session in `features`, and examine it again; then the other methods of session (spec/adapter.md)."
)


def _told(finding: Finding) -> str:
    """What is said of a check in its line; of advice all of it, since it is said nowhere else."""
    return f"{finding.text}. {finding.do}" if finding.verdict is Verdict.ADVICE else finding.text


def _reply(sent: bytes, finding: Finding) -> bytes:
    """A right reply to what was sent."""
    request = orjson.loads(sent)
    return orjson.dumps({"jsonrpc": "2.0", "id": request["id"], **(finding.like or {})})
