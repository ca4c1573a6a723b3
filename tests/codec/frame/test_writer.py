"""Frames as they are written: bytes worked out by hand, wires of the Rust package, odd content."""

from __future__ import annotations

import base64 as standard
import json
import struct
import zlib
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_ref.codec import frame
from m2m_ref.codec.frame.header import FixedHeader
from m2m_ref.codec.frame.request import RequestHeader
from m2m_ref.codec.frame.response import ResponseHeader
from m2m_ref.codec.frame.variable import read_variable
from m2m_ref.error import CompressionError

HELLO = '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}'
# Five messages: roles 0 1 2 3 1, texts of 9 + 6 + 1 + 3 bytes; flags 0, 1, 3, 4, 6 and 9.
REQUEST = (
    '{"model":"o3-mini","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":['
    '{"type":"text","text":"Café?"},{"type":"image_url","image_url":{"url":"x"}}]},{"role":"assistant",'
    '"content":null},{"role":"tool","content":"4"},{"role":"user","content":"So?"}],"max_tokens":300,'
    '"stream":true,"seed":null,"tools":[]}'
)
RESPONSE = (
    '{"id":"chatcmpl-7","model":"claude-3-5-haiku-x","choices":[{"message":{"content":"Four","refusal":"no"},'
    '"finish_reason":"length"}],"usage":{"prompt_tokens":1234,"completion_tokens":56,"prompt_tokens_details":'
    '{"cached_tokens":1000},"completion_tokens_details":{"reasoning_tokens":40}}}'
)


def header(content: object) -> FixedHeader:
    return FixedHeader.read(frame.write(text(content)))


def flags(**content: object) -> int:
    return header(content).flags & 0xFFFFFF


def text(content: object) -> bytes:
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def variable(content: object) -> Any:
    data = frame.write(text(content))
    return read_variable(data, FixedHeader.read(data))[0]


def request(**content: object) -> RequestHeader:
    found = variable({"model": "m", "messages": [], **content})
    assert isinstance(found, RequestHeader)
    return found


def response(**content: object) -> ResponseHeader:
    found = variable({"choices": [], **content})
    assert isinstance(found, ResponseHeader)
    return found


# The same bytes as the Rust package m2m-protocol 0.4.0 writes.
@pytest.mark.parametrize(
    ("content", "wire"),
    [
        (
            HELLO,
            "#M2M|1|IgABAAAAAAAAAAAAAAAAAAAAAAAGZ3B0LTRvAQEFA+yjO0EAAACcGuJ9eyJtb2RlbCI6ImdwdC00byIsIm1lc3NhZ2VzIj"
            "pbeyJyb2xlIjoidXNlciIsImNvbnRlbnQiOiJIZWxsbyJ9XX0=",
        ),
        (
            '{"choices":[],"usage":null}',
            "#M2M|1|HQACAIgAAAAAAAAAAAAAAAAAAAAAAP8AAAAAAAAbAAAAwytuPHsiY2hvaWNlcyI6W10sInVzYWdlIjpudWxsfQ==",
        ),
        ("[]", "#M2M|1|GwABAAAAAAAAAAAAAAAAAAAAAAAAAACmm8Q6AgAAACm7TA1bXQ=="),
    ],
)
def test_wires_of_the_rust_package(content: str, wire: str) -> None:
    assert frame.write_text(content.encode()) == wire
    assert frame.read_text(wire).decode() == content


def test_a_request_byte_by_byte() -> None:
    expected = (
        struct.pack("<HBBI", 20 + 18, 1, 0, 1 << 24 | 1 | 2 | 8 | 16 | 64 | 512)
        + bytes(12)
        + b"\x07o3-mini"
        + bytes([5, 0 | 1 << 2 | 2 << 4 | 3 << 6, 1, 19])
        + b"\xac\x02"  # 300
        + bytes.fromhex("7d97ad3a")  # (4/1000 * 0.11 + 300/1000 * 0.44) / 100 = 0.0013244
    )
    raw = REQUEST.encode()
    payload = brotli.compress(raw, quality=5, lgwin=22)
    assert frame.write(raw) == expected + struct.pack("<II", len(payload), zlib.crc32(raw)) + payload
    assert struct.unpack("<f", bytes.fromhex("7d97ad3a"))[0] == pytest.approx(0.0013244, rel=1e-6)


