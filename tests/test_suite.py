"""The whole line: vectors, runner, adapter, reference. All pass, and every row of the model was needed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import pytest

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.adapter.server import Params
from m2m_conformance.case import SERVER, Case, of_profile
from m2m_conformance.channel import EmbeddedChannel, PipeChannel
from m2m_conformance.outcome import Outcome, Run
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Observer, Runner
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.guard import Situation
from m2m_ref.machine import SessionMachine, Stateful
from m2m_ref.model import Row, profile_model
from m2m_ref.profile import Profile

ALL = load_cases(vectors_path(), load_requirements())
CASES_OF = {
    profile: [case for case in of_profile(ALL, profile, advisory=False) if SERVER not in case.needs]
    for profile in Profile
}
"""What an adapter is asked."""
CASES = CASES_OF[Profile.CORE]


def run(target: Target, cases: Sequence[Case] = CASES) -> Run:
    return Runner(target, cases, Observer()).run()


def bad(result: Run) -> list[str]:
    return [
        f"{each.case.id}: {each.message}" for each in result.verdicts if each.outcome is not Outcome.PASSED
    ]


@pytest.mark.parametrize("profile", Profile)
def test_the_embedded_reference_passes_and_every_row_of_the_model_is_needed(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired: set[str] = set()
    fire = SessionMachine.fire

    def recording(self: SessionMachine, session: Stateful, event: str, situation: Situation) -> Row:
        row = fire(self, session, event, situation)
        fired.add(row.id)
        return row

    monkeypatch.setattr(SessionMachine, "fire", recording)
    result = run(Target(EmbeddedChannel(lambda: ReferenceAdapter().answer), profile), CASES_OF[profile])
    assert bad(result) == []
    assert len(result.verdicts) == len(CASES_OF[profile])
    assert {row.id for row in profile_model(profile).rows} - fired == set()


@pytest.mark.parametrize(
    ("profile", "other"), [(Profile.CORE, Profile.STRICT), (Profile.STRICT, Profile.CORE)]
)
def test_a_target_of_the_other_profile_does_not_pass(profile: Profile, other: Profile) -> None:
    """The cases of one profile only tell the two apart: most fail, those that hold in both do not."""

    class Stubborn(ReferenceAdapter):
        def initialize(self, params: Params) -> dict[str, Any]:
            return super().initialize(Params({**params, "profile": other.value}))

    cases = [case for case in CASES_OF[profile] if case.profile == profile.value]
    result = run(Target(EmbeddedChannel(lambda: Stubborn().answer), profile), cases)
    assert not result.passed
    assert len(bad(result)) > len(cases) / 2


@pytest.mark.slow
def test_the_reference_passes_over_pipes() -> None:
    command = [sys.executable, "-m", "m2m_conformance", "adapter"]
    result = run(Target(PipeChannel(command)))
    assert bad(result) == []
    assert result.passed
