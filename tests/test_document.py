"""What is derived from spec/ is up to date, and what stands in two places is the same."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from m2m_conformance.requirement import load_requirements
from m2m_ref import RejectionCode
from m2m_ref.diagram import page
from m2m_ref.error import KINDS
from m2m_ref.message import MessageType
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile
from m2m_ref.resource import spec_path


def schema(name: str) -> Any:
    return json.loads(spec_path(name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("profile", "name"), [("core", "session.md"), ("strict", "session-strict.md")])
def test_the_page_of_the_model_is_up_to_date(profile: str, name: str) -> None:
    assert spec_path(name).read_text(encoding="utf-8") == page(profile_model(Profile(profile))), (
        f"run: m2m-conformance model --profile {profile} > spec/{name}"
    )


def test_error_kinds_are_the_same_everywhere() -> None:
    for name in ("session.schema.json", "vector.schema.json", "adapter.schema.json"):
        assert schema(name)["$defs"]["kind"]["enum"] == list(KINDS)
    text = spec_path("protocol.md").read_text(encoding="utf-8")
    section = text.split("## Errors", 1)[1].split("\n## ", 1)[0]
    for kind, error in KINDS.items():
        line = next(line for line in section.splitlines() if line.startswith("|") and f"`{kind}`" in line)
        assert error.display in line


def test_message_types_and_rejection_codes_are_the_same_everywhere() -> None:
    definitions = schema("session.schema.json")["$defs"]
    assert definitions["message"]["enum"] == [each.value for each in MessageType]
    assert definitions["reply"]["properties"]["code"]["enum"] == [each.value for each in RejectionCode]


def test_methods_and_features_are_the_same_in_the_schemas() -> None:
    methods = schema("adapter.schema.json")["$defs"]["request"]["properties"]["method"]["enum"]
    assert methods == ["initialize", *schema("vector.schema.json")["$defs"]["method"]["enum"]]
    page_text = spec_path("adapter.md").read_text(encoding="utf-8")
    assert all(f"| `{method}` |" in page_text for method in methods)
    features = schema("adapter.schema.json")["$defs"]["feature"]["enum"]
    assert features == schema("vector.schema.json")["$defs"]["feature"]["enum"]
    assert all(f"`{feature}`" in page_text for feature in features)


def test_every_row_of_the_model_is_named_by_a_requirement() -> None:
    patterns = [pattern for each in load_requirements().values() for pattern in each.rows]
    rows = [row.id for row in profile_model(Profile.CORE).rows]
    assert [row for row in rows if not any(fnmatchcase(row, pattern) for pattern in patterns)] == []
    assert [each for each in patterns if not any(fnmatchcase(row, each) for row in rows)] == []
