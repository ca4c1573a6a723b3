"""A report that is read back is the run that it was written of."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from m2m_conformance.outcome import Listed, Run, Stale, Stop
from m2m_conformance.report.junit import junit
from m2m_conformance.report.reading import read_record
from m2m_conformance.report.record import record, write_record
from m2m_conformance.shard import Shard, selection
from m2m_conformance.target import TargetInfo
from m2m_ref.document import validate
from m2m_ref.profile import Profile
from tests.report.bench import CONTEXT
from tests.test_report import PANIC, RULE, RUN, VERDICTS, printed

RULES = {RULE.id: RULE}
SHARD = Shard(
    2, 3, 15, selection(each.case for each in VERDICTS), "0" * 64, ("--timeout", "2"), "Proved: much."
)
NOTED = replace(VERDICTS[1], case=replace(VERDICTS[1].case, notes="A note."))
LONG = replace(
    VERDICTS[2], log="\n".join(["before", PANIC, *(f"\t{number}" for number in range(60)), "x" * 5000])
)
RUNS = {
    "whole": RUN,
    "shard": replace(RUN, shard=SHARD),
    "empty": replace(RUN, verdicts=[], shard=replace(SHARD, number=3, selected=2)),
    "stopped": replace(RUN, unfinished=1, stopped=Stop.BREAKS, shard=replace(SHARD, selected=18)),
    "notes": replace(RUN, verdicts=[VERDICTS[0], NOTED, LONG, *VERDICTS[3:]], shard=SHARD),
    "strict": replace(RUN, profile=Profile.STRICT, shard=SHARD),
    "sequences": replace(RUN, claim="Nothing is proved.", found=[NOTED], shard=SHARD),
    "features": replace(
        RUN, target=TargetInfo("a", "1", "C", "https://x", frozenset({"session", "clone"})), shard=SHARD
    ),
    "baseline": replace(
        RUN,
        verdicts=[*VERDICTS[:1], replace(VERDICTS[1], known=True), *VERDICTS[2:]],
        baseline="known.yaml",
        stale=[Stale("a", "b", "c", "d")],
        listed=Listed([{"case": "*/wrong", "message": "*", "reason": "r"}], ["session/ping/wrong"]),
        shard=SHARD,
    ),
}  # fmt: skip


def read_back(run: Run, folder: Path) -> Run:
    file = folder / "report.json"
    write_record(run, file)
    validate(json.loads(file.read_text(encoding="utf-8")), "report.schema.json", file)
    return read_record(file, RULES)


@pytest.mark.parametrize("name", RUNS)
def test_record_and_run_and_record(name: str, tmp_path: Path) -> None:
    run = RUNS[name]
    again = read_back(run, tmp_path)
    assert record(again) == record(run)
    assert again.passed is run.passed
    assert again.shard == run.shard
    assert again.listed == run.listed


@pytest.mark.parametrize("name", ["shard", "notes", "baseline", "sequences"])
def test_of_a_shard_every_other_report_is_the_same_too(name: str, tmp_path: Path) -> None:
    run = RUNS[name]
    again = read_back(run, tmp_path)
    assert printed(again) == printed(run)
    parts: list[list[Any]] = [
        [(each.tag, each.attrib, each.text) for each in junit(one, CONTEXT).iter()] for one in (run, again)
    ]
    assert parts[0] == parts[1]


def test_only_a_shard_tells_what_merge_needs() -> None:
    whole, shard = json.dumps(record(RUN)), json.dumps(record(RUNS["shard"]))
    assert '"shard"' not in whole
    assert '"shard"' in shard
    listed = record(replace(RUNS["baseline"], shard=None))["baseline"]
    assert listed.keys() == {"file", "stale"}
