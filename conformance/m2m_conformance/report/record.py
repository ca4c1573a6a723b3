"""The JSON report, format 1 (spec/report.schema.json)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from m2m_conformance import __version__
from m2m_conformance.outcome import Outcome, Run, Verdict
from m2m_conformance.report import log


def record(run: Run) -> dict[str, Any]:
    """The report as an object."""
    return {
        "format": 1,
        "suite": {"name": "m2m-conformance", "version": __version__},
        "profile": run.profile.value,
        "target": {
            "name": run.target.name,
            "version": run.target.version,
            "language": run.target.language,
            "issues": run.target.issues,
            "features": sorted(run.target.features),
            "command": list(run.command),
        },
        "summary": _summary(run),
        **_baseline(run),
        "unfinished": run.unfinished,
        "stopped": run.stopped,
        "seconds": round(run.seconds, 3),
        **_sequences(run),
        "cases": [_case(verdict) for verdict in run.verdicts],
    }


def _summary(run: Run) -> dict[str, int]:
    count = run.count()
    known = {} if run.baseline is None else {"known": len(run.known)}
    return {outcome.value: count[outcome] for outcome in Outcome} | known


def _baseline(run: Run) -> dict[str, Any]:
    """Nothing, where there is no baseline."""
    if run.baseline is None:
        return {}
    return {"baseline": {"file": run.baseline, "stale": [asdict(each) for each in run.stale]}}


def _sequences(run: Run) -> dict[str, Any]:
    """Nothing, where vectors were played."""
    if run.found is None:
        return {}
    return {"claim": run.claim, "found": [_case(verdict) for verdict in run.found]}


def _case(verdict: Verdict) -> dict[str, Any]:
    bad = verdict.outcome in (Outcome.FAILED, Outcome.ERRORED)
    return {
        "id": verdict.case.id,
        "area": verdict.case.area,
        "level": verdict.case.level.name,
        "requirements": list(verdict.case.requirements),
        "outcome": verdict.outcome.value,
        **({"known": True} if verdict.known else {}),
        "message": verdict.message,
        "seconds": round(verdict.seconds, 6),
        **({"log": log.tail(verdict.log)} if bad else {}),
    }


def write_record(run: Run, file: Path) -> None:
    """Write the report to `file`. Raises OSError."""
    file.write_text(json.dumps(record(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
