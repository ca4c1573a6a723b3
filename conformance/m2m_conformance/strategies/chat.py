"""Chat-completion requests and responses, as values and as JSON text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from hypothesis import strategies as st

from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.text import filled, sentences, words
from m2m_ref.codec.frame.table import table

Value = Any
Values = st.SearchStrategy[Value]

COUNTS = (0, 1, 127, 128, 16383, 16384, 2**32 - 1, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1)
"""Numbers around the lengths of varints, and the limits of 32, 53, 63 and 64 bits."""

NO_COUNTS = (-1, 1.5, None, True, "100")
"""What stands where a count should be, and is none."""

_SEPARATORS = ((",", ":"), (", ", ": "), (" ,\n\t", " : "))


@st.composite
def spelled(draw: st.DrawFn, values: Values) -> str:
    """The JSON text of a value: with and without spaces, with and without escapes for what is not ASCII."""
    value = draw(values)
    return json.dumps(value, ensure_ascii=draw(st.booleans()), separators=draw(st.sampled_from(_SEPARATORS)))


@cache
def counts() -> Values:
    """A number of tokens."""
    edges = st.sampled_from(COUNTS)
    return either(edges, edges, edges, st.integers(0, 5000))


def objects(required: Mapping[str, Values], optional: Mapping[str, Values]) -> Values:
    """An object with the required keys and some of the optional ones, any of them first."""
    drawn = st.fixed_dictionaries(dict(required), optional=dict(optional))
    return st.builds(_turned, drawn, st.integers(0, len(required) + len(optional)))


def _turned(found: dict[str, Value], first: int) -> dict[str, Value]:
    """The same keys in the same order, beginning elsewhere: to mix them up takes ten times as long."""
    items = list(found.items())
    at = first % max(1, len(items))
    return dict(items[at:] + items[:at])


@cache
def models() -> st.SearchStrategy[str]:
    """Names that have a price and names that have none, up to the 255 bytes that fit a header."""
    prefixes = sorted({name for price in table().prices for name in price.models if name})
    priced = st.builds(
        lambda name, more, upper: (name.upper() if upper else name) + more,
        st.sampled_from(prefixes),
        st.sampled_from(["", "-2024-08-06", "x"]),
        st.booleans(),
    )
    return either(priced, st.sampled_from(["", "m" * 255, "é" * 127, "llama-3.1-70b"]), words())


def parts() -> Values:
    """A part of a message's content."""
    text = st.builds(lambda found: {"type": "text", "text": found}, words())
    image = st.just({"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}})
    return either(text, image)


def calls() -> Values:
    """A list of calls of a tool."""
    call = {"id": "call_1", "type": "function", "function": {"name": "look_up", "arguments": '{"q":"π"}'}}
    return st.lists(st.just(call), min_size=1, max_size=2)


def messages() -> Values:
    """A message of a request; its role may be one that nobody knows."""
    roles = st.sampled_from([*table().roles, "critic"])
    texts = either(sentences(), words(), st.lists(parts(), max_size=3), st.none())
    return objects({"role": roles, "content": texts}, {"name": words(), "tool_calls": calls()})


def many_messages() -> Values:
    """As many messages as make the count take a second byte, or nearly."""
    message = st.fixed_dictionaries({"role": st.sampled_from([*table().roles]), "content": st.just("")})
    return st.builds(lambda one, count: [one] * count, message, st.sampled_from([127, 128, 129]))


def tools() -> Values:
    """A list of tools."""
    tool = {"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}
    return st.lists(st.just(tool), max_size=2)


@cache
def requests() -> st.SearchStrategy[str]:
    """JSON text of chat-completion requests.

    Up to nine messages, now and then about 128; all keys that set a flag, present and absent; token limits at
    the edges of varints and integers, and such as are none. One in four has 98 to 101 or 1,023 to 1,025
    bytes. Never a model of more than 255 bytes, equal keys, or what is not within the limits of both
    profiles: each can be written as a frame.
    """
    limits = either(counts(), st.sampled_from(NO_COUNTS))
    known = {"max_tokens", "max_completion_tokens", "stream", "tools", "messages"}
    flagged = {str(path[0]) for flag in table().flags["request"].values() for path in flag.paths} - known
    optional: dict[str, Values] = {
        "max_tokens": limits,
        "max_completion_tokens": limits,
        "stream": st.sampled_from([True, False, None]),
        "tools": tools(),
    }
    values: Values = st.sampled_from([None, 0, 0.5, "auto", {}, []])
    more = st.dictionaries(st.sampled_from(sorted(flagged)), values, max_size=4)
    listed = either(*[st.lists(messages(), max_size=9)] * 8, many_messages())
    chat = objects({"model": models(), "messages": listed}, optional)
    free = spelled(st.builds(lambda known, others: {**known, **others}, chat, more))
    return either(free, free, free, filled(_request_of))


@cache
def responses() -> st.SearchStrategy[str]:
    """JSON text of chat-completion responses.

    None to two choices with every finish reason, an unknown one and null; tool calls and refusals; usage with
    and without details, counts at the edges of varints and integers. One in four has 98 to 101 or 1,023 to
    1,025 bytes. Never an id or a model of more than 255 bytes, nor what `requests` never has.
    """
    ids = either(st.builds("chatcmpl-{}".format, st.text("AZaz09", max_size=20)), st.just("c" * 255))
    answer = objects({"role": st.just("assistant"), "content": either(sentences(), st.none())}, _answers())
    reasons = st.sampled_from([*table().finish_reasons, "function_call", None])
    choice = st.fixed_dictionaries({"index": st.just(0), "message": answer, "finish_reason": reasons})
    choices = st.lists(choice, max_size=2)
    optional = {"model": models(), "usage": either(usages(), st.none()), "created": counts()}
    free = spelled(objects({"id": ids, "choices": choices}, optional))
    return either(free, free, free, filled(_response_of))


def usages() -> Values:
    """What a response says that it took."""
    details: dict[str, Values] = {
        f"{name}_tokens_details": objects({}, {f"{part}_tokens": counts()})
        for name, part in (("prompt", "cached"), ("completion", "reasoning"))
    }
    return objects({}, {"prompt_tokens": counts(), "completion_tokens": counts(), **details})


def _answers() -> dict[str, Values]:
    return {"tool_calls": calls(), "refusal": either(words(), st.none())}


_compact = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def _request_of(text: str) -> str:
    return _compact({"model": "gpt-4o", "messages": [{"role": "user", "content": text}]})


def _response_of(text: str) -> str:
    return _compact({"id": "chatcmpl-5", "choices": [{"message": {"content": text}}]})
