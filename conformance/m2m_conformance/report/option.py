"""The options that ask for reports."""

from __future__ import annotations

import argparse
from pathlib import Path

_REPORTS = {
    "json": "the JSON report (spec/report.schema.json)",
    "junit": "a JUnit XML report",
}


def add_reports(command: argparse.ArgumentParser) -> None:
    """Add an option for each kind of report that is written at the end of a run (`file`)."""
    group = command.add_argument_group("reports")
    for name, what in _REPORTS.items():
        group.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"write {what}")
