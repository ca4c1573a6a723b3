"""Which reports can be compared, what is said of them, and how it looks."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from m2m_conformance.outcome import Run, Stop
from m2m_ref.profile import Profile
from tests.compare.bench import Desk, verdicts
from tests.report.bench import EVIL, RUNS, SETTING, SHARD, TARGET, run_of
from tests.report.test_markdown import Page

ONE = run_of(*verdicts(x="passed", y="failed"))
SEQUENCES = replace(ONE, claim="", found=[])
CLI = [sys.executable, "-m", "m2m_conformance"]


def test_a_report_is_the_same_as_itself(desk: Desk) -> None:
    for name, run in RUNS.items():
        if run.verdicts:
            file = desk.put(name, run)
            told = desk.compare(file, file)
            assert (told.status, told.err, told.json["changes"]) == (0, "", [])
            assert told.out.splitlines()[-1] == "THE SAME: every case ends as before"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            ONE,
            replace(ONE, profile=Profile.STRICT),
            "old.json is by profile core, new.json is by profile strict",
        ),
        (ONE, SEQUENCES, "old.json is about vectors, new.json is about sequences"),
        (
            replace(ONE, shard=SHARD),
            ONE,
            "old.json is about shard 1/3 of the vectors, new.json is about vectors; merge the shards first",
        ),
        (
            replace(ONE, shard=SHARD),
            replace(ONE, shard=replace(SHARD, number=2)),
            "old.json is about shard 1/3 of the vectors, new.json is about shard 2/3 of the vectors; "
            "merge the shards first",
        ),
        (ONE, run_of(*verdicts(z="passed")), "old.json and new.json have no case in common"),
        (run_of(), run_of(), "old.json and new.json have no case in common"),
    ],
)
def test_what_cannot_be_compared_is_refused(desk: Desk, old: Run, new: Run, reason: str) -> None:
    told = desk.compare(desk.put("old", old), desk.put("new", new))
    assert (told.status, told.out, told.json) == (2, "", {})
    assert told.err.replace(f"{desk.folder}/", "") == f"m2m-conformance: {reason}\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON"),
        (b"[]", "is no report of `run --json`, format 1"),
        (b"{}", "is no report of `run --json`, format 1"),
        (b'{"format": 2, "cases": []}', "is no report of `run --json`, format 1"),
        (b'{"format": 1, "cases": []}', '"suite" is a required property'),
        (b'{"format": 1, "cases": [1]}', "is a required property"),
    ],
)
def test_what_is_no_report_is_refused(desk: Desk, content: bytes, reason: str) -> None:
    bad = desk.folder / "bad.json"
    bad.write_bytes(content)
    good = desk.put("good", ONE)
    for files in ((bad, good), (good, bad)):
        told = desk.compare(*files)
        assert (told.status, told.out) == (2, "")
        assert told.err.startswith(f"m2m-conformance: {bad}: ")
        assert reason in told.err
        assert told.err.count("\n") == 1


def test_a_missing_file_and_a_case_that_stands_twice_are_refused(desk: Desk) -> None:
    good, twice = (
        desk.put("good", ONE),
        desk.put("twice", run_of(*verdicts(x="passed"), *verdicts(x="failed"))),
    )
    assert "gone.json: No such file or directory" in desk.compare(good, desk.folder / "gone.json").err
    assert "case session/ping/x stands in it 2 times" in desk.compare(good, twice).err


def test_a_report_of_another_version_can_be_read_whatever_keys_it_has(desk: Desk) -> None:
    """Also an older one, which has none of the keys that were added since."""
    old: dict[str, Any] = json.loads(desk.put("old", ONE).read_text(encoding="utf-8"))
    for key in ("setting", "moves"):
        old.pop(key, None)
    old["target"].pop("lacks", None)
    for each in old["cases"]:
        each.pop("shown", None)
    old["suite"]["version"] = "0.0.9"
    new: dict[str, Any] = json.loads(desk.put("new", ONE).read_text(encoding="utf-8"))
    new["suite"]["version"] = "9.9"
    new["later"] = new["target"]["later"] = new["cases"][0]["later"] = new["summary"]["later"] = {"a": 1}
    for name, document in (("old", old), ("new", new)):
        (desk.folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    told = desk.compare(desk.folder / "old.json", desk.folder / "new.json")
    assert (told.status, told.err) == (0, "")
    assert "note: they are by two versions of the suite, 0.0.9 and now 9.9, which" in told.out


def test_cases_that_went_with_a_version_are_not_missed(desk: Desk) -> None:
    old = desk.put(
        "old", run_of(*verdicts(x="passed", y="passed")), suite={"name": "m2m-conformance", "version": "0"}
    )
    told = desk.compare(old, desk.put("new", run_of(*verdicts(x="passed"))))
    assert told.kinds == {"y": "gone"}
    assert told.status == 0


def test_cases_that_are_not_selected_are_not_missed(desk: Desk) -> None:
    selected = replace(SETTING, options={"profile": "core", "select": "*/x"})
    part = replace(run_of(*verdicts(x="passed")), setting=selected)
    told = desk.compare(desk.put("old", run_of(*verdicts(x="passed", y="passed"))), desk.put("new", part))
    assert (told.status, told.kinds) == (0, {"y": "gone"})
    assert "note: they are of two selections: all cases, and now --select */x\n" in told.out
    less = desk.compare(
        desk.put("old", replace(part, verdicts=verdicts(x="passed", y="passed"))), desk.put("new", part)
    )
    assert (less.status, less.kinds) == (1, {"y": "!gone"})


def test_other_targets_and_stops_are_said(desk: Desk) -> None:
    stopped = replace(
        run_of(*verdicts(x="passed")),
        target=replace(TARGET, version="2.0"),
        unfinished=1,
        stopped=Stop.INTERRUPT,
    )
    told = desk.compare(desk.put("old", run_of(*verdicts(x="passed", y="passed"))), desk.put("new", stopped))
    assert "  note: they are of two targets: my-m2m 1.0 (Go), and now my-m2m 2.0 (Go)\n" in told.out
    assert "is of a run that was stopped, interrupted: 1 not run" in " ".join(told.out.split())
    assert told.status == 1


def test_it_reads_well(desk: Desk) -> None:
    told = desk.compared(
        {"a": "passed", "b": "failed:step 1: x", "c": "failed", "d": "passed"},
        {"a": "failed:step 2: y", "b": "failed:step 1: z", "c": "passed", "d": "passed", "e": "passed"},
    )
    out = told.out.replace(f"{desk.folder}/", "")
    assert out.split("\n", 1)[1] == (
        """\
  old: old.json, my-m2m 1.0 (Go), 4 cases, 2026-11-28T22:38:10Z
  new: new.json, my-m2m 1.0 (Go), 5 cases, 2026-11-28T22:38:10Z

