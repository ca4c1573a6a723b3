"""The verdict pages: each says what its baseline says, and every case it names is one."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from m2m_conformance.case import Case, of_profile, select
from m2m_conformance.requirement import load_requirements
from m2m_ref.document import read_document
from m2m_ref.profile import Profile, strict_document
from tests.test_suite import ALL, CASES_OF

FOLDER = Path(__file__).parent.parent / "conformance" / "verdict"
STRICT = sorted(FOLDER.glob("*-strict.yaml"))
BASELINES = sorted(set(FOLDER.glob("*.yaml")) - set(STRICT))
REQUIREMENTS = load_requirements()
CASES = of_profile(ALL, Profile.CORE, advisory=False)
"""Those of servers too."""


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


def page_of(baseline: Path) -> str:
    """The page of a strict baseline is that of the core one."""
    return (FOLDER / f"{baseline.stem.removesuffix('-strict')}.md").read_text(encoding="utf-8")


def by_reason(baseline: Path) -> dict[str, set[str]]:
    """The cases that a strict baseline's entries name, by `Finding N` or `Rule NAME`."""
    cases: dict[str, set[str]] = defaultdict(set)
    for entry in read_document(baseline, "baseline.schema.json")["failures"]:
        found = re.match(r"(Finding \d+|Rule [a-z0-9_]+): ", entry["reason"])
        assert found, f"{entry['case']} belongs to no finding and to no rule"
        cases[found[1]] |= {case.id for case in select(CASES_OF[Profile.STRICT], [entry["case"]], [])}
    return cases


def counted(page: str) -> dict[str, int]:
    """The rules in the table of the strict profile, and the cases of each."""
    section = page.partition("## By the strict profile")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z0-9_]+) \| .* \| (\d+) \|$", section, flags=re.MULTILINE)
    return {f"Rule {name}": int(count) for name, count in rows}


@pytest.mark.parametrize("baseline", STRICT, ids=lambda file: file.stem)
def test_the_table_of_strict_rules_is_that_of_the_baseline(baseline: Path) -> None:
    cases, page = by_reason(baseline), page_of(baseline)
    rules = {reason: len(ids) for reason, ids in cases.items() if reason.startswith("Rule ")}
    assert rules == counted(page)
    assert {reason.removeprefix("Rule ") for reason in rules} <= strict_document()["rules"].keys()
    assert {reason for reason in cases if reason not in rules} <= {f"Finding {n}" for n in findings(page)}


@pytest.mark.parametrize("baseline", STRICT, ids=lambda file: file.stem)
def test_what_strict_finds_of_both_profiles_are_the_findings_of_core(baseline: Path) -> None:
    core = listed(FOLDER / f"{baseline.stem.removesuffix('-strict')}.yaml")
    both = {case.id for case in CASES if case.profile == "both"}
    for reason, ids in by_reason(baseline).items():
        number = int(reason.removeprefix("Finding ")) if reason.startswith("Finding ") else 0
        assert ids & both == core.get(number, set()) & both, reason


def test_another_count_on_the_page_would_be_seen() -> None:
    (baseline,) = STRICT
    counts = counted(page_of(baseline))
    changed = page_of(baseline).replace("| agreement | ", "| agreement | x", 1)
    assert counted(changed) == counts
    wrong = re.sub(r"^(\| agreement \| .* \|) \d+ \|$", r"\1 7 |", page_of(baseline), flags=re.MULTILINE)
    assert counted(wrong) == {**counts, "Rule agreement": 7} != counts


def test_there_is_a_verdict() -> None:
    assert BASELINES
    assert STRICT
