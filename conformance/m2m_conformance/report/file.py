"""The reports that are files: looked after from before the run to its end.

What writes one is loaded when it does, since most runs write none.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from m2m_conformance.outcome import Run
from m2m_conformance.report.context import Context
from m2m_conformance.runner import Observer
from m2m_conformance.setting import Setting
from m2m_conformance.target import TargetInfo
from m2m_ref.profile import Profile

if TYPE_CHECKING:
    from m2m_conformance.report.event import Events

Writer = Callable[[Run, Context, Path], None]


def _page(run: Run, context: Context, file: Path) -> None:
    from m2m_conformance.report.html.page import write_page

    write_page(run, context, file)


def _record(run: Run, _context: Context, file: Path) -> None:
    from m2m_conformance.report.record import write_record

    write_record(run, file)


def _junit(run: Run, context: Context, file: Path) -> None:
    from m2m_conformance.report.junit import write_junit

    write_junit(run, context, file)


def _markdown(run: Run, context: Context, file: Path) -> None:
    from m2m_conformance.report.markdown import write_markdown

    write_markdown(run, context, file)


def _badge(run: Run, _context: Context, file: Path) -> None:
    from m2m_conformance.report.badge import write_badge

    write_badge(run, file)


WRITERS: dict[str, Writer] = {
    "html": _page,
    "json": _record,
    "junit": _junit,
    "markdown": _markdown,
    "badge": _badge,
}
"""By the name of the option (`option`) that asks for it: what is written at the end."""


def _events(file: Path) -> Events:
    from m2m_conformance.report.event import Events

    return Events(file)


class Reports:
    """The reports that `options` ask for. `observers` want to be told how the run goes.

    Raises OSError if the file of events cannot be written.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        given = {name: getattr(options, name, None) for name in (*WRITERS, "jsonl")}
        self._files: Mapping[str, Path] = {name: file for name, file in given.items() if file}
        self._events = _events(self._files["jsonl"]) if "jsonl" in self._files else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._events:
            self._events.close()

    @property
    def observers(self) -> Sequence[Observer]:
        """Those that are told of the run."""
        return [self._events] if self._events else []

    def begin(self, profile: Profile, command: Sequence[str], cases: int, setting: Setting | None) -> None:
        """A run of so many cases begins, on what `command` starts."""
        if self._events:
            self._events.begin(profile, command, cases, setting)

    def introduce(self, info: TargetInfo, command: Sequence[str]) -> None:
        """Who was judged, where no observer is told."""
        if self._events:
            self._events.introduce(info, command)

    def write(self, run: Run, context: Context) -> None:
        """Write each report, whatever becomes of the others. Raises OSError."""
        with ExitStack() as end:
            for name, writer in WRITERS.items():
                if name in self._files:
                    end.callback(writer, run, context, self._files[name])
            if self._events:
                end.callback(self._events.finished, run)
