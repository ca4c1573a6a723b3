"""`vectors check` says of any corpus what is wrong with it: file, case, reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from m2m_conformance.corpus.check import Found, check
from m2m_conformance.requirement import load_requirements
from m2m_conformance.runner import Observer
from m2m_conformance.serve import child

RULES = load_requirements()


def step(wire: str, **expect: Any) -> dict[str, Any]:
    return {"call": "engine.decompress", "with": {"wire": wire}, "expect": expect}


def case(name: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "title": "t", "requirements": ["TOK-001"], "steps": list(steps), **more}


SOUND = case("sound", step("#TK|C|sk0=", value="Hello"))


def write(folder: Path, *cases: dict[str, Any], name: str = "token/mine.yaml", **more: Any) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump({"format": 1, "about": "x", "cases": list(cases), **more}))
    return file


def found(folder: Path) -> Found:
    return check(folder, RULES, Observer())


def test_nothing_is_wrong_with_sound_vectors(tmp_path: Path) -> None:
    gone = {"name": "gone", "title": "t", "requirements": ["TOK-001"], "retired": "It was wrong."}
    write(tmp_path, SOUND, gone)
    result = found(tmp_path)
    assert (result.files, result.cases, list(result.problems), dict(result.skipped)) == (1, 2, [], {})


WRONG = {
    "a wire that reads otherwise": (
        [case("other", step("#TK|C|sk0=", value="Hallo"))],
        'other: step 1, engine.decompress: value: expected "Hallo", got "Hello" (from the reference, profile',
    ),
    "a wire that is refused": (
        [case("cut", step("#TK|C|sk0", value="Hello"))],
        "cut: step 1, engine.decompress: result: expected",
    ),
    "a wire that is not": (
        [case("fine", step("#TK|C|sk0=", error="decompression"))],
        'fine: step 1, engine.decompress: result: expected error decompression, got value "Hello"',
    ),
    "an unknown requirement": (
        [case("rule", step("x", value="x"), requirements=["TOK-999"])],
        "rule: TOK-999 is not a requirement",
    ),
    "an unknown flag": (
        [case("flag", step("x", value="x"), flags=["odd"])],
        "flag: flag 'odd' is not explained",
    ),
    "a name twice": ([SOUND, SOUND], "sound: stands twice"),
    "a reference to nothing": ([case("ref", step("$gone", value="x"))], "ref: step 1: $gone is not known"),
    "a bad name": ([{**SOUND, "name": "Not So"}], "cases[0].name"),
}


@pytest.mark.parametrize(("cases", "problem"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_file_and_case(
    tmp_path: Path, cases: list[dict[str, Any]], problem: str
) -> None:
    file = write(tmp_path, *cases)
    first = str(found(tmp_path).problems[0])
    assert first.startswith(f"{file}: ")
    assert problem in first


def test_every_bad_case_is_said_at_once(tmp_path: Path) -> None:
    bad = [case(f"bad-{number}", step("x", value="x"), requirements=["TOK-999"]) for number in range(3)]
    write(tmp_path, *bad)
    write(tmp_path, case("other", step("#TK|C|sk0=", value="?")), name="token/yours.yaml")
    assert [each.where for each in found(tmp_path).problems] == ["bad-0", "bad-1", "bad-2", "other", "other"]


def test_a_case_of_one_profile_is_played_in_that_one(tmp_path: Path) -> None:
    """A tokenizer id that core reads as C is refused in strict."""
    lax = case("lax", step("#TK|Z|sk0=", value="Hello"), requirements=["TOK-012"])
    write(tmp_path, lax, case("exact", step("#TK|Z|sk0=", error="decompression"), requirements=["TOK-015"]))
    assert found(tmp_path).problems == []
    write(tmp_path, {**lax, "requirements": ["TOK-001"]})
    (problem,) = found(tmp_path).problems
    assert "profile strict" in str(problem)


def test_files_that_no_run_would_find_are_named(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    for name in ("lost.yaml", "token/deeper/lost.yaml", "token/lost.yml"):
        write(tmp_path, SOUND, name=name)
    problems = sorted(str(each) for each in found(tmp_path).problems)
    assert len(problems) == 3
    assert all("not read by a run; vectors are in AREA/NAME.yaml" in each for each in problems)


def test_a_folder_without_vectors_is_not_sound(tmp_path: Path) -> None:
    (problem,) = found(tmp_path).problems
    assert "has no vectors" in str(problem)


def test_what_the_reference_cannot_play_is_said(tmp_path: Path) -> None:
    write(tmp_path, SOUND, case("without", step("x", value="x"), without=["engine"]))
    result = found(tmp_path)
    assert result.problems == []
    assert list(result.skipped) == ["token/mine/without"]


def asked(name: str, status: int) -> dict[str, Any]:
    request = {"call": "http.request", "with": {"method": "GET", "path": "/health"}}
    steps = [{**request, "expect": {"value": {"status": status}}}]
    return {"name": name, "title": "t", "requirements": ["HTP-001"], "steps": steps}


def test_cases_of_servers_are_played_on_the_server_of_the_reference(tmp_path: Path) -> None:
    write(tmp_path, asked("right", 200), asked("wrong", 201), name="http/mine.yaml")
    (core, strict) = map(str, found(tmp_path).problems)
    assert "wrong: step 1, http.request: value.status: expected 201, got 200" in core
    assert "(from the reference, profile strict)" in strict


def test_without_the_server_they_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "installed", lambda: False)
    write(tmp_path, asked("right", 200), name="http/mine.yaml")
    result = found(tmp_path)
    assert "pip install" in result.skipped["http/mine/right"]
    assert list(result.problems) == []
