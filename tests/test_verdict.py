"""The verdict pages: each says what its baseline says, and every case it names is one."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from m2m_conformance.case import Case, select
from m2m_conformance.requirement import load_requirements
from m2m_ref.document import read_document
from tests.test_suite import CASES

FOLDER = Path(__file__).parent.parent / "conformance" / "verdict"
BASELINES = sorted(FOLDER.glob("*.yaml"))
REQUIREMENTS = load_requirements()


def findings(page: str) -> dict[int, str]:
    """The sections of the page by the number of their finding."""
    parts = re.split(r"^### Finding (\d+): ", page, flags=re.MULTILINE)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {int(number): text.split("\n## ")[0] for number, text in pairs}


def listed(baseline: Path) -> dict[int, set[str]]:
    """The cases that the baseline's entries name, by the finding in their reason."""
    cases: dict[int, set[str]] = defaultdict(set)
    for entry in read_document(baseline, "baseline.schema.json")["failures"]:
        found = re.match(r"Finding (\d+): ", entry["reason"])
        assert found, f"{entry['case']} belongs to no finding"
        cases[int(found[1])] |= {case.id for case in select(CASES, [entry["case"]], [])}
    return cases


def named(section: str) -> list[Case]:
    """The cases that a section names: ids in backticks, globs included."""
    words = re.findall(r"`([a-z*]+/[a-z*-]+/[a-z0-9*-]+)`", section)
    for word in words:
        assert select(CASES, [word], []), f"{word} is no case"
    return select(CASES, words, [])


@pytest.mark.parametrize("baseline", BASELINES, ids=lambda file: file.stem)
def test_page_and_baseline_name_the_same_cases(baseline: Path) -> None:
    sections = findings(baseline.with_suffix(".md").read_text(encoding="utf-8"))
    cases = listed(baseline)
    assert sections.keys() == cases.keys()
    for number, section in sections.items():
        assert {case.id for case in named(section)} == cases[number], f"finding {number}"


@pytest.mark.parametrize("baseline", BASELINES, ids=lambda file: file.stem)
def test_each_finding_names_the_rules_of_its_cases(baseline: Path) -> None:
    for number, section in findings(baseline.with_suffix(".md").read_text(encoding="utf-8")).items():
        rules = set(re.findall(r"[A-Z]{3}-\d{3}", section))
        assert rules <= REQUIREMENTS.keys()
        for case in named(section):
            assert rules & set(case.requirements), f"finding {number} names no rule of {case.id}"


@pytest.mark.parametrize("baseline", BASELINES, ids=lambda file: file.stem)
def test_the_table_has_every_finding(baseline: Path) -> None:
    page = baseline.with_suffix(".md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\d+)\]\(#(finding-\S+)\) \|.*\| (\d+) \|$", page, flags=re.MULTILINE)
    sections = findings(page)
    assert [int(number) for number, _, _ in rows] == sorted(sections)
    for number, anchor, count in rows:
        title = sections[int(number)].split("\n")[0].lower()
        assert anchor == f"finding-{number}-{re.sub('[^a-z0-9 -]', '', title).replace(' ', '-')}"
        assert int(count) == len(named(sections[int(number)]))


def test_there_is_a_verdict() -> None:
    assert BASELINES
