"""Ctrl-C at a terminal, in the middle of whatever takes long: what was found is told and written."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

import m2m_conformance
from m2m_ref.document import validate
from tests.cli.screen import Screen, Typing

WRONG = [sys.executable, str(Path(__file__).parents[1] / "wrong" / "target.py"), "SilentPing"]
CLIENT = [sys.executable, str(Path(m2m_conformance.__file__).parents[1] / "example" / "client.py"), "{url}"]
CTRL_C = "\x03"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def interrupted(words: list[str], after: str, number: signal.Signals | None = None) -> Screen:
    """Ctrl-C, or a signal to the first process alone, when it has shown what matches `after`."""
    with Typing(*words) as typing:
        typing.until(after)
        if number is None:
            typing.press(CTRL_C)
        else:
            typing.process.send_signal(number)
        seen = typing.end()
    assert "Traceback" not in seen.text
    assert seen.status == 130, seen.text
    return seen


def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path("r.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("suite", [[], ["--suite", "wp"]])
def test_run(suite: list[str]) -> None:
    seen = interrupted(["run", *suite, "--json", "r.json"], r"\d\d+/\d{4} ")
    assert "not run: stopped, interrupted" in seen.plain
    validate(written(), "report.schema.json", "r.json")
    assert written()["stopped"] == "interrupted"
    assert written()["cases"]


def test_fuzz() -> None:
    seen = interrupted(["fuzz", "--seconds", "600"], r"\d+ conversations")
    assert "NOTHING FOUND in " in seen.plain
    assert ", interrupted  (" in seen.plain


def test_fuzz_that_has_found_something(place: Path) -> None:
    seen = interrupted(
        ["fuzz", "--seconds", "600", "--found", "found", "--", *WRONG], "again: ", signal.SIGTERM
    )
    assert "FOUND " in seen.plain
    assert list((place / "found").rglob("*.yaml"))


def test_learn(place: Path) -> None:
    words = ["learn", "--alphabet", "full", "--svg", "r.svg"]
    assert "NOT LEARNED: interrupted after " in interrupted(words, r"\d+ sequences").plain
    assert not (place / "r.svg").exists()


def test_interop() -> None:
    words = ["interop", "reference", "strict:reference", "--json", "r.json"]
    assert ", interrupted" in interrupted(words, r"\d+/\d+ ").plain
    validate(written(), "interop.schema.json", "r.json")
    assert written()["interrupted"]


def test_explore() -> None:
    words = ["explore", "--bounds", "widest", "--json", "r.json"]
    seen = interrupted(words, r"\d\d+ steps deep")
    assert ": not broken so far" in seen.plain
    assert "INTERRUPTED: " in seen.plain
    assert (written()["interrupted"], written()["as_expected"]) == (True, False)
    assert {law["holds"] for law in written()["laws"]} == {False, None}


def test_mutate() -> None:
    seen = interrupted(["mutate", "rows", "--json", "r.json"], r"[\d,]+ of 2,704 mutants")
    assert "NOT ALL TRIED: " in seen.plain
    assert written()["interrupted"]
    assert 0 < written()["mutants"][0]["total"] < 2704


def test_vectors_check() -> None:
    """Which has no report; what it did not play is not called sound."""
    seen = interrupted(["vectors", "check"], r"\d\d+/\d+ ")
    assert "nothing is wrong" not in seen.plain
    assert "m2m-conformance: interrupted" in seen.plain


def test_serve_judge() -> None:
    seen = interrupted(["serve", "--judge", "--json", "r.json", "--", *CLIENT], r"\d/39 ")
    assert "not run: stopped, interrupted" in seen.plain
    assert written()["stopped"] == "interrupted"


def test_check_adapter() -> None:
    interrupted(["check-adapter", "--timeout", "600", "--", "sleep", "600"], r"\x1b\[K\S")


def test_adapter() -> None:
    with Typing("adapter") as typing:
        typing.press('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocol":1}}\n')
        typing.until("m2m_ref")
        typing.press(CTRL_C)
        seen = typing.end()
    assert seen.status == 130
    assert "Traceback" not in seen.text


def test_a_server_that_is_ended_so_is_done() -> None:
    with Typing("serve", "--port", "0") as typing:
        typing.until("serving M2M")
        typing.press(CTRL_C)
        seen = typing.end()
    assert seen.status == 0
    assert "Traceback" not in seen.text
    assert seen.plain.endswith("stopped\n")
