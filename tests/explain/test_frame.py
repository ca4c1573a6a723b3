"""Sound frames: every row of them."""

from __future__ import annotations

import base64

import brotli  # type: ignore[import-untyped]
import pytest

from m2m_conformance.explain import Weight, explain
from tests.explain.build import (
    COMPRESSED,
    COST,
    EXTENSIONS,
    FIELDS,
    REQUEST,
    SOUND,
    body,
    fields,
    fixed,
    framed,
    rows,
    said,
    text,
)

HEADERS = [
    (0, "24 00", "header_len", "36: 20 fixed and 16 variable"),
    (2, "01", "schema", "01 request"),
    (3, "00", "security", "00 none"),
    (4, "40 00 00 00", "flags", "00000040: max_tokens"),
    (8, "00 00 00 00 00 00 00 00 00 00 00 00", "reserved", "zero"),
    (20, "06", "model length", "6"),
    (21, "67 70 74 2d 34 6f", "model", '"gpt-4o"'),
    (27, "01", "message count", "1"),
    (28, "01", "roles", "user (01)"),
    (29, "05", "content hint", "5 bytes of text in the messages"),
    (30, "ac 02", "max tokens", "300"),
    (32, "98 c5 44 3b", "cost estimate", "0.0030025 USD"),
]
LENGTHS = [
    (36, "52 00 00 00", "payload_len", "82"),
    (40, "cb b8 75 f2", "crc32", "f275b8cb, of the content"),
]
PAYLOAD = (44, "82 bytes", "payload", "JSON text, 82 bytes")


def test_a_request_is_explained_field_by_field() -> None:
    found = framed(SOUND)
    prefix = (-7, "23 4d 32 4d 7c 31 7c", "prefix", "M2M frame, version 1; base64 follows")
    assert rows(found) == [prefix, *HEADERS, *LENGTHS, PAYLOAD]
    assert (found.form, found.verdict) == ("M2M frame, text form", "sound")
    assert found.size == 7 + 4 * 42  # 126 bytes
    assert found.content == REQUEST
    assert found.findings == ()


def test_the_binary_form_has_the_same_rows() -> None:
    found = explain(base64.b64encode(b"#M2M|1|" + SOUND).decode(), binary=True)
    prefix = (-7, "23 4d 32 4d 7c 31 7c", "prefix", "M2M frame, version 1")
    assert rows(found) == [prefix, *HEADERS, *LENGTHS, PAYLOAD]
    assert (found.form, found.verdict, found.size) == ("M2M frame, binary form", "sound", 133)


def test_a_response_is_explained_field_by_field() -> None:
    content = b'{"choices":[]}' + b" " * 100
    stream = bytes(brotli.compress(content))
    variable = b"\x03x-1" + b"\x02o1" + b"\x02" + b"\x09" + b"\x80\x01" + b"\x04" + b"\x07" + COST
    found = framed(fixed(variable, schema=2, flags=COMPRESSED | 0xE8) + body(stream, content))
    assert rows(found)[2:] == [
        (2, "02", "schema", "02 response"),
        (3, "00", "security", "00 none"),
        (
            4,
            "e8 00 00 01",
            "flags",
            "010000e8: usage, cached_tokens, reasoning_tokens, cost_estimate, compressed",
        ),
        (8, "00 00 00 00 00 00 00 00 00 00 00 00", "reserved", "zero"),
        (20, "03", "id length", "3"),
        (21, "78 2d 31", "id", '"x-1"'),
        (24, "02", "model length", "2"),
        (25, "6f 31", "model", '"o1"'),
        (27, "02", "finish reason", "02 tool_calls"),
        (28, "09", "prompt tokens", "9"),
        (29, "80 01", "completion tokens", "128"),
        (31, "04", "cached tokens", "4"),
        (32, "07", "reasoning tokens", "7"),
        (33, "98 c5 44 3b", "cost estimate", "0.0030025 USD"),
        (37, f"{len(stream):02x} 00 00 00", "payload_len", str(len(stream))),
        *rows(found)[-2:-1],
        (45, f"{len(stream)} bytes", "payload", "Brotli of JSON text, 114 bytes"),
    ]
    assert (found.verdict, found.content) == ("sound", content)


