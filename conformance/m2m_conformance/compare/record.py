"""The comparison as JSON, format 1 (spec/comparison.schema.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from m2m_conformance.compare.change import Change, Comparison, Kind, conclusion
from m2m_conformance.compare.reading import Ended, Report
from m2m_conformance.outcome import Outcome
from m2m_conformance.output import write


def record(comparison: Comparison) -> dict[str, Any]:
    """The comparison as an object."""
    return {
        "format": 1,
        "profile": comparison.new.profile,
        "old": _report(comparison.old),
        "new": _report(comparison.new),
        "worse": comparison.worse,
        "conclusion": conclusion(comparison),
        "counts": {kind.value: len(comparison.of(kind)) for kind in Kind},
        "changes": [_change(each) for each in comparison.changes],
    }


def _report(report: Report) -> dict[str, Any]:
    count = report.count()
    return {
        "file": str(report.file),
        "suite": report.suite,
        "target": report.target,
        "started": report.started,
        "unfinished": report.unfinished,
        "summary": {outcome.value: count[outcome] for outcome in Outcome},
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "case": change.id,
        "kind": change.kind.value,
        "worse": change.worse,
        "old": _ended(change.old),
        "new": _ended(change.new),
    }


def _ended(ended: Ended | None) -> dict[str, Any] | None:
    if ended is None:
        return None
    return {"outcome": ended.outcome.value, "message": ended.message, "known": ended.known}


def write_record(comparison: Comparison, file: Path) -> None:
    """Write it to `file`. Raises OSError."""
    write(file, (json.dumps(record(comparison), ensure_ascii=False, indent=1) + "\n").encode())
