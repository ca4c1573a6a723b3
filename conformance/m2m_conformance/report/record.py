"""The JSON report, format 1 (spec/report.schema.json)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from m2m_conformance import __version__
from m2m_conformance.outcome import Outcome, Run, Verdict, of
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
        **_shard(run),
        "summary": summary(run),
        **_baseline(run),
        "unfinished": run.unfinished,
        "stopped": run.stopped,
        "seconds": round(run.seconds, 3),
        **_sequences(run),
        "cases": [_case(verdict, run) for verdict in run.verdicts],
    }


def summary(run: Run) -> dict[str, int]:
    """How many cases ended how."""
    count = run.count()
    known = {} if run.baseline is None else {"known": len(run.known)}
    return {outcome.value: count[outcome] for outcome in Outcome} | known


def _shard(run: Run) -> dict[str, Any]:
    """Nothing, where all cases were played."""
    if run.shard is None:
        return {}
    return {"shard": {**asdict(run.shard), "options": list(run.shard.options)}}


def _baseline(run: Run) -> dict[str, Any]:
    """Nothing, where there is no baseline. With a shard it has what is in the file too: it is held again."""
    if run.baseline is None:
        return {}
    listed = asdict(run.listed) if run.shard and run.listed else {}
    return {"baseline": {"file": run.baseline, "stale": [asdict(each) for each in run.stale], **listed}}


def _sequences(run: Run) -> dict[str, Any]:
    """Nothing, where vectors were played."""
    if run.found is None:
        return {}
    return {"claim": run.claim, "found": [_case(verdict, run) for verdict in run.found]}


def _case(verdict: Verdict, run: Run) -> dict[str, Any]:
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
        **(_shown(verdict) if run.shard else {}),
    }


def _shown(verdict: Verdict) -> dict[str, Any]:
    """What the other reports show of a case, for those who put them together; nothing, if they do not."""
    if not of([verdict], Outcome.FAILED, Outcome.WARNED, Outcome.ERRORED):
        return {}
    return {
        "shown": {
            "title": verdict.case.title,
            "notes": verdict.case.notes,
            "label": verdict.label,
            "call": verdict.call,
            "differences": [asdict(each) for each in verdict.differences],
            **({"log": log.tail(verdict.log)} if verdict.outcome is Outcome.WARNED else {}),
        }
    }


def write_record(run: Run, file: Path) -> None:
    """Write the report to `file`. Raises OSError."""
    file.write_text(json.dumps(record(run), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
