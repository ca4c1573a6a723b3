"""The badge is what shields.io takes, and green for a whole pass only."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from m2m_conformance.outcome import Outcome, Run
from m2m_conformance.report.badge import badge, write_badge
from m2m_ref.profile import Profile
from tests.report.bench import (
    EVIL,
    FAILED,
    KNOWN,
    PASSED,
    RUNS,
    SETTING,
    SKIPPED,
    TARGET,
    WARNED,
    case,
    evil,
    run_of,
)

KEYS = {"schemaVersion", "label", "message", "color"}
"""Of the ones that the endpoint knows (shields.io/badges/endpoint-badge); it refuses any other."""


def shown(run: Run) -> tuple[str, str, str]:
    made = badge(run)
    assert made.keys() == KEYS
    assert made["schemaVersion"] == 1
    return str(made["label"]), str(made["message"]), str(made["color"])


@pytest.mark.parametrize(
    ("run", "message", "colour"),
    [
        (run_of(PASSED), "1 passed", "brightgreen"),
        (run_of(PASSED, SKIPPED), "1 passed, 1 skipped", "green"),
        (run_of(PASSED, WARNED), "1 passed, 1 warned", "green"),
        (RUNS["known"], "1 passed, 1 known failure", "yellow"),
        (run_of(PASSED, FAILED), "1 failed", "red"),
        (run_of(SKIPPED), "nothing was checked", "red"),
        (run_of(), "nothing was checked", "red"),
        (RUNS["stale"], "1 known failure, 1 stale baseline entry", "red"),
        (RUNS["interrupted"], "interrupted", "lightgrey"),
        (RUNS["shard"], "1 passed, shard 1/3", "blue"),
        (RUNS["fail fast"], "1 failed, 7 not run: stopped, at the first failure, as asked", "red"),
        (RUNS["old"], "1 passed", "brightgreen"),
    ],
)
def test_what_it_says(run: Run, message: str, colour: str) -> None:
    assert shown(run) == ("M2M core sequences" if run.found is not None else "M2M core", message, colour)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"select": "a*"}, "a selection"),
        ({"exclude": "b"}, "a selection"),
        ({"select": "a", "exclude": "b"}, "a selection"),
        ({"vectors": "mine"}, "other vectors"),
        ({"vectors": "mine", "select": "a"}, "other vectors, a selection"),
    ],
)
def test_a_part_is_no_whole_pass(options: dict[str, str], part: str) -> None:
    run = replace(run_of(PASSED), setting=replace(SETTING, options=options))
    assert shown(run) == ("M2M core", f"1 passed, {part}", "blue")


def test_nothing_that_is_not_a_whole_pass_looks_like_one() -> None:
    for name, run in RUNS.items():
        whole = run.passed and not (run.shard or run.stopped or run.known)
        whole = whole and all(each.outcome is Outcome.PASSED for each in run.verdicts)
        assert (shown(run)[2] == "brightgreen") is whole, name


def test_the_label_says_what_is_judged() -> None:
    assert shown(replace(run_of(PASSED), profile=Profile.STRICT))[0] == "M2M strict"
    server = replace(SETTING, options={"url": "http://127.0.0.1:1"})
    assert shown(replace(run_of(PASSED), setting=server))[0] == "M2M core server"
    assert shown(replace(run_of(PASSED), target=replace(TARGET, language="a client")))[0] == "M2M core client"
    assert shown(RUNS["sequences"])[0] == "M2M core sequences"


@pytest.mark.parametrize("text", EVIL)
def test_a_target_has_no_say_in_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "badge.json"
    write_badge(evil(text), file)
    assert json.loads(file.read_text(encoding="ascii"))["message"] == "2 failures not listed, 1 known failure"


def test_numbers_are_those_of_the_run() -> None:
    many = [replace(PASSED, case=case(f"c{number}")) for number in range(2954)]
    assert shown(run_of(*many)) == ("M2M core", "2954 passed", "brightgreen")
    assert shown(run_of(*many, KNOWN))[1] == "2954 passed, 1 known failure"
