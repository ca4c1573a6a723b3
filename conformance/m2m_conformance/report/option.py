"""The options that ask for reports."""

from __future__ import annotations

import argparse

from m2m_conformance.output import STDOUT
from m2m_conformance.place import report
from m2m_conformance.status import NotDoneError

_REPORTS = {
    "html": "a page to look at (self-contained)",
    "json": "the JSON report (spec/report.schema.json)",
    "jsonl": "a line of JSON for each event as it happens (spec/event.schema.json)",
    "junit": "JUnit XML, for CI servers",
    "markdown": "a summary for a pull request or a job",
    "badge": "a badge, as an endpoint of shields.io",
}


def add_reports(command: argparse.ArgumentParser, title: str = "reports") -> None:
    """Add an option for each kind of report (`file`); `title` stands above them in the help."""
    group = command.add_argument_group(title, "FILE may be -, stdout; all else is shown on stderr then.")
    for name, what in _REPORTS.items():
        group.add_argument(f"--{name}", type=report, metavar="FILE", help=f"write {what}")


def to_stdout(options: argparse.Namespace) -> bool:
    """Whether a report goes to stdout. Raises NotDoneError if two do."""
    names = [f"--{name}" for name in _REPORTS if getattr(options, name, None) == STDOUT]
    if len(names) > 1:
        raise NotDoneError(f"{' and '.join(names)} cannot all go to stdout; give all but one a file")
    return bool(names)
