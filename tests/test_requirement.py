"""The catalogue: every sentence is checked or says why not, and the facts it rests on are covered whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from m2m_conformance import requirement
from m2m_conformance.case import Case
from m2m_conformance.requirement import Level, Requirement, load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.vector import load_cases
from m2m_ref.document import DocumentError
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile, strict_document
from m2m_ref.resource import spec_path

RULES = load_requirements()
CASES = [case for case in load_cases(vectors_path(), RULES) if not case.retired]
ROWS = {profile: [row.id for row in profile_model(profile).rows] for profile in Profile}

Rules = Mapping[str, Requirement]

PREFIXES = {
    "session": "SES",
    "negotiation": "NEG",
    "message": "MSG",
    "engine": "CMP",
    "frame": "FRM",
    "token": "TOK",
    "brotli": "BRO",
    "security": "SEC",
    "limit": "LIM",
    "http": "HTP",
}


def unchecked(rules: Rules, cases: Iterable[Case]) -> list[str]:
    """The sentences that have neither a case nor a reason, or both."""
    named = {name for case in cases for name in case.requirements}
    return [rule.id for rule in rules.values() if (rule.id in named) == bool(rule.untested)]


def nameless(rules: Rules) -> list[str]:
    """The rows of a profile's model that no sentence of that profile is about."""
    found = []
    for profile, rows in ROWS.items():
        own = [
            each for rule in rules.values() if rule.profile in ("both", profile.value) for each in rule.rows
        ]
        found += [row for row in rows if not any(fnmatchcase(row, each) for each in own)]
    return found


def dead(rules: Rules) -> list[str]:
    """The patterns of rows that no row of the sentence's profiles is like."""
    return [
        f"{rule.id}: {pattern}"
        for rule in rules.values()
        for pattern in rule.rows
        if not any(
            fnmatchcase(row, pattern)
            for profile in Profile
            if rule.profile in ("both", profile.value)
            for row in ROWS[profile]
        )
    ]


BEHAVIOUR = {
    "states and accessors": [(15, 27), (87, 114)],
    "new": [(61, 77)],
    "with_id": [(81, 85)],
    "create_hello": [(118, 123)],
    "process_hello": [(126, 136), (138, 139), (142, 149), (153, 169), (171, 174)],
    "process_accept": [(179, 224)],
    "process_reject": [(227, 237)],
    "compress": [(240, 261)],
    "decompress": [(264, 281)],
    "process_message": [(284, 319)],
    "close": [(322, 326)],
    "stats": [(329, 339)],
    "clone": [(348, 375)],
    "compression_ratio": [(399, 405)],
    "savings_percent": [(408, 415)],
    "the tests that come with it": [(424, 599)],
}
"""The lines of session.rs that do something, by what they do."""


def cited(rules: Rules) -> set[int]:
    """The lines of session.rs that a sentence gives as its source."""
    lines: set[int] = set()
    for rule in rules.values():
        for part in re.findall(r"session\.rs:([0-9, -]+)", rule.source):
            for first, last in re.findall(r"([0-9]+)(?:-([0-9]+))?", part):
                lines |= set(range(int(first), int(last or first) + 1))
    return lines


def uncovered(rules: Rules) -> dict[str, list[int]]:
    """The lines of each part that no sentence cites."""
    seen = cited(rules)
    missing = {
        part: [line for first, last in ranges for line in range(first, last + 1) if line not in seen]
        for part, ranges in BEHAVIOUR.items()
    }
    return {part: lines for part, lines in missing.items() if lines}


def strict_rules(rules: Rules) -> set[str]:
    """The rules of the strict profile that are given as a source."""
    sources = [rule.source.split()[1:] for rule in rules.values() if rule.source.startswith("strict.yaml ")]
    return {word.strip(",") for words in sources for word in words}


def test_every_sentence_has_a_case_or_a_reason_and_not_both() -> None:
    assert unchecked(RULES, CASES) == []


def test_a_sentence_without_a_case_is_seen() -> None:
    lost = [case for case in CASES if "BRO-003" not in case.requirements]
    assert unchecked(RULES, lost) == ["BRO-003"]
    reasoned = {**RULES, "BRO-003": replace(RULES["BRO-003"], untested="Nobody knows.")}
    assert unchecked(reasoned, lost) == []
    assert unchecked(reasoned, CASES) == ["BRO-003"]


