"""The JSON report, format 1 (spec/report.schema.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from m2m_conformance import __version__
from m2m_conformance.outcome import Outcome, Run, Verdict


def record(run: Run) -> dict[str, Any]:
    """The report as an object."""
    count = run.count()
    return {
        "format": 1,
        "suite": {"name": "m2m-conformance", "version": __version__},
        "target": {
            "name": run.target.name,
            "version": run.target.version,
            "language": run.target.language,
            "issues": run.target.issues,
            "features": sorted(run.target.features),
            "command": list(run.command),
        },
        "summary": {outcome.value: count[outcome] for outcome in Outcome},
        "unfinished": run.unfinished,
        "stopped": run.stopped,
        "seconds": round(run.seconds, 3),
        "cases": [_case(verdict) for verdict in run.verdicts],
    }


def _case(verdict: Verdict) -> dict[str, Any]:
    return {
        "id": verdict.case.id,
        "area": verdict.case.area,
        "level": verdict.case.level.name,
        "requirements": list(verdict.case.requirements),
        "outcome": verdict.outcome.value,
        "message": verdict.message,
        "seconds": round(verdict.seconds, 6),
    }


def write_record(run: Run, file: Path) -> None:
    """Write the report to `file`. Raises OSError."""
    file.write_text(json.dumps(record(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
