"""Vector files are held to their schema and to themselves; the corpus in vectors/ is."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from m2m_conformance.case import Case, of_profile, select
from m2m_conformance.requirement import Level, Requirement, load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.vector import load_cases
from m2m_ref.document import DocumentError
from m2m_ref.profile import Profile

RULES = {
    "SES-001": Requirement("SES-001", Level.SHOULD, "session", "core", "x", "A sentence."),
    "SES-002": Requirement("SES-002", Level.MUST, "session", "core", "x", "A sentence."),
}
STEP: dict[str, Any] = {"call": "session.create", "with": {"session": "a"}, "expect": {"value": None}}


def load(tmp_path: Path, **case: Any) -> list[Case]:
    entry = {"name": "one", "title": "t", "requirements": ["SES-001"], "steps": [STEP], **case}
    document = {
        "format": 1,
        "about": "x",
        "flags": {"odd": "why"},
        "setup": {"made": [STEP]},
        "cases": [entry],
    }
    return write(tmp_path, document)


def write(tmp_path: Path, document: dict[str, Any]) -> list[Case]:
    folder = tmp_path / "session"
    folder.mkdir()
    (folder / "file.yaml").write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return load_cases(tmp_path, RULES)


def test_a_case_has_its_path_as_id_its_folder_as_area_and_its_strongest_level(tmp_path: Path) -> None:
    (case,) = load(tmp_path, requirements=["SES-001", "SES-002"], needs=["m2m"], setup=["made"])
    assert (case.id, case.area, case.level) == ("session/file/one", "session", Level.MUST)
    assert case.needs == {"session", "m2m"}
    assert [step.label for step in case.steps] == ["setup made, step 1", "step 1"]


def test_a_case_may_say_what_a_target_must_not_have(tmp_path: Path) -> None:
    (case,) = load(tmp_path, needs=["tokennative"], without=["llama", "clock"])
    assert case.needs == {"session", "tokennative"}
    assert case.without == {"llama", "clock"}


def test_a_case_that_says_nothing_of_it_is_for_every_target(tmp_path: Path) -> None:
    (case,) = load(tmp_path)
    assert case.without == frozenset()


REFUSED = {
    "to be without what is unknown": ({"without": ["fly"]}, '"fly" is not one of'),
    "to be without nothing": ({"without": []}, "without"),
    "to be without a thing twice": ({"without": ["llama", "llama"]}, "without"),
    "unknown requirement": ({"requirements": ["SES-999"]}, "one: SES-999 is not a requirement"),
    "unknown setup": ({"setup": ["ready"]}, "one: 'ready' is not in the file's setup"),
    "unknown flag": ({"flags": ["even"]}, "one: flag 'even' is not explained"),
    "unknown key": ({"colour": "red"}, "Additional properties"),
    "unknown method": ({"steps": [{**STEP, "call": "session.jump"}]}, '"session.jump" is not one of'),
    "unknown kind": ({"steps": [{**STEP, "expect": {"error": "odd"}}]}, "odd"),
    "nothing expected": ({"steps": [{**STEP, "expect": {}}]}, "expect"),
    "value or error, saved": (
        {"steps": [{**STEP, "save": "out", "expect": {"value": 1, "error": "json"}}]},
        "save",
    ),
    "unknown name": (
        {"steps": [{**STEP, "expect": {"value": "$gone"}}]},
        r"one: step 1: \$gone is not known here",
    ),
    "name in use": ({"steps": [{**STEP, "save": "a"}]}, "'a' is a session and a saved value"),
    "a date": (
        {"steps": [{**STEP, "with": {"session": "a", "id": date(2026, 1, 1)}}]},
        "one, step 1: is not JSON",
    ),
    "a lone surrogate": ({"steps": [{**STEP, "with": {"session": "\ud800"}}]}, "invalid Unicode"),
    "unknown form": ({"steps": [{**STEP, "expect": {"value": {"$odd": 1}}}]}, r"one, step 1: \$odd"),
    "bad name": ({"name": "One"}, "One"),
    "no steps": ({"steps": []}, "steps"),
}


@pytest.mark.parametrize(("case", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_vector_is_refused_with_file_and_place(
    tmp_path: Path, case: dict[str, Any], reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        load(tmp_path, **case)
    assert caught.value.file.endswith("session/file.yaml")


ROWS: dict[str, Any] = {
    "rows": [{"given": "x"}, {"given": "y"}],
    "steps": [
        {"call": "session.create", "with": {"session": "a", "id": "$given"}, "expect": {"value": None}}
    ],
}


def test_the_steps_of_a_case_with_rows_are_played_once_for_each(tmp_path: Path) -> None:
    (case,) = load(tmp_path, setup=["made"], **ROWS)
    assert [(step.label, step.row) for step in case.steps] == [
        ("setup made, step 1", None),
        ("row 1, step 1", {"given": "x"}),
        ("row 2, step 1", {"given": "y"}),
    ]


def test_a_row_may_not_hide_a_definition(tmp_path: Path) -> None:
    entry = {"name": "one", "title": "t", "requirements": ["SES-001"], **ROWS}
    with pytest.raises(DocumentError, match="one: row 1: 'given' is in the file's `define` too"):
        write(tmp_path, {"format": 1, "about": "x", "define": {"given": 1}, "cases": [entry]})


def test_rows_that_do_not_give_the_same_values_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="one: row 2: its names are not those of row 1, given"):
        load(tmp_path, **{**ROWS, "rows": [{"given": "x"}, {"taken": "x"}]})


def test_a_row_holds_values_and_no_patterns(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"one: row 1, step 1: \$absent is not known here"):
        load(tmp_path, **{**ROWS, "rows": [{"given": "$absent"}]})


def test_a_retired_case_keeps_its_id_and_is_not_played(tmp_path: Path) -> None:
    entry = {"name": "one", "title": "t", "requirements": ["SES-001"]}
    gone, here = {**entry, "name": "gone", "retired": "It was wrong."}, {**entry, "steps": [STEP]}
    cases = write(tmp_path, {"format": 1, "about": "x", "cases": [gone, here]})
    assert [(case.id, case.retired) for case in cases] == [
        ("session/file/gone", "It was wrong."),
        ("session/file/one", ""),
    ]
    assert [case.id for case in of_profile(cases, Profile.CORE, advisory=True)] == ["session/file/one"]


@pytest.mark.parametrize("change", [{"retired": "why", "steps": [STEP]}, {}, {"retired": ""}])
def test_a_case_has_steps_or_is_retired(tmp_path: Path, change: dict[str, Any]) -> None:
    entry = {"name": "one", "title": "t", "requirements": ["SES-001"], **change}
    with pytest.raises(DocumentError, match=r"file\.yaml"):
        write(tmp_path, {"format": 1, "about": "x", "cases": [entry]})


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    entry = {"name": "one", "title": "t", "requirements": ["SES-001"], "steps": [STEP]}
    with pytest.raises(DocumentError, match="one: stands twice"):
        write(tmp_path, {"format": 1, "about": "x", "cases": [entry, entry]})


def test_a_definition_that_needs_itself_is_refused(tmp_path: Path) -> None:
    step = {**STEP, "expect": {"value": "$one"}}
    entry = {"name": "one", "title": "t", "requirements": ["SES-001"], "steps": [step]}
    with pytest.raises(DocumentError, match="refers to itself"):
        write(tmp_path, {"format": 1, "about": "x", "define": {"one": {"a": "$one"}}, "cases": [entry]})


def test_a_definition_that_has_the_name_of_a_pattern_is_refused(tmp_path: Path) -> None:
    entry = {"name": "one", "title": "t", "requirements": ["SES-001"], "steps": [STEP]}
    with pytest.raises(DocumentError, match=r"define: .* cannot have the name 'text', which is a pattern"):
        write(tmp_path, {"format": 1, "about": "x", "define": {"text": "x"}, "cases": [entry]})


def test_cases_are_selected_by_globs() -> None:
    cases = load_cases(vectors_path(), load_requirements())
    some = select(cases, ["frame/*", "token/*"], ["*/malformed/*"])
    assert {case.area for case in some} == {"frame", "token"}
    assert not [case for case in some if "/malformed/" in case.id]
    assert select(cases, [], []) == cases
    assert select(cases, ["nothing"], []) == []


def test_the_corpus_is_as_large_as_it_says() -> None:
    cases = load_cases(vectors_path(), load_requirements())
    areas = Counter(case.area for case in cases)
    known = "brotli engine frame http limit message negotiation security session token"
    assert sorted(areas) == known.split()
    assert sum(areas.values()) >= 3000


def test_an_id_that_was_given_out_stays() -> None:
    """Retired cases are listed too. New ids go into the file, in order; none is taken out."""
    published = (Path(__file__).parent / "published.txt").read_text(encoding="utf-8").splitlines()
    assert published == sorted(case.id for case in load_cases(vectors_path(), load_requirements()))
