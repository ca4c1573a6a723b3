"""The reports that are files: looked after from before the run to its end."""

from __future__ import annotations

import argparse
import errno
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from m2m_conformance.outcome import Run
from m2m_conformance.report.badge import write_badge
from m2m_conformance.report.context import Context
from m2m_conformance.report.event import Events
from m2m_conformance.report.junit import write_junit
from m2m_conformance.report.markdown import write_markdown
from m2m_conformance.report.record import write_record
from m2m_conformance.runner import Observer
from m2m_conformance.setting import Setting
from m2m_conformance.target import TargetInfo
from m2m_ref.profile import Profile

Writer = Callable[[Run, Context, Path], None]


def _write_page(run: Run, context: Context, file: Path) -> None:
    from m2m_conformance.report.html.page import write_page  # which takes long to load

    write_page(run, context, file)


WRITERS: dict[str, Writer] = {
    "html": _write_page,
    "json": lambda run, _context, file: write_record(run, file),
    "junit": write_junit,
    "markdown": write_markdown,
    "badge": lambda run, _context, file: write_badge(run, file),
}
"""By the name of the option (`option`) that asks for it: what is written at the end."""


class Reports:
    """The reports that `options` ask for. `observers` want to be told how the run goes.

    Raises OSError for one that could not be written: at the end of a long run that is too late.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        given = {name: getattr(options, name, None) for name in (*WRITERS, "jsonl")}
        self._files: Mapping[str, Path] = {name: file for name, file in given.items() if file}
        for file in self._files.values():
            _check(file)
        self._events = Events(self._files["jsonl"]) if "jsonl" in self._files else None

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


def _check(file: Path) -> None:
    if not file.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file))
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
