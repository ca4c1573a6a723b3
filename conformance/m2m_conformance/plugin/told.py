"""What pytest shows of a case that did not pass."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from m2m_conformance.baseline import Entry
from m2m_conformance.outcome import Verdict
from m2m_conformance.plugin.place import PLACE
from m2m_conformance.plugin.setting import Kind, words_of
from m2m_conformance.plugin.suite import Suite
from m2m_conformance.report.context import Context, repeated
from m2m_conformance.report.failure import seen

_WIDTH = 100
_COLOURS = {"      expected ": "green", "      got      ": "red"}


def told(verdict: Verdict, suite: Suite, here: Path) -> str:
    """The rules, what was expected and what came, the end of stderr, and how to play it again.

    `here` is the folder in which that is done.
    """
    return "\n".join([*seen(verdict, suite.requirements, _WIDTH), *_again(verdict, suite, here)])


def _again(verdict: Verdict, suite: Suite, here: Path) -> Iterator[str]:
    """The commands: with pytest, and without where that can be."""
    words = ["pytest", f"{PLACE}::{verdict.case.id}", *words_of(suite.setting)]
    yield f"  again: {shlex.join(words)}"
    if suite.setting.who.kind is not Kind.FIXTURE:
        yield f"     or: {_without(verdict, suite, here)}"


def _without(verdict: Verdict, suite: Suite, here: Path) -> str:
    setting, who = suite.setting, suite.setting.who
    derived = suite.is_derived(verdict.case)
    vectors = None if derived else setting.vectors
    options = repeated(setting.profile.value, who.address, vectors, setting.timeout)
    begun = ("m2m-conformance", "run", *(["--suite", "wp"] if derived else []), *options)
    line = Context(suite.requirements, begun).again(verdict, who.command)
    return line if who.folder in (None, here) else f"cd {shlex.quote(str(who.folder))} && {line}"


def warning(verdict: Verdict, suite: Suite) -> str:
    """A SHOULD that is not kept, for the summary of warnings."""
    rules = (suite.requirements[name] for name in verdict.case.requirements)
    lines = (f"  {each.id} {each.level.name}: {each.text}" for each in rules)
    return "\n".join([f"{verdict.case.id}: {verdict.message}", *lines])


def stale(entries: Sequence[Entry], file: Path) -> str:
    """That a case passes which the baseline lists."""
    lines = (f"  case {each.case}, message {each.message!r}" for each in entries)
    return "\n".join([f"the case passes, but {file} lists it; remove the entry, or narrow it", *lines])


class Writer(Protocol):
    """pytest's, which knows whether there are colours."""

    def write(self, text: str, /) -> None:
        """Write as it is."""

    def line(self, text: str, /, **markup: bool) -> None:
        """Write a line in a colour."""


@dataclass(frozen=True)
class Crash:
    """What pytest says of a failure where it has one line for it."""

    nodeid: str
    message: str

    def __str__(self) -> str:
        return f"{self.nodeid}: {self.message}"


class Told:
    """A failure as it stands in pytest's report of it: a text, and in short a message.

    `brief`: there is a line for it anyway, and that is to be all (--tb=line).
    """

    def __init__(self, nodeid: str, message: str, text: str, *, brief: bool) -> None:
        self.reprcrash = Crash(nodeid, message)
        self._text = text
        self._brief = brief

    def __str__(self) -> str:
        return self._text

    def toterminal(self, writer: Writer) -> None:
        """Show it, what was expected and what came in colours if there are any."""
        for line in [] if self._brief else self._text.split("\n"):
            begin = next((each for each in _COLOURS if line.startswith(each)), "")
            writer.write(begin)
            writer.line(line.removeprefix(begin), **({_COLOURS[begin]: True} if begin else {}))
