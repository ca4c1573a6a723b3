"""One case for each row of both profiles, which shows that row and says what it does."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import Any

import pytest

from m2m_conformance.derive.row import row_file
from m2m_conformance.derive.script import Script
from m2m_conformance.derive.stimulus import Scene, Stimulus, stimulus
from m2m_conformance.requirement import load_requirements
from m2m_ref.model import Event, Model, profile_model
from m2m_ref.profile import Profile

RULES = load_requirements()
FILES = {profile: row_file(profile, RULES) for profile in Profile}


def case(profile: Profile, name: str) -> dict[str, Any]:
    (found,) = (each for each in FILES[profile]["cases"] if each["name"] == name)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("profile", Profile)
def test_every_row_has_a_case_of_its_own(profile: Profile) -> None:
    names = [each["name"] for each in FILES[profile]["cases"]]
    assert len(names) == len(set(names)) == len(profile_model(profile).rows)


@pytest.mark.parametrize("profile", Profile)
def test_every_case_names_a_requirement_about_its_row(profile: Profile) -> None:
    assert all(each["requirements"] for each in FILES[profile]["cases"])


def test_a_refusal_is_written_down_with_its_kind_and_nothing_that_changes() -> None:
    (step,) = case(Profile.CORE, "process-accept-closing")["steps"]
    assert step["call"] == "session.process_accept"
    assert step["expect"] == {"error": "protocol"}


def test_a_failure_that_moves_something_says_what() -> None:
    (step,) = case(Profile.CORE, "process-accept-hello-sent-unusable-algorithms")["steps"]
    assert step["with"]["message"]["payload"] == {
        "$extend": "$plain",
        "compression": {"algorithms": ["tokennative"]},
    }
    assert step["expect"] == {
        "error": "negotiation_failed",
        "session": {"id": "s-7", "messages_received": 1},
    }
    (step,) = case(Profile.STRICT, "process-accept-hello-sent-unusable-algorithms")["steps"]
    assert step["expect"]["session"] == {"state": "Closed", "messages_received": 1}


def test_what_time_does_shows_in_the_next_call() -> None:
    waiting, closing = case(Profile.STRICT, "lapse-hello-sent-never-answered")["steps"]
    assert waiting["with"] == {"seconds": 30}
    assert closing["expect"] == {"error": "protocol", "session": {"state": "Closed"}}


def test_three_pings_go_before_a_peer_is_given_up() -> None:
    steps = case(Profile.STRICT, "tick-established-peer-gone")["steps"]
    waits = [step["with"]["seconds"] for step in steps if step["call"] == "clock.advance"]
    assert waits == [60, 10, 10, 10]
    answers = [step["expect"]["value"] for step in steps if step["call"] == "session.tick"]
    assert [answer and answer["$exactly"]["type"] for answer in answers] == ["PING", "PING", "PING", None]


def changed(model: Model, row: str, **change: Any) -> Model:
    return replace(
        model, rows=tuple(replace(each, **change) if each.id == row else each for each in model.rows)
    )


@pytest.mark.parametrize(
    ("row", "change"),
    [
        ("close/Initial/always", {"sent": 0}),
        ("close/Initial/always", {"target": "Closed"}),
        ("create_hello/Established/always", {"reply": None}),
        ("receive_pong/Closed/always", {"received": 0}),
        ("process_accept/HelloSent/unusable_version", {"effects": ()}),
    ],
)
def test_another_model_gives_other_expectations(row: str, change: dict[str, Any]) -> None:
    """So what is written down comes from the rows."""
    event, state, when = row.split("/")

    def expected(model: Model) -> list[Any]:
        made = Script(model)
        for each in {"Initial": (), "HelloSent": ("create_hello",)}.get(state, ("process_hello",)):
            made.happens(each)
        if state == "Closed":
            made.happens("receive_close")
        facts = model.guards.get(when, {})
        made.happens(event, **facts)
        return [step["expect"] for step in made.steps]

    core = profile_model(Profile.CORE)
    assert expected(changed(core, row, **change)) != expected(core)


def test_a_row_that_cannot_be_shown_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def sound(event: Event, _wrong: Set[str], scene: Scene) -> Stimulus:
        return stimulus(event, frozenset(), scene)

    monkeypatch.setattr("m2m_conformance.derive.script.stimulus", sound)
    with pytest.raises(AssertionError, match="was to be shown"):
        row_file(Profile.CORE, RULES)
