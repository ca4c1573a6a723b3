"""Reports that are not all those of one run come to nothing, and what is wrong with them is said."""

from __future__ import annotations

import pytest

from tests.baseline.bench import FAILS, MESSAGE, PASSES, WARNS
from tests.merge.bench import Change, Machines, Told, change

NAMES = "abcdef"


@pytest.fixture
def two(machines: Machines) -> Machines:
    """Two shards of six cases that pass."""
    machines.bench.cases(**dict.fromkeys(NAMES, PASSES))
    machines.shards(2)
    return machines


def refused(told: Told, *sentences: str) -> None:
    assert told.status == 2
    assert told.out == ""
    assert told.report == {}
    assert told.err.splitlines() == [f"m2m-conformance: {each}" for each in sentences]


def test_two_that_fit_are_merged(two: Machines) -> None:
    assert two.merged([two.file(1), two.file(2)]).last == "PASSED: 6 cases"


def test_a_missing_shard_is_named(two: Machines) -> None:
    refused(two.merged([two.file(2)]), "shard 1/2 is missing")
    two.shards(20)
    refused(
        two.merged([two.file(1), two.file(20), *map(two.file, range(3, 19))]),
        "shards 2/20, 19/20 are missing",
    )
    names = ", ".join(f"{number}/20" for number in range(2, 12))
    refused(two.merged([two.file(1)]), f"shards {names} and 9 more are missing")


def test_a_shard_that_is_there_twice_is_named(two: Machines) -> None:
    copy = two.folder / "copy.json"
    copy.write_bytes(two.file(1).read_bytes())
    refused(
        two.merged([two.file(1), two.file(2), copy]),
        f"{two.file(1)} and {copy} are both shard 1/2",
    )
    refused(
        two.merged([two.file(1), two.file(1)]),
        f"{two.file(1)} and {two.file(1)} are both shard 1/2",
        "shard 2/2 is missing",
    )


def test_shards_of_two_ways_to_divide_do_not_fit(two: Machines) -> None:
    two.shard(3, 3)
    refused(
        two.merged([two.file(1), two.file(2), two.file(3)]),
        f"{two.file(3)} is shard 3/3, {two.file(1)} is shard 1/2",
    )


def test_shards_of_another_selection_do_not_fit(two: Machines) -> None:
    two.shard(2, 2, "--exclude", "*/f")
    said = f"{two.file(2)} is of another selection of cases than {two.file(1)}"
    refused(two.merged([two.file(1), two.file(2)]), f"{said}: 5 cases and 6 cases")
    two.bench.cases(**dict.fromkeys("abcdex", PASSES))
    two.shard(2, 2)
    refused(two.merged([two.file(1), two.file(2)]), f"{said}: 6 cases and 6 cases")


def test_shards_of_other_vectors_do_not_fit_though_their_ids_are_the_same(two: Machines) -> None:
    two.bench.cases(**dict.fromkeys(NAMES, FAILS))
    two.shard(2, 2)
    refused(
        two.merged([two.file(1), two.file(2)]),
        f"{two.file(2)} is of other vectors, or of other sequences, than {two.file(1)}",
    )


def test_shards_of_other_walks_do_not_fit(machines: Machines) -> None:
    machines.words = ["--walks", "2"]
    machines.shard(1, 2, "--steps", "5")
    machines.shard(2, 2, "--steps", "6")
    refused(
        machines.merged([machines.file(1), machines.file(2)]),
        f"{machines.file(2)} is of other vectors, or of other sequences, than {machines.file(1)}",
    )


def test_shards_of_another_baseline_do_not_fit(two: Machines) -> None:
    said = f"{two.file(2)} and {two.file(1)} were not held against the same baseline"
    words = ["--baseline", str(two.bench.file)]
    two.bench.entries(("*/x", MESSAGE))
    two.shard(2, 2, *words)
    refused(two.merged([two.file(1), two.file(2)]), said)
    two.shard(1, 2, *words)
    two.bench.entries(("*/y", MESSAGE))
    two.shard(2, 2, *words)
    refused(two.merged([two.file(1), two.file(2)]), said)


def test_levels_are_part_of_the_selection(machines: Machines) -> None:
    machines.bench.cases(a=PASSES, b=PASSES)
    machines.shard(1, 2)
    machines.bench.cases(a=PASSES, b=WARNS)
    machines.shard(2, 2)
    (said,) = machines.merged([machines.file(1), machines.file(2)]).err.splitlines()
    assert "is of another selection of cases than" in said


