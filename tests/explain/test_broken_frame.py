"""Broken frames: where they are broken, and what to change."""

from __future__ import annotations

import struct

import brotli  # type: ignore[import-untyped]
import pytest

from m2m_conformance.explain import Explanation
from tests.explain.build import (
    COMPRESSED,
    FIELDS,
    REQUEST,
    SOUND,
    body,
    fields,
    fixed,
    framed,
    rows,
    said,
)


def broken(at: int, new: bytes) -> Explanation:
    return framed(SOUND[:at] + new + SOUND[at + len(new) :])


CUT = "it was cut off: send all of it"
AGREE = "lengths, counts, flags and header_len have to agree"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            broken(42, b"\x76"),
            [
                (
                    "crc32 at 40",
                    "f276b8cb stands here, the content's is f275b8cb",
                    "it was damaged: send it again",
                )
            ],
        ),
        (
            broken(0, b"\x13"),
            [
                (
                    "header_len at 0",
                    "19 is less than the 20 bytes of the fixed header",
                    "it seems to be 36: there stands a payload_len that fits",
                )
            ],
        ),
        (
            broken(0, b"\x00\x24"),
            [
                (
                    "header_len at 0",
                    "9216 runs past the frame's 126 bytes",
                    "it seems to be 36: there stands a payload_len that fits",
                )
            ],
        ),
        (
            broken(0, b"\x22"),
            [
                (
                    "header_len at 0",
                    "34 bytes of headers leave no payload that fits the frame",
                    "it seems to be 36: there stands a payload_len that fits",
                )
            ],
        ),
        (
            framed(SOUND[:38]),
            [("payload_len at 36", "only 2 of its 4 bytes are there, since the frame ends at 38", CUT)],
        ),
        (framed(SOUND[:40]), [("crc32 at 40", "nothing of it is there, since the frame ends at 40", CUT)]),
        (
            framed(SOUND[:-9]),
            [("payload_len at 36", "82 runs past the frame, which has 73 bytes left", CUT)],
        ),
        (
            framed(SOUND[:6]),
            [("flags at 4", "only 2 of its 4 bytes are there, since the frame ends at 6", CUT)],
        ),
        (framed(b""), [("header_len at 0", "nothing of it is there, since the frame ends at 0", CUT)]),
        (
            broken(20, b"\x14"),
            [
                (
                    "model at 21",
                    "only 15 of its 20 bytes are there, since the variable header ends at 36",
                    AGREE,
                )
            ],
        ),
        (
            broken(21, b"g\xff"),
            [
                (
                    "model at 21",
                    "byte 1 of its 6, ff, is not UTF-8: invalid start byte",
                    "the model has to be UTF-8",
                )
            ],
        ),
        (
            broken(29, b"\x85\xac\x82\x80\x80\x80\x80"),
            [
                (
                    "content hint at 29",
                    "the varint does not end: its last byte says that more follow",
                    "write it in as few bytes as will do",
                ),
                ("max tokens at 36", "nothing of it is there, since the variable header ends at 36", AGREE),
            ],
        ),
        (
            broken(3, b"\x03"),
            [
                (
                    "security at 3",
                    "there is no security 03",
                    "it has to be one of 00 none, 01 hmac, 02 aead",
                )
            ],
        ),
        (
            framed(fixed(FIELDS) + body(b'"\xe9"')),
            [
                (
                    "payload at 44",
                    "in the content, byte 1 of its 3, e9, is not UTF-8: invalid continuation byte",
                    "content is Unicode text: write it in UTF-8",
                )
            ],
        ),
    ],
)
def test_a_broken_frame_is_broken_there(found: Explanation, expected: list[tuple[str, str, str]]) -> None:
    assert said(found.faults) == expected
    assert found.verdict.startswith(f"broken: {expected[0][0]}: {expected[0][1]}")


def test_a_walk_goes_on_past_a_fault_in_the_headers() -> None:
    """The message count does not end, so nobody knows how many roles there are; but header_len ends them."""
    variable = b"\x00" + b"\x80" * 4
    found = framed(fixed(variable, flags=0) + body(REQUEST))
    assert rows(found)[6:] == [
        (20, "00", "model length", "0"),
        (21, "80 80 80 80", "message count", "broken"),
        (25, "52 00 00 00", "payload_len", "82"),
        (29, "cb b8 75 f2", "crc32", "f275b8cb, of the content"),
        (33, "82 bytes", "payload", "JSON text, 82 bytes"),
    ]
    assert found.content == REQUEST