def test_a_response_byte_by_byte() -> None:
    expected = (
        struct.pack("<HBBI", 20 + 41, 2, 0, 1 << 24 | 2 | 8 | 16 | 32 | 64 | 128)
        + bytes(12)
        + b"\x0achatcmpl-7\x12claude-3-5-haiku-x\x01"
        + b"\xd2\x09\x38\xe8\x07\x28"  # 1234, 56, 1000, 40
        + bytes.fromhex("20c19e3a")  # (1234/1000 * 0.08 + 56/1000 * 0.4) / 100 = 0.0012112
    )
    assert frame.write(RESPONSE.encode())[:61] == expected
    assert struct.unpack("<f", bytes.fromhex("20c19e3a"))[0] == pytest.approx(0.0012112, rel=1e-6)


@pytest.mark.parametrize(
    ("content", "schema"),
    [
        ({"messages": [], "model": "m", "choices": []}, 1),
        ({"messages": None, "model": None, "id": "chatcmpl-"}, 1),
        ({"messages": [], "choices": []}, 2),
        ({"model": "m", "choices": None}, 2),
        ({"id": "chatcmpl-"}, 2),
        ({"id": "chatcmpl"}, 1),
        ({"id": ["chatcmpl-"]}, 1),
        ({}, 1),
        ([], 1),
        (["choices"], 1),
        (None, 1),
        ('"choices"', 1),
        (5, 1),
    ],
)
def test_schema(content: object, schema: int) -> None:
    assert header(content).schema == schema
    assert header(content).security == 0


@pytest.mark.parametrize(
    ("bit", "key"),
    [
        (1, "tools"),
        (1, "functions"),
        (2, "tool_choice"),
        (2, "function_call"),
        (5, "response_format"),
        (7, "reasoning_effort"),
        (8, "service_tier"),
        (9, "seed"),
        (10, "logprobs"),
        (11, "user"),
        (12, "temperature"),
        (13, "top_p"),
        (14, "stop"),
    ],
)
@pytest.mark.parametrize("value", [None, False, 0, [], "x"])
def test_a_key_counts_whatever_its_value(bit: int, key: str, value: object) -> None:
    assert flags(**{key: value}) == 1 << bit


@pytest.mark.parametrize(("value", "bit"), [(True, 16), (False, 0), (1, 0), ("true", 0), (None, 0)])
def test_stream_must_be_true(value: object, bit: int) -> None:
    assert flags(stream=value) == bit


@pytest.mark.parametrize("key", ["max_tokens", "max_completion_tokens"])
@pytest.mark.parametrize(
    ("value", "limit"),
    [
        (0, 0),
        (1000, 1000),
        (2**32 - 1, 2**32 - 1),
        (2**32, 2**32 - 1),
        (2**64 - 1, 2**32 - 1),
        (2**64, None),
        (-1, None),
        (1.0, None),
        (True, None),
        ("1000", None),
        (None, None),
        ([], None),
    ],
)
def test_max_tokens(key: str, value: object, limit: int | None) -> None:
    found = request(**{key: value})
    assert found.max_tokens == limit
    assert flags(**{key: value}) == (0 if limit is None else 64)
    completion = 500 if limit is None else limit
    assert found.cost == pytest.approx(completion / 1000 * 0.3 / 100, rel=1e-6)


def test_max_tokens_of_two_keys() -> None:
    assert request(max_tokens=5, max_completion_tokens=7).max_tokens == 5
    assert request(max_tokens=None, max_completion_tokens=7).max_tokens == 7


@pytest.mark.parametrize(
    ("messages", "roles", "hint", "bits"),
    [
        ([], (), 0, 0),
        ([{"role": "system", "content": "a"}], (0,), 1, 1),
        ([{"role": "developer", "content": "é"}], (0,), 2, 1),
        ([{"role": role} for role in ("user", "assistant", "tool", "function")], (1, 2, 3, 3), 0, 0),
        ([{"role": role} for role in ("System", "", None, 0, ["tool"])], (1,) * 5, 0, 0),
        ([None, 1, "system", [], {}], (1,) * 5, 0, 0),
        ([{"content": None}, {"content": 5}, {"content": {"text": "a"}}, {"content": []}], (1,) * 4, 0, 0),
        ([{"content": ["ab", {"text": "abc"}, {"text": 5}, {"type": "image_url"}]}], (1,), 3, 8),
        ([{"content": {"type": "image_url"}}, {"type": "image_url"}], (1, 1), 0, 0),
        ({"role": "system"}, (), 0, 0),
        ("system", (), 0, 0),
        (None, (), 0, 0),
    ],
)
def test_messages_of_any_shape(messages: object, roles: tuple[int, ...], hint: int, bits: int) -> None:
    found = request(messages=messages)
    assert (tuple(found.roles), found.content_hint) == (roles, hint)
    assert flags(messages=messages, model="m") == bits


