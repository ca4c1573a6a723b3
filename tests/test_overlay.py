"""The strict profile's overlay: what it replaces, and that a broken one is refused with place and reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from m2m_ref.document import DocumentError, read_document
from m2m_ref.model import model_of, profile_model
from m2m_ref.overlay import lay_over
from m2m_ref.profile import Profile
from m2m_ref.resource import spec_path
from tests.document import changed

CORE: dict[str, Any] = yaml.safe_load(spec_path("session.yaml").read_text(encoding="utf-8"))
STRICT: dict[str, Any] = yaml.safe_load(spec_path("strict.yaml").read_text(encoding="utf-8"))
FILE = Path("strict.yaml")


BROKEN = {
    "a row that cites a rule there is not": (
        "session/rows/close/Initial/0/rule",
        "no_such_rule",
        "session.rows.close.Initial[0]: 'no_such_rule' is not one of rules",
    ),
    "a row that is not core's and cites none": (
        "session/rows/close/Initial/0/rule",
        None,
        "session.rows.close.Initial[0]: is not a row of core and names no rule",
    ),
    "a row that is core's and cites one": (
        "session/rows/process_hello/Initial/0/rule",
        "starting",
        "session.rows.process_hello.Initial[0]: names a rule and is what core has",
    ),
    "a rule that shows nowhere": (
        "rules/new_one",
        {"source": "session", "core": "this", "strict": "that"},
        "rules.new_one: shows neither in rows nor in settings",
    ),
    "a rule kept in core too that shows": (
        "rules/starting/both",
        True,
        "rules.starting: shows in rows or settings",
    ),
    "a setting of a rule there is not": (
        "settings/json_depth/rule",
        "no_such_rule",
        "settings.json_depth: 'no_such_rule' is not one of rules",
    ),
    "a row that the schema does not know": (
        "session/rows/close/Initial/0/colour",
        "red",
        "rows.close.Initial[0]: ",
    ),
    "an event that comes first and is not there": (
        "session/events/close/first",
        "thunder",
        "events.close: 'thunder' is not one of events",
    ),
    "a group that is not exhaustive": (
        "session/rows/tick/Initial/0",
        None,
        "rows.tick.Initial: no guard holds when expired: true",
    ),
    "an effect there is not": (
        "session/rows/receive_pong/Established/1/do",
        ["dance"],
        "rows.receive_pong.Established[1]: 'dance' is not one of effects",
    ),
}


@pytest.mark.parametrize(("path", "value", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_overlay_is_refused_with_place_and_reason(path: str, value: Any, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        model_of(lay_over(CORE, changed(STRICT, path, value), FILE), FILE)
    assert str(caught.value).startswith(f"strict.yaml: {reason}")


def test_the_overlay_is_schema_checked() -> None:
    assert read_document(spec_path("strict.yaml"), "strict.schema.json") == STRICT


def test_what_is_not_replaced_is_as_in_core() -> None:
    core, strict = profile_model(Profile.CORE), profile_model(Profile.STRICT)
    for event in core.events:
        for state in core.states:
            own = strict.rows_of(event, state)
            if not any(row.rules for row in own):
                plain = [
                    (row.when, row.target, row.sent, row.received, row.touch, row.failure) for row in own
                ]
                assert plain == [
                    (row.when, row.target, row.sent, row.received, row.touch, row.failure)
                    for row in core.rows_of(event, state)
                ]


def test_every_rule_shows_in_a_row_or_in_a_setting_or_is_kept_by_both() -> None:
    model = profile_model(Profile.STRICT)
    in_rows = {rule for row in model.rows for rule in row.rules}
    in_settings = {setting["rule"] for setting in STRICT["settings"].values()}
    both = {name for name, rule in model.rules.items() if rule.both}
    assert in_rows | in_settings | both == model.rules.keys()
    assert both == {"utf8", "decompressed_size", "partial_results"}


def test_nothing_leaves_closed_and_every_call_there_is_a_protocol_error() -> None:
    model = profile_model(Profile.STRICT)
    for row in model.rows:
        if row.state == "Closed":
            assert row.target == "Closed"
            assert (row.sent, row.received, row.touch, row.effects) == (0, 0, False, ())
            if row.event not in ("lapse", "tick", "clone"):
                assert row.failure is not None
                assert row.failure.kind == "protocol"