def test_what_cannot_be_placed_is_one_span() -> None:
    """header_len is broken, and so is payload_len: nothing tells where the headers end."""
    found = framed(b"\x00\x00" + SOUND[2:36] + b"\xff\xff" + SOUND[38:])
    assert rows(found)[-1] == (32, "94 bytes", "not read", "it is not known where the headers end")
    assert [each.where for each in found.faults] == ["header_len at 0"]


def test_the_longest_header_is_found_too() -> None:
    data = fixed(b"\xff" * 65515, schema=3, flags=0)
    found = framed(b"\x00\x00" + data[2:] + body(REQUEST))
    assert [each.remedy for each in found.faults] == [
        "it seems to be 65535: there stands a payload_len that fits"
    ]


def test_a_header_without_an_end_is_read_as_far_as_one_can_be_long() -> None:
    found = framed(b"\x00\x00" + fixed(b"\x00\xff\xff\x7f", flags=0)[2:] + b"\xe4" * 70_000)
    assert said(found.faults)[1] == (
        "roles at 24",
        "only 65511 of its 524288 bytes are there, since what header_len can count ends at 65535",
        AGREE,
    )
    assert rows(found)[-1] == (65535, "4489 bytes", "not read", "it is not known where the headers end")


def test_bytes_of_a_text_that_are_not_utf8_are_shown() -> None:
    assert fields(broken(21, b"g\xff"))["model"] == r'"g\xfft-4o"'


def test_faults_are_in_the_order_of_the_wire() -> None:
    found = framed(fixed(FIELDS) + body(b"\xff", b""))
    assert [each.where for each in found.faults] == ["crc32 at 40", "payload at 44"]


def test_two_faults_are_both_told() -> None:
    data = SOUND[:21] + b"\xff" + SOUND[22:40] + b"\0" + SOUND[41:]
    found = framed(data)
    assert [each.where for each in found.faults] == ["model at 21", "crc32 at 40"]
    assert found.verdict.endswith("; and 1 more")


# Single mistakes of a writer, and what to change.

LONG = b'{"messages":[]}' + b" " * 100
STREAM = bytes(brotli.compress(LONG))


def long(flags: int, lengths: bytes, payload: bytes) -> Explanation:
    return framed(fixed(FIELDS, flags=flags | 64) + lengths + payload)


@pytest.mark.parametrize(
    ("found", "where", "remedy"),
    [
        (
            long(0, body(STREAM, LONG)[:8], STREAM),
            "crc32 at 40",
            "the payload is Brotli, and fits its checksum: set flag 24",
        ),
        (
            long(COMPRESSED, body(LONG)[:8], LONG),
            "payload at 44",
            "the payload is not Brotli, and fits its checksum as it is: clear flag 24",
        ),
        (
            long(COMPRESSED, body(STREAM)[:8], STREAM),
            "crc32 at 40",
            "this is the CRC-32 of the compressed payload: write that of the content",
        ),
        (
            framed(SOUND[:40] + SOUND[43:39:-1] + SOUND[44:]),
            "crc32 at 40",
            "it is the right one in big-endian: write it little-endian",
        ),
        (
            framed(SOUND[:36] + struct.pack(">I", 82) + SOUND[40:]),
            "payload_len at 36",
            "all 82 bytes up to the end fit the checksum: payload_len has to be 82",
        ),
        (
            framed(SOUND[:36] + struct.pack("<I", 80) + SOUND[40:]),
            "crc32 at 40",
            "all 82 bytes up to the end fit the checksum: payload_len has to be 82",
        ),
        (
            long(COMPRESSED, struct.pack("<I", len(STREAM) - 2) + body(STREAM, LONG)[4:8], STREAM),
            "payload at 44",
            f"all {len(STREAM)} bytes up to the end fit the checksum: payload_len has to be {len(STREAM)}",
        ),
    ],
)
def test_a_single_mistake_is_named(found: Explanation, where: str, remedy: str) -> None:
    assert (where, remedy) in [(each.where, each.remedy) for each in found.faults]


def test_a_checksum_that_nothing_explains_is_damage() -> None:
    found = long(COMPRESSED, struct.pack("<II", len(STREAM), 1), STREAM)
    assert [each.remedy for each in found.faults] == ["it was damaged: send it again"]