@pytest.mark.parametrize("model", [None, 5, ["gpt-4o"], {}])
def test_a_model_or_id_of_another_type_is_empty(model: object) -> None:
    assert request(model=model).model == ""
    assert (response(model=model).model, response(id=model).id) == ("", "")


@pytest.mark.parametrize(
    ("choices", "reason", "bits"),
    [
        ([{"finish_reason": "stop"}], 0, 0),
        ([{"finish_reason": "length"}], 1, 16),
        ([{"finish_reason": "tool_calls"}], 2, 0),
        ([{"finish_reason": "content_filter"}], 3, 4),
        ([{"finish_reason": "other"}], 255, 0),
        ([{"finish_reason": None}], 255, 0),
        ([{}, {"finish_reason": "stop"}], 255, 0),
        ([{"message": {"tool_calls": None}}], 255, 1),
        ([{"message": {"refusal": ""}}], 255, 2),
        ([{"message": {"refusal": None}}], 255, 0),
        ([{"message": []}], 255, 0),
        ([], 255, 0),
        ({"0": {"finish_reason": "stop"}}, 255, 0),
        ("stop", 255, 0),
        (None, 255, 0),
    ],
)
def test_choices_of_any_shape(choices: object, reason: int, bits: int) -> None:
    assert response(choices=choices).finish_reason == reason
    assert flags(choices=choices) == bits


@pytest.mark.parametrize(
    ("usage", "counts", "bits"),
    [
        (None, (0, 0, None, None), 0),
        ([], (0, 0, None, None), 0),
        ({}, (0, 0, None, None), 0),
        ({"prompt_tokens": 7, "completion_tokens": 2**64 - 1}, (7, 2**64 - 1, None, None), 0),
        ({"prompt_tokens": -1, "completion_tokens": 1.5}, (0, 0, None, None), 0),
        ({"prompt_tokens": True, "completion_tokens": "7"}, (0, 0, None, None), 0),
        ({"prompt_tokens_details": {"cached_tokens": 300}}, (0, 0, 300, None), 32),
        ({"completion_tokens_details": {"reasoning_tokens": 1}}, (0, 0, None, 1), 64),
        ({"prompt_tokens_details": {"cached_tokens": 0}}, (0, 0, None, None), 0),
        ({"prompt_tokens_details": {"cached_tokens": True}}, (0, 0, None, None), 0),
        ({"prompt_tokens_details": 5, "completion_tokens_details": [1]}, (0, 0, None, None), 0),
    ],
)
def test_usage_of_any_shape(usage: object, counts: tuple[int | None, ...], bits: int) -> None:
    found = response(usage=usage)
    assert (
        found.prompt_tokens,
        found.completion_tokens,
        found.cached_tokens,
        found.reasoning_tokens,
    ) == counts
    assert found.cost is not None
    assert flags(choices=[], usage=usage) == bits | 8 | 128


def test_without_usage_there_is_no_cost() -> None:
    assert response().cost is None


@pytest.mark.parametrize(("length", "compressed"), [(99, False), (100, True)])
def test_100_bytes_are_compressed(length: int, compressed: bool) -> None:
    content = '"' + "a" * (length - 2) + '"'
    data = frame.write(content.encode())
    assert bool(FixedHeader.read(data).flags & 1 << 24) is compressed
    assert (content.encode() in data) is not compressed
    assert frame.read(data).decode() == content


@pytest.mark.parametrize("content", [{"model": "m" * 256, "messages": []}, {"id": "chatcmpl-" + "é" * 124}])
def test_a_name_over_255_bytes_is_refused(content: object) -> None:
    with pytest.raises(CompressionError, match=r"(model has 256|id has 257) bytes"):
        frame.write(text(content))


def test_a_name_of_255_bytes_is_written() -> None:
    assert len(request(model="m" * 255).model) == 255
    assert len(response(id="é" * 127 + "x").id.encode()) == 255


def test_headers_hold_65535_bytes() -> None:
    # 20 fixed, 2 of the model, 3 of the count, 1 of the hint, 4 of the cost; the rest has four roles a byte.
    most = (65535 - 30) * 4
    assert header({"model": "m", "messages": [0] * most}).length == 65535
    with pytest.raises(CompressionError, match="65536 bytes"):
        frame.write(text({"model": "m", "messages": [0] * (most + 1)}))


