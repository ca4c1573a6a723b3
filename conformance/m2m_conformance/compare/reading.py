"""Reads a JSON report as far as it can be compared: also one that another version of the suite wrote."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from m2m_conformance.outcome import Outcome
from m2m_ref.document import DocumentError, path_text, read_file
from m2m_ref.resource import spec_path


@dataclass(frozen=True, slots=True)
class Ended:
    """How one case ended."""

    id: str
    area: str
    outcome: Outcome
    message: str
    known: bool

    @property
    def bad(self) -> bool:
        """Whether it fails a run, were it not known."""
        return self.outcome in (Outcome.FAILED, Outcome.ERRORED)


@dataclass(frozen=True, slots=True)
class Report:
    """One report: who was judged, by what, and how each case ended.

    `kind` is what cases are in it: those of vectors or sequences, and of which shard. `selected` are the
    options that selected them, empty for all.
    """

    file: Path
    suite: str
    profile: str
    target: str
    started: str
    kind: str
    selected: str
    unfinished: int
    stopped: str
    cases: Mapping[str, Ended]

    def count(self, area: str | None = None) -> Counter[Outcome]:
        """Cases by outcome, of one area or of all."""
        return Counter(each.outcome for each in self.cases.values() if area in (None, each.area))


def read_report(file: Path) -> Report:
    """The report in `file`. Raises DocumentError if it is unreadable, no JSON, or no report of format 1."""
    try:
        document = orjson.loads(read_file(file))
    except orjson.JSONDecodeError as error:
        raise DocumentError(file, "", f"is not JSON: {error}") from error
    if not isinstance(document, dict) or document.get("format") != 1 or "cases" not in document:
        raise DocumentError(file, "", "is no report of `run --json`, format 1")
    wrong = next(iter(_validator().iter_errors(document)), None)
    if wrong is not None:
        raise DocumentError(file, path_text(wrong.instance_path), wrong.message)
    return _report(file, document)


@cache
def _validator() -> jsonschema_rs.Validator:
    """Of the schema, but for keys that it does not have: later versions of format 1 may add some."""
    return jsonschema_rs.validator_for(_open(json.loads(spec_path("report.schema.json").read_text("utf-8"))))


def _open(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: _open(value)
            for key, value in schema.items()
            if (key, value) not in (("additionalProperties", False), ("log", False))
        }
    return [_open(each) for each in schema] if isinstance(schema, list) else schema


def _report(file: Path, document: Mapping[str, Any]) -> Report:
    cases = [_ended(each) for each in document["cases"]]
    name, times = Counter(each.id for each in cases).most_common(1)[0] if cases else ("", 0)
    if times > 1:
        raise DocumentError(file, "", f"case {name} stands in it {times} times")
    target, setting = document["target"], document.get("setting", {})
    words = [target["name"], target["version"], f"({target['language']})" if target["language"] else ""]
    return Report(
        file=file,
        suite=document["suite"]["version"],
        profile=document["profile"],
        target=" ".join(word for word in words if word),
        started=setting.get("started", ""),
        kind=_kind(document),
        selected=_selected(setting.get("options", {})),
        unfinished=document["unfinished"],
        stopped=document["stopped"],
        cases={each.id: each for each in cases},
    )


def _selected(options: Mapping[str, str]) -> str:
    given = (name for name in ("vectors", "select", "exclude") if name in options)
    return " ".join(f"--{name} {options[name]}" for name in given)


def _ended(case: Mapping[str, Any]) -> Ended:
    known = case.get("known", False)
    return Ended(case["id"], case["area"], Outcome(case["outcome"]), case["message"], known)


def _kind(document: Mapping[str, Any]) -> str:
    cases = "sequences" if "claim" in document else "vectors"
    shard = document.get("shard")
    return f"shard {shard['number']}/{shard['of']} of the {cases}" if shard else cases
