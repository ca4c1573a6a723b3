"""Contents reach their edges, and can be written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from m2m_conformance.strategies import contents, json_texts, prose, requests, responses
from m2m_ref import Algorithm, CodecEngine, Profile
from m2m_ref.codec.engine import detect
from tests.oracle import frame
from tests.strategies.run import pool, reached

PARTS = {"requests": requests(), "responses": responses(), "json_texts": json_texts(), "prose": prose()}


def drawn(name: str) -> tuple[str, ...]:
    """As many examples as it takes to come upon all edges."""
    return pool(PARTS[name], 300)


@pytest.mark.parametrize("name", ["requests", "responses", "json_texts"])
def test_json_can_be_written_as_a_frame_by_both_writers(name: str) -> None:
    for content in drawn(name)[-80:]:
        known = frame.known_start(content)
        for profile in Profile:
            wire = CodecEngine(profile=profile).compress(content, Algorithm.M2M).data
            assert wire.startswith(known), content


def test_contents_are_all_of_these() -> None:
    found = pool(contents(), 100)
    assert any('"messages"' in each for each in found)
    assert any('"choices"' in each for each in found)
    assert "" in found


@pytest.mark.parametrize("name", PARTS)
def test_no_content_is_taken_for_a_wire(name: str) -> None:
    for content in drawn(name):
        assert detect(content, Profile.STRICT) is Algorithm.NONE
        assert content.encode().decode() == content


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("size", [99, 100, 101, 1024, 1025])
def test_sizes_at_which_something_changes(name: str, size: int) -> None:
    content = reached(drawn(name), lambda found: len(found.encode()) == size)
    assert len(content) <= size


def test_bytes_and_characters_differ_at_such_a_size() -> None:
    assert reached(drawn("prose"), lambda found: len(found.encode()) == 100 and len(found) < 60)


def limits(value: Any) -> list[Any]:
    """What a request has for limits."""
    return [value.get("max_tokens"), value.get("max_completion_tokens")]


REQUESTS: dict[str, Callable[[Any], object]] = {
    "no message": lambda value: value["messages"] == [],
    "five messages": lambda value: len(value["messages"]) == 5,
    "128 messages": lambda value: len(value["messages"]) == 128,
    "an unknown role": lambda value: any(each["role"] == "critic" for each in value["messages"]),
    "an image": lambda value: "image_url" in str(value["messages"]),
    "two hints of a limit": lambda value: {"max_tokens", "max_completion_tokens"} <= value.keys(),
    "a limit of 2^64 - 1": lambda value: 2**64 - 1 in limits(value),
    "a limit of 128": lambda value: 128 in limits(value),
    "a limit of null": lambda value: value.get("max_tokens", 0) is None,
    "no text": lambda value: any(each["content"] is None for each in value["messages"]),
    "a model of 255 bytes": lambda value: len(value["model"].encode()) == 255,
    "stream": lambda value: value.get("stream") is True,
    "tools and functions": lambda value: {"tools", "functions"} <= value.keys(),
    "a key that sets a flag, null": lambda value: value.get("seed", 0) is None,
}
RESPONSES: dict[str, Callable[[Any], object]] = {
    "no choice": lambda value: value["choices"] == [],
    "cut off": lambda value: value["choices"][:1] and value["choices"][0].get("finish_reason") == "length",
    "refused": lambda value: '"refusal": "' in json.dumps(value),
    "tools": lambda value: value["choices"] and "tool_calls" in value["choices"][0]["message"],
    "usage of null": lambda value: value.get("usage", 0) is None,
    "no usage": lambda value: "usage" not in value,
    "cached tokens": lambda value: ((value.get("usage") or {}).get("prompt_tokens_details") or {}).get(
        "cached_tokens"
    ),
    "a count beyond 32 bits": lambda value: re.search(r"\d{10}", json.dumps(value.get("usage"))),
}


@pytest.mark.parametrize("edge", REQUESTS)
def test_requests_reach(edge: str) -> None:
    reached(drawn("requests"), lambda text: REQUESTS[edge](json.loads(text)))


@pytest.mark.parametrize("edge", RESPONSES)
def test_responses_reach(edge: str) -> None:
    reached(drawn("responses"), lambda text: RESPONSES[edge](json.loads(text)))


@pytest.mark.parametrize("value", [None, True, "", [], {}])
def test_json_texts_reach(value: object) -> None:
    reached(drawn("json_texts"), lambda text: text == json.dumps(value))


@pytest.mark.parametrize("value", [2**64 - 1, -(2**63), 1e300])
def test_json_texts_reach_numbers(value: object) -> None:
    reached(drawn("json_texts"), lambda text: json.dumps(value) in text)


@pytest.mark.parametrize(
    "piece",
    [
        "<|endoftext|>",
        "<|endofprompt|>",
        "公里",
        "مرحبا",
        "नमस्ते",
        "\u200d",
        "#M2M|1|",
        "#TK|",
        "\0",
        "\U0001f44b",
    ],
)
def test_prose_reaches(piece: str) -> None:
    reached(drawn("prose"), lambda text: piece in text)
