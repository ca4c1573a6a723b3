"""What is derived from spec/ is up to date, and what stands in two places is the same."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import Any

import pytest

from m2m_ref import RejectionCode
from m2m_ref.diagram import page
from m2m_ref.document import DocumentError, validate
from m2m_ref.error import KINDS
from m2m_ref.message import MessageType
from m2m_ref.model import profile_model
from m2m_ref.payload import CloseReason
from m2m_ref.profile import Profile, settings
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
    replied = definitions["reply"]["properties"]["code"]["enum"]
    assert [*replied, *settings(Profile.STRICT).rejection_codes] == [each.value for each in RejectionCode]
    assert list(settings(Profile.STRICT).close_reasons) == [each.value for each in CloseReason]


def test_methods_and_features_are_the_same_in_the_schemas() -> None:
    methods = schema("adapter.schema.json")["$defs"]["request"]["properties"]["method"]["enum"]
    every = schema("vector.schema.json")["$defs"]["method"]["enum"]
    asked = [name for name in every if not name.startswith("http.")]  # which servers are, and no adapter
    assert methods == ["initialize", *asked]
    assert len(every) == len(asked) + 3
    page_text = spec_path("adapter.md").read_text(encoding="utf-8")
    assert all(f"| `{method}` |" in page_text for method in methods)
    features = schema("adapter.schema.json")["$defs"]["feature"]["enum"]
    assert features == schema("vector.schema.json")["$defs"]["feature"]["enum"]
    assert all(f"`{feature}`" in page_text for feature in features)


@pytest.mark.parametrize("profile", ["core", "strict", "other", None])
def test_the_first_request_names_one_of_the_profiles(profile: str | None) -> None:
    params = {"protocol": 1, "suite": {"name": "m2m-conformance", "version": "0.1.0"}, "profile": profile}
    params = {key: value for key, value in params.items() if value}
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}
    refused = profile not in ("core", "strict")
    with pytest.raises(DocumentError) if refused else nullcontext():
        validate(request, "adapter.schema.json#/$defs/request", "initialize")