def test_every_row_of_the_model_is_named_and_every_name_is_of_a_row() -> None:
    assert nameless(RULES) == []
    assert dead(RULES) == []


def test_a_row_that_nobody_names_is_seen() -> None:
    row = "close/Established/always"
    fewer = {
        name: replace(rule, rows=tuple(each for each in rule.rows if not fnmatchcase(row, each)))
        for name, rule in RULES.items()
    }
    assert set(nameless(fewer)) >= {row}
    other = {**RULES, "SES-001": replace(RULES["SES-001"], rows=("close/Open/*",))}
    assert dead(other) == ["SES-001: close/Open/*"]


def test_the_released_session_is_covered_line_by_line() -> None:
    assert uncovered(RULES) == {}


@pytest.mark.parametrize("line", [64, 104, 148, 200, 254, 303, 324, 337, 367, 404, 535])
def test_a_line_that_no_sentence_is_about_is_seen(line: int) -> None:
    fewer = {name: rule for name, rule in RULES.items() if line not in cited({name: rule})}
    assert line in [each for lines in uncovered(fewer).values() for each in lines]


def test_every_rule_of_the_strict_profile_has_a_sentence() -> None:
    """One that the reference keeps in core too may have a sentence that is for both."""
    assert strict_rules(RULES) == set(strict_document()["rules"])
    fewer = {name: rule for name, rule in RULES.items() if rule.source != "strict.yaml accept_lists"}
    assert set(strict_document()["rules"]) - strict_rules(fewer) == {"accept_lists"}


def test_an_id_says_which_area_it_is_of() -> None:
    assert {rule.id[:3] for rule in RULES.values() if rule.id[:3] != PREFIXES[rule.area]} == set()


def test_every_rule_of_security_and_limits_that_refuses_says_what_it_closes() -> None:
    refusing = re.compile(r"\b(refuse[sd]?|is an? [a-z]+ error|fewer than)\b")
    safety = [
        rule for rule in RULES.values() if rule.area in ("security", "limit", "frame", "token", "brotli")
    ]
    open_ = [
        rule.id for rule in safety if refusing.search(rule.text) and not rule.closes and not rule.untested
    ]
    assert open_ == []


def test_sentences_are_one_sentence_or_two_and_none_stands_twice() -> None:
    texts = [rule.text for rule in RULES.values()]
    assert len(set(texts)) == len(texts)
    assert [rule.id for rule in RULES.values() if not rule.text.rstrip().endswith(".")] == []


def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *entries: dict[str, Any]) -> Rules:
    file = tmp_path / "requirements.yaml"
    file.write_text(yaml.safe_dump({"format": 1, "requirements": entries}), encoding="utf-8")
    monkeypatch.setattr(requirement, "spec_path", lambda name: file)
    return load_requirements()


ENTRY = {"id": "SES-001", "level": "MAY", "area": "session", "profile": "core", "source": "x", "text": "Y."}


def test_what_a_sentence_may_say_beside_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = write(tmp_path, monkeypatch, {**ENTRY, "closes": "A hole.", "untested": "It is dark."})
    assert rules["SES-001"].level is Level.MAY
    assert (rules["SES-001"].closes, rules["SES-001"].untested) == ("A hole.", "It is dark.")


WRONG: Sequence[tuple[Sequence[dict[str, Any]], str]] = [
    ([ENTRY, ENTRY], "stands twice"),
    ([{**ENTRY, "id": "XYZ-1"}], "XYZ-1"),
    ([{**ENTRY, "level": "SHALL"}], "SHALL"),
    ([{**ENTRY, "untested": ""}], "untested"),
    ([{**ENTRY, "holes": "x"}], "holes"),
    ([{key: value for key, value in ENTRY.items() if key != "source"}], "source"),
]


@pytest.mark.parametrize(("entries", "reason"), WRONG)
def test_a_bad_catalogue_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: Sequence[dict[str, Any]], reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason):
        write(tmp_path, monkeypatch, *entries)


def test_the_catalogue_reads_well() -> None:
    """Lines that fit a screen."""
    lines = spec_path("requirements.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 120] == []
