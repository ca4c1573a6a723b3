"""The model loader refuses a broken model with file, place and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from m2m_ref.answer import MESSAGES
from m2m_ref.document import DocumentError
from m2m_ref.execution import EFFECTS
from m2m_ref.guard import FACTS, TIMERS
from m2m_ref.machine import SessionMachine
from m2m_ref.model import profile_model, read_model
from m2m_ref.profile import Profile
from m2m_ref.resource import spec_path
from tests.document import changed

DOCUMENT: dict[str, Any] = yaml.safe_load(spec_path("session.yaml").read_text(encoding="utf-8"))


def refusal(tmp_path: Path, document: dict[str, Any]) -> str:
    file = tmp_path / "broken.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_model(file)
    assert str(file) in str(caught.value)
    return str(caught.value).removeprefix(f"{file}: ")


BROKEN = {
    "unknown target": (
        "rows/close/Closed/0/to",
        "Clsoed",
        "rows.close.Closed[0]: 'Clsoed' is not one of states",
    ),
    "unknown guard": (
        "rows/process_hello/Initial/1/when",
        "odd",
        "rows.process_hello.Initial[1]: 'odd' is not one of guards",
    ),
    "unknown reply": (
        "rows/close/Closed/0/reply",
        "bye",
        "rows.close.Closed[0]: 'bye' is not one of replies",
    ),
    "unknown error": (
        "rows/compress/Closed/0/error",
        "bad",
        "rows.compress.Closed[0]: 'bad' is not one of errors",
    ),
    "unknown effect": (
        "rows/process_accept/HelloSent/4/do",
        ["dance"],
        "rows.process_accept.HelloSent[4]: 'dance' is not one of effects",
    ),
    "unknown fact": ("guards/usable/pretty", True, "guards.usable: 'pretty' is not one of facts"),
    "unknown event": ("rows/jump", DOCUMENT["rows"]["close"], "rows: 'jump' is not one of events"),
    "unknown state": ("rows/close/Limbo", [{"to": "Closed"}], "rows.close: 'Limbo' is not one of states"),
    "unknown initial": ("initial", "Start", "initial: 'Start' is not one of states"),
    "missing state": ("rows/close/Closed", None, "rows.close: no row for state 'Closed'"),
    "missing event": ("rows/close", None, "events.close: must have rows of its own or be like another event"),
    "like without rows": (
        "events/receive_hello/like",
        "close_up",
        "events.receive_hello: like: 'close_up' has no rows",
    ),
    "missing guard": (
        "rows/process_reject/Closed/1",
        None,
        "rows.process_reject.Closed: no guard holds when has_rejection: false",
    ),
    "overlapping guards": (
        "guards/unencodable",
        {"expired": False},
        "rows.compress.Established: guards unencodable, encodable overlap when encodes: true, expired: false",
    ),
    "guard beside always": (
        "rows/close/Closed",
        [{"to": "Closed"}, {"when": "too_late", "to": "Closed"}],
        "rows.close.Closed: guards always, too_late overlap when expired: true",
    ),
    "same guard twice": (
        "rows/close/Closed",
        [{"to": "Closed"}, {"to": "Closing"}],
        "rows.close.Closed: two rows have the same guard",
    ),
    "unknown key": (
        "rows/close/Closed/0/goto",
        "Closed",
        "rows.close.Closed[0]: Additional properties are not allowed",
    ),
    "unknown counter": (
        "rows/close/Closed/0/count",
        ["seen"],
        'rows.close.Closed[0].count[0]: "seen" is not one of',
    ),
    "unknown kind": ("errors/expired/kind", "tired", 'errors.expired.kind: "tired" is not one of'),
    "neither target nor error": (
        "rows/receive_pong/Closed",
        [{"count": ["sent"]}],
        "rows.receive_pong.Closed[0]",
    ),
}


@pytest.mark.parametrize(("path", "value", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_model_is_refused_with_place_and_reason(
    tmp_path: Path, path: str, value: Any, reason: str
) -> None:
    assert refusal(tmp_path, changed(DOCUMENT, path, value)).startswith(reason)


def test_the_unbroken_document_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(yaml.safe_dump(DOCUMENT, sort_keys=False), encoding="utf-8")
    assert read_model(file) == profile_model(Profile.CORE)


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "twice.yaml"
    file.write_text("format: 1\nformat: 1\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="line 2: key 'format' twice"):
        read_model(file)


@pytest.mark.parametrize(
    ("text", "reason"), [("a: [", "line 2"), ("- 1", "object"), ("", "object"), ("1: 2", "key must be")]
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=reason):
        read_model(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No such file"):
        read_model(tmp_path / "none.yaml")


def test_a_fact_without_function_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(yaml.safe_dump(changed(DOCUMENT, "facts/pretty", "it looks good")), encoding="utf-8")
    with pytest.raises(DocumentError, match="no function for pretty"):
        SessionMachine(read_model(file))


@pytest.mark.parametrize("profile", Profile)
def test_every_event_meets_every_state(profile: Profile) -> None:
    model = profile_model(profile)
    pairs = {(row.event, row.state) for row in model.rows}
    assert pairs == {(event, state) for event in model.events for state in model.states}


def test_names_of_the_model_and_of_python_are_the_same() -> None:
    models = [profile_model(profile) for profile in Profile]
    assert {fact for model in models for fact in model.facts} == FACTS.keys()
    assert {effect for model in models for effect in model.effects} == EFFECTS.keys()
    replies = [row.reply for model in models for row in model.rows if row.reply]
    assert {reply.message for reply in replies} == MESSAGES.keys()
    assert FACTS.keys() >= TIMERS.keys()


def test_every_declared_name_is_used() -> None:
    rows = [row for groups in DOCUMENT["rows"].values() for group in groups.values() for row in group]
    assert {row["when"] for row in rows if "when" in row} == DOCUMENT["guards"].keys()
    assert {row["reply"] for row in rows if "reply" in row} == DOCUMENT["replies"].keys()
    assert {row["error"] for row in rows if "error" in row} == DOCUMENT["errors"].keys()
    assert {name for row in rows for name in row.get("do", ())} == DOCUMENT["effects"].keys()
    assert {fact for guard in DOCUMENT["guards"].values() for fact in guard} == DOCUMENT["facts"].keys()


def test_receive_rows_are_those_of_the_call_they_are_like_and_touch_the_clock() -> None:
    model = profile_model(Profile.CORE)
    for event in (event for event in model.events.values() if event.like):
        for state in model.states:
            own, other = model.rows_of(event.name, state), model.rows_of(event.like or "", state)
            assert [(row.when, row.target, row.sent, row.received, row.failure) for row in own] == [
                (row.when, row.target, row.sent, row.received, row.failure) for row in other
            ]
            assert all(row.touch for row in own)