@pytest.mark.parametrize(
    "content",
    [
        "",
        " ",
        "nope",
        "NaN",
        "[Infinity]",
        "{'a':1}",
        '{"a":1,}',
        "[1",
        "1e999",
        '"\\ud800"',
        "\ufeff{}",
        "{} {}",
        "01",
    ],
)
def test_content_that_is_not_json_is_refused(content: str) -> None:
    with pytest.raises(CompressionError, match="not JSON"):
        frame.write(content.encode())


@pytest.mark.parametrize("opened", ["[", '{"a":', '[{"a":'])
def test_content_nested_more_than_127_deep_is_refused(opened: str) -> None:
    closing = {"[": "]", '{"a":': "}", '[{"a":': "}]"}[opened]
    times = 126 // len(closing)

    def nested(inner: str) -> bytes:
        return (opened * times + inner + closing * times).encode()

    for inner in ("[1]", '{"a":"[{"}'):
        assert frame.read(frame.write(nested(inner))) == nested(inner)
    for inner in ("[[]]", '{"a":{}}'):
        with pytest.raises(CompressionError, match="more than 127 deep"):
            frame.write(nested(inner))
    with pytest.raises(CompressionError):
        frame.write(b"[" * 100_000 + b"]" * 100_000)


def test_many_brackets_are_not_depth() -> None:
    content = json.dumps([[{}] * 200, "[" * 200])
    assert frame.read(frame.write(content.encode())).decode() == content


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**65), 2**65)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def shaped(keys: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    return JSON | st.fixed_dictionaries({}, optional={key: value | JSON for key, value in keys.items()})


NAME = st.sampled_from(["", "m", "gpt-4o", "chatcmpl-é", "m" * 255, "m" * 256])
PART = shaped({"type": st.just("image_url"), "text": st.text(max_size=9)})
ROLE = st.sampled_from(["system", "user", "assistant", "tool", "function", "developer", "nobody"])
MESSAGE = shaped({"role": ROLE, "content": st.text(max_size=9) | st.lists(PART, max_size=3)})
COUNT = st.integers(0, 2**64 - 1)
CHOICE = shaped(
    {
        "message": shaped({"tool_calls": JSON, "refusal": st.text(max_size=3)}),
        "finish_reason": st.sampled_from(["stop", "length", "content_filter", "?"]),
    }
)
USAGE = shaped(
    {
        "prompt_tokens": COUNT,
        "completion_tokens": COUNT,
        "prompt_tokens_details": shaped({"cached_tokens": COUNT}),
        "completion_tokens_details": shaped({"reasoning_tokens": COUNT}),
    }
)
CONTENT = shaped(
    {
        "model": NAME,
        "id": NAME,
        "messages": st.lists(MESSAGE, max_size=6),
        "max_tokens": COUNT,
        "max_completion_tokens": COUNT,
        "stream": st.booleans(),
        "choices": st.lists(CHOICE, max_size=2),
        "usage": USAGE,
    }
)


@settings(max_examples=200, deadline=None)
@given(CONTENT, st.booleans())
def test_any_json_gives_a_frame_the_reader_takes(content: object, ascii_only: bool) -> None:
    raw = json.dumps(content, ensure_ascii=ascii_only).encode()
    try:
        wire = frame.write_text(raw)
    except CompressionError as error:
        assert "and its field holds at most 255" in str(error)  # nothing else can be wrong with it
    else:
        assert wire.startswith("#M2M|1|")
        assert standard.b64decode(wire[7:], validate=True) == frame.write(raw)
        assert frame.read_text(wire) == raw


# Where a value of this depth stands, and how deep that place is.
PLACES = [
    ("%s", 0),
    ('{"model":"o1","tools":%s}', 1),
    ('{"messages":[],"tools":%s}', 1),
    ('{"messages":%s}', 1),
    ('{"messages":{"a":%s}}', 2),
    ('{"messages":[%s]}', 2),
    ('{"messages":[{"role":"user","content":"Hi"},{"role":"user","content":"Hi","name":%s}]}', 3),
    ('{"messages":[{"role":"user","content":%s}]}', 3),
    ('{"messages":[{"role":%s,"content":"Hi"}]}', 3),
    ('{"messages":[{"content":%s}],"x":[]}', 3),
    ('{"choices":[{"message":%s}]}', 3),
]


@pytest.mark.parametrize(("around", "place"), PLACES, ids=[around for around, _ in PLACES])
def test_depth_is_held_wherever_it_is(around: str, place: int) -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        just = 127 - place
        inside = opening * just + "1" + closing * just
        assert frame.write((around % inside).encode())
        with pytest.raises(CompressionError, match="nested more than 127 deep"):
            frame.write((around % f"{opening}{inside}{closing}").encode())
