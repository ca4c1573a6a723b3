"""The reports that are files, written at the end of a run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from m2m_conformance.outcome import Run
from m2m_conformance.report.context import Context
from m2m_conformance.report.junit import write_junit
from m2m_conformance.report.record import write_record

Writer = Callable[[Run, Context, Path], None]

WRITERS: dict[str, Writer] = {
    "json": lambda run, _context, file: write_record(run, file),
    "junit": lambda run, _context, file: write_junit(run, file),
}
"""By the name of the option (`option`) that asks for it."""


def write_reports(options: argparse.Namespace, run: Run, context: Context) -> None:
    """Write each report that is asked for, whatever becomes of the others. Raises OSError."""
    with ExitStack() as end:
        for name, writer in WRITERS.items():
            if file := getattr(options, name, None):
                end.callback(writer, run, context, file)