def test_roles_are_named_and_many_are_counted() -> None:
    few = framed(fixed(b"\x00\x04\xe4\x00", flags=0) + body(b"{}"))
    assert fields(few)["roles"] == "system/developer (00), user (01), assistant (10), tool/function (11)"
    many = framed(fixed(b"\x00\x09\xe4\x55\x01\x00", flags=0) + body(b"{}"))
    assert (
        fields(many)["roles"]
        == "1 system/developer (00), 6 user (01), 1 assistant (10), 1 tool/function (11)"
    )
    none = framed(fixed(b"\x00\x00\x00", flags=0) + body(b"{}"))
    assert "roles" not in fields(none)
    assert {few.verdict, many.verdict, none.verdict} == {"sound"}


@pytest.mark.parametrize(
    ("schema", "meaning"),
    [
        (3, "03 stream; its variable header is opaque"),
        (0xFE, "fe custom; its variable header is opaque"),
        (0x77, "77 unknown; its variable header is opaque"),
    ],
)
def test_an_opaque_header_is_one_span(schema: int, meaning: str) -> None:
    found = framed(fixed(b"\xff\xff\xff", schema=schema, flags=0) + body(b"{}"))
    assert found.verdict == "sound"
    assert fields(found)["schema"] == meaning
    assert (20, "ff ff ff", "variable header", "opaque: 3 bytes") in rows(found)


def test_extensions_need_their_flag() -> None:
    extended = framed(fixed(FIELDS[:-4] + b"\x01\x02\x03", flags=EXTENSIONS | 64) + body(REQUEST))
    assert (32, "01 02 03", "extensions", "3 bytes, skipped") in rows(extended)
    assert extended.verdict == "sound"
    bare = framed(fixed(FIELDS[:-4] + b"\x01\x02\x03") + body(REQUEST))
    assert said(bare.faults) == [
        (
            "left over at 32",
            "the fields end 3 bytes before header_len says",
            "lengths, counts, flags and header_len have to agree, or flag 25 be set",
        )
    ]


def test_only_four_bytes_are_a_cost() -> None:
    found = framed(fixed(FIELDS + b"\x01\x02", flags=EXTENSIONS | 64) + body(REQUEST))
    assert (32, "98 c5 44 3b 01 02", "extensions", "6 bytes, skipped") in rows(found)


def test_what_no_reader_looks_at_is_noted() -> None:
    data = bytearray(SOUND)
    data[6:8] = b"\x81\x40"
    data[19] = 7
    found = framed(bytes(data))
    assert found.verdict == "sound"
    assert said(found.of(Weight.NOTE)) == [
        ("flags at 4", "no reader looks at flags without a meaning, written 0: 16, 23, 30", ""),
        ("reserved at 8", "no reader looks at the reserved bytes; they are written zero", ""),
    ]
    plain = framed(fixed(FIELDS) + body(b"no JSON"))
    assert plain.verdict == "sound"
    assert [each.where for each in plain.of(Weight.NOTE)] == ["payload at 44"]


def test_bytes_after_the_payload_are_each_profiles_own() -> None:
    found = framed(SOUND + b"abc")
    assert (found.verdict, found.faults) == ("sound in core, and refused in strict", [])
    assert said(found.of(Weight.STRICT)) == [
        (
            "after payload at 126",
            "3 bytes after the payload: in core ignored, in strict an error",
            "end the frame with its payload",
        )
    ]


def test_a_text_form_is_not_taken_for_a_binary_one() -> None:
    found = explain(text(SOUND), binary=True)
    assert found.verdict == "broken: this is a text form, and a binary form was asked for"
    assert rows(found) == rows(framed(SOUND))
