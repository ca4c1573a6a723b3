"""The JSON report, format 1 (spec/report.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from m2m_conformance import __version__
from m2m_conformance.evidence import Exchange, Trace
from m2m_conformance.outcome import Outcome, Run, Verdict, of
from m2m_conformance.output import write
from m2m_conformance.report import log
from m2m_conformance.target import TargetInfo


def record(run: Run) -> dict[str, Any]:
    """The report as an object."""
    return {
        "format": 1,
        "suite": {"name": "m2m-conformance", "version": __version__},
        "profile": run.profile.value,
        "target": target_of(run.target, run.command),
        **({"setting": asdict(run.setting)} if run.setting else {}),
        **_shard(run),
        "summary": summary(run),
        **_baseline(run),
        "unfinished": run.unfinished,
        "stopped": run.stopped,
        "seconds": round(run.seconds, 3),
        **_sequences(run),
        "moves": [{**asdict(move), **asdict(tally)} for move, tally in run.moves.items()],
        "cases": [case_of(verdict) for verdict in run.verdicts],
    }


def target_of(info: TargetInfo, command: Sequence[str]) -> dict[str, Any]:
    """What the report says of who is judged."""
    return {
        "name": info.name,
        "version": info.version,
        "language": info.language,
        "issues": info.issues,
        "features": sorted(info.features),
        "lacks": dict(info.lacks),
        "command": list(command),
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
    return {"claim": run.claim, "found": [case_of(verdict) for verdict in run.found]}


def case_of(verdict: Verdict) -> dict[str, Any]:
    """What the report says of one case."""
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
        **_shown(verdict),
    }


def _shown(verdict: Verdict) -> dict[str, Any]:
    """What the other reports show of a case; nothing, if they do not."""
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
            **({"trace": trace_record(verdict.trace)} if verdict.trace.exchanges else {}),
        }
    }


def trace_record(trace: Trace) -> dict[str, Any]:
    """What was exchanged, as an object (spec/report.schema.json)."""
    return {"left_out": trace.left_out, "exchanges": [_exchange(each) for each in trace.exchanges]}


def _exchange(exchange: Exchange) -> dict[str, Any]:
    asked = {"call": exchange.call, "params": exchange.params}
    reply = exchange.reply
    if reply is None:
        return {**asked, "broke": exchange.broke}
    answer = (
        {"value": reply.value} if reply.kind is None else {"error": {"kind": reply.kind, "text": reply.text}}
    )
    return {**asked, **answer, **({"session": reply.session} if reply.session else {})}


def write_record(run: Run, file: Path) -> None:
    """Write the report to `file`. Raises OSError."""
    write(file, (json.dumps(record(run), ensure_ascii=False, indent=1) + "\n").encode())
