"""The badge: JSON as an endpoint of shields.io has it (shields.io/badges/endpoint-badge)."""

from __future__ import annotations

import json
from pathlib import Path

from m2m_conformance.outcome import Outcome, Run, Stop
from m2m_conformance.output import write
from m2m_conformance.report.conclusion import conclusion, joined, known
from m2m_conformance.report.extent import parts, subject

_SOFT = (Outcome.WARNED, Outcome.SKIPPED)
"""What does not fail a run, and is no pass."""


def badge(run: Run) -> dict[str, object]:
    """What the badge shows: green only if all there is was judged and it passed."""
    return {"schemaVersion": 1, "label": subject(run), "message": _message(run), "color": _colour(run)}


def _message(run: Run) -> str:
    if run.stopped is Stop.INTERRUPT:
        return "interrupted"
    if not run.passed:
        return conclusion(run).partition("NOT PASSED: ")[2]
    count = run.count()
    unchecked = [f"{count[each]} {each.value}" for each in _SOFT if count[each]]
    return joined(f"{count[Outcome.PASSED]} passed", known(run), *unchecked, *parts(run))


def _colour(run: Run) -> str:
    if run.stopped is Stop.INTERRUPT:
        return "lightgrey"
    if not run.passed:
        return "red"
    if parts(run):
        return "blue"
    if run.known:
        return "yellow"
    count = run.count()
    return "green" if any(count[each] for each in _SOFT) else "brightgreen"


def write_badge(run: Run, file: Path) -> None:
    """Write the badge to `file`. Raises OSError."""
    write(file, (json.dumps(badge(run)) + "\n").encode())