CHANGED: dict[str, tuple[Change, str]] = {
    "profile": (
        lambda report: report.update(profile="strict"),
        "{2} is by profile strict, {1} by core",
    ),
    "version": (
        lambda report: report["target"].update(version="9"),
        "{2} is about m2m_ref 9 (Python), {1} about m2m_ref 0.1.0 (Python)",
    ),
    "name": (
        lambda report: report["target"].update(name="unknown", version="", language=""),
        "{2} is about unknown  (), {1} about m2m_ref 0.1.0 (Python)",
    ),
    "features": (
        lambda report: report["target"].update(features=["clone", "session"]),
        "the targets of {2} and {1} have not both got these features: ",
    ),
    "overlap": (
        lambda report: report["cases"].__setitem__(0, {**report["cases"][0], "id": "engine/detect/a"}),
        "case engine/detect/a stands in {2} and in {1}",
    ),
    "case": (
        lambda report: report["cases"][0].update(id="engine/detect/other"),
        "the cases of the reports are not those that were selected: one was changed",
    ),
    "twice": (
        lambda report: report["cases"].__setitem__(1, report["cases"][0]),
        "{2}: case engine/detect/b stands in it 2 times",
    ),
    "summary": (
        lambda report: report["summary"].update(passed=4),
        "{2}: its summary is {{'passed': 4, ",
    ),
    "outcome": (
        lambda report: report["cases"][0].update(outcome="skipped"),
        "{2}: its summary is {{'passed': 3, ",
    ),
    "fewer": (
        lambda report: (report["cases"].pop(), report["summary"].update(passed=2)),
        "{2}: it tells of 2 cases, shard 2/2 of 6 has 3",
    ),
    "unfinished": (
        lambda report: (
            report["cases"].pop(),
            report["summary"].update(passed=2),
            report.update(unfinished=1),
        ),
        "{2}: 1 case not run, and nothing stopped it",
    ),
    "more": (
        lambda report: report.update(unfinished=1, stopped="interrupted"),
        "{2}: it tells of 4 cases, shard 2/2 of 6 has 3",
    ),
    "selected": (
        lambda report: report["shard"].update(selected=7),
        "{2} is of another selection of cases than {1}: 7 cases and 6 cases",
    ),
    "number": (lambda report: report["shard"].update(number=3), "{2}: there is no shard 3/2"),
    "stop": (lambda report: report.update(stopped="tired"), "{2}: stopped: 'tired' is no reason to stop for"),
    "known": (
        lambda report: report["cases"][0].update(known=True),
        "{2}: case engine/detect/b is a known failure, and there is no baseline",
    ),
    "baseline": (
        lambda report: (
            report.update(baseline={"file": "x", "stale": []}),
            report["summary"].update(known=0),
        ),
        "{2}: it does not say what its baseline lists, which a shard's report does",
    ),
    "requirement": (
        lambda report: report["cases"][0].update(requirements=["XYZ-001"]),
        "{2}: engine/detect/b: XYZ-001 is not a requirement of spec/requirements.yaml",
    ),
    "suite": (
        lambda report: report["suite"].update(version="0.0.9"),
        "{2}: was written by m2m-conformance 0.0.9; this is 0.1.0, take the same one",
    ),
    "whole": (
        lambda report: report.pop("shard"),
        "{2}: is the report of a whole run; merge takes those of `run --shard I/N`",
    ),
    "schema": (lambda report: report.update(extra=1), "{2}: Additional properties are not allowed"),
    "type": (lambda report: report.update(cases={}), "{2}: cases: "),
    "zero": (lambda report: report["shard"].update(number=0), "{2}: shard.number: "),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_report_that_was_changed_is_refused(two: Machines, name: str) -> None:
    how, sentence = CHANGED[name]
    change(two.file(2), how)
    told = two.merged([two.file(1), two.file(2)])
    assert told.status == 2, told.out
    assert told.report == {}
    (said,) = told.err.splitlines()
    files = dict(zip("12", map(str, (two.file(1), two.file(2))), strict=True))
    expected = sentence.replace("{1}", files["1"]).replace("{2}", files["2"]).replace("{{", "{")
    assert said.startswith(f"m2m-conformance: {expected}")


def test_what_is_known_is_asked_of_the_baseline_not_of_the_report(machines: Machines) -> None:
    machines.bench.cases(a=PASSES, b=FAILS)
    machines.bench.entries(("*/x", MESSAGE))
    files = machines.shards(2, "--baseline", str(machines.bench.file))
    change(
        files[1], lambda report: (report["cases"][0].update(known=True), report["summary"].update(known=1))
    )
    assert machines.merged(files).last == "NOT PASSED: 1 failure not listed, 1 stale baseline entry"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON: "),
        (b"{", "is not JSON: "),
        (b"\xff", "is not JSON: "),
        (b"[]", "[] is not of type"),
        (b'{"suite": 1}', '"format" is a required property'),
        (b"null", "null is not of type"),
    ],
)
def test_what_is_no_report_is_refused(two: Machines, content: bytes, reason: str) -> None:
    two.file(2).write_bytes(content)
    told = two.merged([two.file(1), two.file(2)])
    assert told.status == 2
    (said,) = told.err.splitlines()
    assert said.startswith(f"m2m-conformance: {two.file(2)}: ")
    assert reason in said


def test_every_report_that_cannot_be_read_is_named(two: Machines) -> None:
    missing = two.folder / "missing.json"
    two.file(2).write_text("x", encoding="utf-8")
    told = two.merged([two.file(1), two.file(2), missing])
    assert told.status == 2
    first, second = told.err.splitlines()
    assert f"{two.file(2)}: is not JSON" in first
    assert f"{missing}: No such file or directory" in second
