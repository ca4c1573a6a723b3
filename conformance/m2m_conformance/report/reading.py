"""Reads a JSON report back into the run that it tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from m2m_conformance import __version__
from m2m_conformance.case import Case
from m2m_conformance.difference import Difference
from m2m_conformance.evidence import UNTRACED, Exchange, Move, Tally, Trace
from m2m_conformance.outcome import Listed, Outcome, Run, Stale, Stop, Verdict
from m2m_conformance.reply import Reply
from m2m_conformance.report.record import summary
from m2m_conformance.requirement import Level, Requirement
from m2m_conformance.setting import Setting
from m2m_conformance.shard import Shard
from m2m_conformance.target import TargetInfo
from m2m_conformance.text import count
from m2m_ref.document import DocumentError, read_file, validate
from m2m_ref.profile import Profile

_NAMELESS = {"title": "", "notes": "", "label": "", "call": "", "differences": ()}


def read_record(file: Path, requirements: Mapping[str, Requirement]) -> Run:
    """The run that the report in `file` tells of; what a report does not say of a case is empty.

    Raises DocumentError if it is unreadable, no JSON, of another version of the suite, breaks
    spec/report.schema.json, names an unknown requirement, or does not add up.
    """
    try:
        document = orjson.loads(read_file(file))
    except orjson.JSONDecodeError as error:
        raise DocumentError(file, "", f"is not JSON: {error}") from error
    _check_version(document, file)
    validate(document, "report.schema.json", file)
    _check_names(document, requirements, file)
    run = _run(document)
    if reason := next(_wrong(run, document), ""):
        raise DocumentError(file, "", reason)
    return run


def _check_version(document: Any, file: Path) -> None:
    """First of all: what another version writes may well break this one's schema."""
    suite = document.get("suite") if isinstance(document, dict) else None
    version = suite.get("version") if isinstance(suite, dict) else __version__
    if version != __version__:
        raise DocumentError(
            file, "", f"was written by m2m-conformance {version}; this is {__version__}, take the same one"
        )


def _check_names(document: Mapping[str, Any], known: Mapping[str, Requirement], file: Path) -> None:
    for each in [*document["cases"], *document.get("found", ())]:
        for name in each["requirements"]:
            if name not in known:
                raise DocumentError(
                    file, each["id"], f"{name} is not a requirement of spec/requirements.yaml"
                )
    if document["stopped"] not in {*Stop}:
        raise DocumentError(file, "stopped", f"{document['stopped']!r} is no reason to stop for")


def _wrong(run: Run, document: Mapping[str, Any]) -> Iterator[str]:
    """What does not add up."""
    if document["summary"] != summary(run):
        yield f"its summary is {document['summary']}, its cases come to {summary(run)}"
    name, times = (
        Counter(each.case.id for each in run.verdicts).most_common(1)[0] if run.verdicts else ("", 0)
    )
    if times > 1:
        yield f"case {name} stands in it {times} times"
    if run.unfinished and not run.stopped:
        yield f"{count(run.unfinished, 'case')} not run, and nothing stopped it"
    if run.known and run.baseline is None:
        yield f"case {run.known[0].case.id} is a known failure, and there is no baseline"
    if run.shard:
        yield from _wrong_shard(run, run.shard)


def _wrong_shard(run: Run, shard: Shard) -> Iterator[str]:
    if shard.number > shard.of:
        yield f"there is no {shard}"
    told = len(run.verdicts) + run.unfinished
    if told != shard.size:
        yield f"it tells of {count(told, 'case')}, {shard} of {shard.selected} has {shard.size}"
    if run.baseline is not None and run.listed is None:
        yield "it does not say what its baseline lists, which a shard's report does"


def _run(document: Mapping[str, Any]) -> Run:
    target, baseline = document["target"], document.get("baseline", {})
    found = document.get("found")
    return Run(
        target=_info(target),
        command=tuple(target["command"]),
        verdicts=[_verdict(each) for each in document["cases"]],
        seconds=document["seconds"],
        unfinished=document["unfinished"],
        stopped=Stop(document["stopped"]),
        baseline=baseline.get("file"),
        stale=[Stale(**each) for each in baseline.get("stale", ())],
        profile=Profile(document["profile"]),
        claim=document.get("claim", ""),
        found=None if found is None else [_verdict(each) for each in found],
        listed=Listed(baseline["entries"], baseline["named"]) if "entries" in baseline else None,
        shard=_shard(document["shard"]) if "shard" in document else None,
        setting=Setting(**document["setting"]) if "setting" in document else None,
        moves=dict(map(_move, document.get("moves", ()))),
    )


def _info(target: Mapping[str, Any]) -> TargetInfo:
    names = {key: target[key] for key in ("name", "version", "language", "issues")}
    return TargetInfo(**names, features=frozenset(target["features"]), lacks=target.get("lacks", {}))


def _shard(document: Mapping[str, Any]) -> Shard:
    return Shard(**{**document, "options": tuple(document["options"])})


def _verdict(document: Mapping[str, Any]) -> Verdict:
    shown = document.get("shown", _NAMELESS)
    return Verdict(
        case=_case(document, shown),
        outcome=Outcome(document["outcome"]),
        message=document["message"],
        seconds=document["seconds"],
        label=shown["label"],
        call=shown["call"],
        differences=tuple(Difference(**each) for each in shown["differences"]),
        log=document.get("log") or shown.get("log", ""),
        known=document.get("known", False),
        trace=_trace(shown["trace"]) if "trace" in shown else UNTRACED,
    )


def _trace(document: Mapping[str, Any]) -> Trace:
    return Trace(tuple(map(_exchange, document["exchanges"])), document["left_out"])


def _exchange(document: Mapping[str, Any]) -> Exchange:
    asked = document["call"], document["params"]
    if "broke" in document:
        return Exchange(*asked, None, document["broke"])
    error = document.get("error", {"kind": None, "text": ""})
    reply = Reply(document.get("value"), error["kind"], error["text"], document.get("session"))
    return Exchange(*asked, reply)


def _move(document: Mapping[str, Any]) -> tuple[Move, Tally]:
    names = (document[key] for key in ("call", "message", "before", "after"))
    return Move(*names), Tally(document["passed"], document["failed"])


def _case(document: Mapping[str, Any], shown: Mapping[str, Any]) -> Case:
    return Case(
        id=document["id"],
        area=document["area"],
        title=shown["title"],
        level=Level[document["level"]],
        requirements=tuple(document["requirements"]),
        needs=frozenset(),
        flags=(),
        notes=shown["notes"],
        steps=(),
    )
