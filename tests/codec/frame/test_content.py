"""Any JSON text at all: what its frame says is what the oracle says, or it is refused, and for a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from m2m_ref.codec import frame
from m2m_ref.codec.frame import RequestHeader, inspect
from m2m_ref.error import CompressionError
from m2m_ref.profile import Profile, settings
from tests.oracle.header import depth, header_of, parse

Text = st.SearchStrategy[str]

# Texts as they are spelled, so that a generator of values could not make them: equal keys, signs, escapes.
CHARACTERS = [
    "a",
    "é",
    "你",
    "😀",
    r"\n",
    r"\u0041",
    r"\ud83d\ude00",
    r"\u0000",
    "0",
    "[{",
    "-0",
    "system",
    "user",
]
BROKEN = [r"\ud800", r"\udc00\ud83d", "1e999"]  # half a pair, two halves the wrong way round, no float
STRING = st.lists(st.sampled_from(CHARACTERS), max_size=4).map(lambda found: f'"{"".join(found)}"')
WHOLE = (0, -1, 300, 2**32 - 1, 2**32, 2**63, 2**64 - 1, 2**64, -(2**63) - 1)
NUMBER = st.sampled_from(["-0", "-0.0", "-0e1", "1.0", "1e3", "1e-999", *map(str, WHOLE)])
LEAF = STRING | NUMBER | st.sampled_from(["null", "true", "false", "[]", "{}"])
LEAF |= st.sampled_from([f'"{BROKEN[0]}"', f'"{BROKEN[1]}"', BROKEN[2]])
NEST = st.sampled_from(
    [
        opening * count + closing * count
        for opening, closing in ("[]", ('{"":[', "]}"))
        for count in (15, 29, 62)
    ]
)


def listed(items: Text) -> Text:
    return st.lists(items, max_size=6).map(lambda found: f"[{', '.join(found)}]")


def keyed(keys: dict[str, Text]) -> Text:
    """Objects of these keys, in any order, some of them twice, some with another value; or something else."""
    pair = st.one_of(
        [st.tuples(st.just(key), value | ANY) for key, value in keys.items()]
        + [st.tuples(st.sampled_from(["", "x", r"\u006d\u006fdel", "Model"]), ANY)]
    )
    found = st.lists(pair.map(lambda each: f'"{each[0]}":{each[1]}'), max_size=9)
    return found.map(lambda each: f"{{{','.join(each)}}}") | ANY


ANY = st.recursive(
    LEAF, lambda inner: listed(inner) | inner.map(lambda found: f'{{"a":{found}}}'), max_leaves=4
)
ANY |= NEST
NAME = st.sampled_from(
    ['"gpt-4o"', '""', '"chatcmpl-1"', '"é"', *(f'"{"é" * 127}{end}"' for end in ("", "a", "aa", r"\u00e9"))]
)
ROLE = st.sampled_from(
    ['"system"', '"developer"', '"user"', '"assistant"', '"tool"', '"function"', '"nobody"']
)
PART = keyed({"type": st.just('"image_url"') | st.just('"text"'), "text": STRING})
MESSAGE = keyed({"role": ROLE, "content": STRING | listed(PART)})
PLAIN = st.tuples(ROLE, STRING).map(lambda found: f'{{"role":{found[0]},"content":{found[1]}}}')
DETAILS = keyed({"cached_tokens": NUMBER, "reasoning_tokens": NUMBER})
USAGE = keyed(
    {"prompt_tokens": NUMBER, "completion_tokens": NUMBER}
    | {f"{name}_tokens_details": DETAILS for name in ("prompt", "completion")}
)
REASON = st.sampled_from(['"stop"', '"length"', '"tool_calls"', '"content_filter"', '"?"'])
CHOICE = keyed({"message": keyed({"tool_calls": ANY, "refusal": STRING}), "finish_reason": REASON})
OTHERS = ("tools", "functions", "tool_choice", "response_format", "seed", "stop", "temperature", "user")
REQUEST = {"model": NAME, "messages": listed(MESSAGE) | listed(PLAIN), "stream": st.just("true")}
LIMITS = {"max_tokens": NUMBER, "max_completion_tokens": NUMBER}
RESPONSE = {"id": NAME, "model": NAME, "choices": listed(CHOICE), "usage": USAGE}
CONTENT = (
    keyed(REQUEST | LIMITS)
    | keyed(RESPONSE)
    | keyed(REQUEST | LIMITS | RESPONSE | dict.fromkeys(OTHERS, ANY))
)


def refused(content: str, profile: Profile, reason: str) -> bool:
    """Whether this is a reason to refuse the content."""
    if "not JSON" in reason:
        return any(broken in content for broken in BROKEN)
    if "deep" in reason:
        return depth(json.loads(content)) > settings(profile).json_depth
    return "its field holds at most 255" in reason and (
        "é" * 127 + "aa" in content or "é" * 127 + r"\u00e9" in content
    )


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("spaces", ["", " " * 120], ids=["short", "long"])
def test_any_json_gives_the_headers_of_the_oracle_or_is_refused(profile: Profile, spaces: str) -> None:
    @examples(max_examples=150, deadline=None)
    @given(CONTENT)
    def writes(content: str) -> None:
        content += spaces  # enough of them make it long enough to be compressed, and to be deep
        try:
            data = frame.write(content.encode(), profile=profile)
        except CompressionError as error:
            assert refused(content, profile, str(error)), error
            return
        assert not any(broken in content for broken in BROKEN)
        assert depth(parse(content)) <= settings(profile).json_depth
        expected = header_of(content)
        assert data[: len(expected)] == expected
        assert frame.read(data, profile=profile) == content.encode()
        seen = inspect(b"#M2M|1|" + data)
        assert seen.payload_length is not None
        assert seen.header_length + 8 + seen.payload_length == len(data)
        if isinstance(seen.variable, RequestHeader):
            assert len(seen.variable.roles) == seen.variable.message_count

    writes()


def content(many: str, count: int) -> str:
    """A request of so many messages, all alike."""
    return f'{{"model":"m","messages":[{",".join([many] * count)}]}}'


@pytest.mark.parametrize("count", [1, 4, 5, 127, 128, 16_383, 16_384, 65_000])
@pytest.mark.parametrize(
    "message",
    ['{"role":"assistant","content":"é"}', '{"role":"assistant","content":["x",{"text":"é"}]}', "7"],
    ids=["plain", "parts", "no object"],
)
def test_many_messages(message: str, count: int) -> None:
    text = content(message, count)
    seen = inspect(frame.write_text(text.encode()))
    assert isinstance(seen.variable, RequestHeader)
    role, size = (1, 0) if message == "7" else (2, 2)
    assert seen.variable.roles == bytes([role]) * count
    assert seen.variable.content_hint == size * count
    assert frame.read(frame.write(text.encode())) == text.encode()


def one_odd(odd: str) -> Callable[[int], str]:
    """200 plain messages, the one at a place odd."""

    def text(place: int) -> str:
        messages = ['{"role":"system","content":"ab"}'] * 200
        messages[place] = odd
        return f'{{"model":"m","messages":[{",".join(messages)}]}}'

    return text


@pytest.mark.parametrize("place", [0, 100, 199])
@pytest.mark.parametrize(
    ("odd", "role"),
    [
        ('{"role":"nobody","content":"ab"}', 1),
        ('{"role":["tool"],"content":"ab"}', 1),
        ('{"content":"ab"}', 1),
        ('{"role":"tool","content":[{"text":"ab"}]}', 3),
        ('{"role":"tool","content":null,"text":"ab"}', 3),
        ('["role","content"]', 1),
        ('"role"', 1),
        ("null", 1),
    ],
)
def test_one_odd_message_among_others(odd: str, role: int, place: int) -> None:
    text = one_odd(odd)(place)
    seen: Any = inspect(frame.write_text(text.encode())).variable
    assert [each for each in enumerate(seen.roles) if each[1] != 0] == [(place, role)]
    # null, a list and a text have no content, and a text beside the content is none
    assert seen.content_hint == 2 * (200 if "b" in odd and "null" not in odd else 199)
