"""Right adapters are fit, however they go about it, in both profiles."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from m2m_conformance.examine.check import Verdict
from m2m_conformance.examine.examination import Examination, examined
from m2m_conformance.examine.subject import Subject
from m2m_conformance.examine.table import CHECKS
from m2m_ref.profile import Profile
from tests.examine.right import ADAPTERS
from tests.examine.test_wrong import ROOT, examine

REFERENCE = [sys.executable, "-m", "m2m_conformance", "adapter"]
EXAMPLE = [sys.executable, str(ROOT / "conformance" / "adapters" / "python_stdlib" / "adapter.py")]
UNWISE = {
    "Ordinary": {},
    "Chatty": {},
    "Spacious": {},
    "Unescaped": {},
    "Sluggish": {},
    "Ignoring": {},
    "Timeless": {},
    "Bare": {},
    "Beginning": {"partial"},
    "EngineOnly": {},
}
"""The checks that have advice for an adapter."""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def of(command: list[str], profile: Profile) -> Examination:
    subject = Subject(command, 10.0, profile)
    try:
        return examined(subject, lambda _: None)
    finally:
        subject.stop()


@pytest.mark.parametrize("name", UNWISE)
def test_a_right_adapter_is_fit(name: str, tmp_path: Path) -> None:
    found = examine("right", name, tmp_path)
    assert [each.text for each in found.wrong] == []
    assert {each.check.name for each in found.of(Verdict.ADVICE)} == set(UNWISE[name])


def test_every_right_adapter_is_tried() -> None:
    assert UNWISE.keys() == ADAPTERS.keys()


@pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
def test_of_the_reference_every_check_is_made(profile: Profile) -> None:
    found = of(REFERENCE, profile)
    assert [(each.check.name, each.text) for each in found.findings if each.verdict is not Verdict.OK] == []
    assert [each.check for each in found.findings] == list(CHECKS)


@pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
def test_the_example_is_fit(profile: Profile) -> None:
    found = of(EXAMPLE, profile)
    assert [each.text for each in found.wrong] == []
    assert found.of(Verdict.UNEXAMINED) == ()


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("Bare", {"the feature session is not declared", "no feature is declared yet"}),
        ("Beginning", {"session.stats is answered with error -32601 (no method session.stats)"}),
        ("EngineOnly", {"the feature session is not declared"}),
    ],
)
def test_what_is_not_there_yet_is_said_not_to_be_examined(
    name: str, reasons: set[str], tmp_path: Path
) -> None:
    found = examine("right", name, tmp_path)
    assert reasons <= {each.text for each in found.of(Verdict.UNEXAMINED)}