NEWLY FAILING session/ping/a
  was passed
  is  failed: step 2: y

FAILING IN ANOTHER WAY session/ping/b
  was failed: step 1: x
  is  failed: step 1: z

NEWLY PASSING  1 case
  session/ping/c

NEW  1 case
  session/ping/e

                   passed       failed       warned      skipped      errored
session             2 → 3            2            0            0            0
all                 2 → 3            2            0            0            0

WORSE: 1 newly failing, 1 failing in another way, 1 newly passing, 1 new
"""
    )
    assert max(map(len, out.splitlines())) <= 80


def test_many_changes_are_cut_and_all_are_in_the_json(desk: Desk) -> None:
    names = [f"c{number}" for number in range(100)]
    told = desk.compared(dict.fromkeys(names, "passed"), dict.fromkeys(names, "failed"))
    assert told.out.count("NEWLY FAILING session/") == 40
    assert "and 60 more newly failing; --json FILE lists them all" in told.out
    assert len(told.json["changes"]) == 100


@pytest.mark.parametrize("text", EVIL)
def test_markdown_holds_what_a_target_says_in_its_place(desk: Desk, text: str) -> None:
    def tags(message: str) -> list[Any]:
        files = [
            desk.put(name, replace(run_of(*verdicts(x=end)), target=replace(TARGET, name=message)))
            for name, end in (("old", "passed"), ("new", f"failed:{message or 'x'}"))
        ]
        told = desk.compare(files[0], files[1], "--markdown", str(desk.folder / "c.md"))
        assert told.status == 1
        assert told.err == ""
        return Page((desk.folder / "c.md").read_text(encoding="utf-8")).tags

    assert tags(text.replace("\ud800", "")) == tags("x")  # which no JSON can hold


def test_the_command_line_from_end_to_end(tmp_path: Path) -> None:
    wrong = [sys.executable, str(Path(__file__).parents[1] / "wrong" / "target.py"), "SilentPing"]
    files = [str(tmp_path / name) for name in ("right.json", "wrong.json")]
    for file, target in zip(files, ([], ["--", *wrong]), strict=True):
        words = ["run", "--select", "session/receive/*", "--json", file, *target]
        subprocess.run([*CLI, *words], capture_output=True, check=False)
    worse, better, same = (
        subprocess.run([*CLI, "compare", *pair], capture_output=True, text=True, check=False)
        for pair in (files, files[::-1], [files[0]] * 2)
    )
    assert (worse.returncode, better.returncode, same.returncode) == (1, 0, 0)
    number = worse.stdout.count("NEWLY FAILING session/")
    assert number > 0
    assert worse.stdout.endswith(f"WORSE: {number} newly failing\n")
    assert better.stdout.endswith(f"NOT WORSE: {number} newly passing\n")
    on_stdout = subprocess.run(
        [*CLI, "compare", *files, "--json", "-"], capture_output=True, text=True, check=False
    )
    assert json.loads(on_stdout.stdout)["worse"] is True
    assert on_stdout.stderr == worse.stdout
