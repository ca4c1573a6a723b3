"""Frames as they are read: each built here by hand, right and wrong."""

from __future__ import annotations

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
from m2m_ref.error import CryptoError, DecompressionError, M2MError
from m2m_ref.profile import Profile

LIMIT = 16 * 1024 * 1024
COMPRESSED, EXTENSIONS = 1 << 24, 1 << 25
# model gpt-4o, one message of the role user, content hint 5, and the same with a cost of 1.0 dollar
BARE = b"\x06gpt-4o\x01\x01\x05"
COST = struct.pack("<f", 1.0)
REQUEST = BARE + COST
# id c, model m, stop, 7 and 9 tokens
RESPONSE = b"\x01c\x01m\x00\x07\x09"


def build(variable: bytes = REQUEST, payload: bytes = b"{}", **changes: Any) -> bytes:
    """A frame without its prefix; changes: length, schema, security, flags, reserved, crc, size."""
    length = changes.get("length", 20 + len(variable))
    schema, security, flags = changes.get("schema", 1), changes.get("security", 0), changes.get("flags", 0)
    fixed = struct.pack("<HBBI", length, schema, security, flags) + changes.get("reserved", bytes(12))
    crc = changes.get("crc", zlib.crc32(payload))
    stored = brotli.compress(payload) if flags & COMPRESSED else payload
    lengths = struct.pack("<II", changes.get("size", len(stored)), crc)
    return b"".join((fixed, variable, lengths, stored))


def variable(data: bytes) -> Any:
    return read_variable(data, FixedHeader.read(data))[0]


def test_headers_of_a_request() -> None:
    assert variable(build()) == RequestHeader("gpt-4o", 1, b"\1", 5, None, 1.0)
    assert variable(build(BARE)) == RequestHeader("gpt-4o", 1, b"\1", 5, None, None)
    limited = build(BARE + b"\xac\x02" + COST, flags=1 << 6)
    assert variable(limited) == RequestHeader("gpt-4o", 1, b"\1", 5, 300, 1.0)
    five = b"\x00\x05\xe4\x01\x00"  # 11 10 01 00, then 01
    assert tuple(variable(build(five)).roles) == (0, 1, 2, 3, 1)
    assert variable(build(b"\x00\x01\xfd\x00")).roles == b"\1"  # bits after the last role are not looked at


def test_headers_of_a_response() -> None:
    assert variable(build(RESPONSE, schema=2)) == ResponseHeader("c", "m", 0, 7, 9, None, None, None)
    full = build(RESPONSE + b"\x03\x04" + COST, schema=2, flags=0b11100000)
    assert variable(full) == ResponseHeader("c", "m", 0, 7, 9, 3, 4, 1.0)
    assert variable(build(b"\0\0\x77\0\0", schema=2)).finish_reason == 0x77


@pytest.mark.parametrize(
    "data",
    [
        build(),
        build(BARE),
        build(flags=COMPRESSED),
        build(payload=b"", flags=COMPRESSED),
        build(payload=b""),
        build(payload=b"not even JSON"),
        build(schema=4),
        build(RESPONSE, schema=2),
        build(RESPONSE, schema=5),
        build(RESPONSE, schema=0x10),
        build(b"", schema=3),
        build(b"\xff" * 9, schema=3),
        build(b"\xff" * 9, schema=0xFE),
        build(b"\xff" * 9, schema=0),
        build(b"\xff" * 9, schema=0x11),
        build(b"\xff" * 9, schema=0xFF, flags=0xFFFF),
        build(flags=1 << 15 | 0xFF << 16 | 0xFC << 24),
        build(reserved=b"\xff" * 12),
        build() + b"more",
        build(BARE + b"\x81\x00", flags=1 << 6),
        build(b"\x00\x80\x00\x00"),
    ],
)
def test_a_right_frame_is_read(data: bytes) -> None:
    payload = frame.read(data)
    assert payload in (b"{}", b"", b"not even JSON")
    assert zlib.crc32(payload) == struct.unpack_from("<I", data, FixedHeader.read(data).length + 4)[0]


@pytest.mark.parametrize("left", [b"\x01", bytes(3), bytes(4), bytes(5), bytes(300)])
def test_extensions_are_skipped(left: bytes) -> None:
    assert frame.read(build(BARE + left, flags=EXTENSIONS)) == b"{}"
    assert frame.read(build(RESPONSE + left, schema=2, flags=EXTENSIONS)) == b"{}"
    full = RESPONSE + b"\x03" + COST + left
    assert variable(build(full, schema=2, flags=EXTENSIONS | 0b10100000)).cost == 1.0


@pytest.mark.parametrize("cut", range(len(build())))
def test_a_frame_cut_off_anywhere_is_refused(cut: int) -> None:
    with pytest.raises(DecompressionError):
        frame.read(build()[:cut])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (build(length=0), "header_len is 0"),
        (build(length=19), "header_len is 19"),
        (build(length=len(build()) + 1), "header_len is"),
        (build(length=len(build())), "ends before its payload length|left in the variable header"),
        (build(length=65535), "header_len is 65535"),
        (build(b""), "ends before its model does"),
        (build(b"\x07gpt-4o"), "ends before its model does"),
        (build(b"\x01\xff\x00\x00"), "model in the variable header is not UTF-8"),
        (build(b"\x00"), "message count: the data ends"),
        (build(b"\x00\x01"), "ends before its roles does"),
        (build(b"\x00\x00"), "content hint: the data ends"),
        (build(b"\x00\x00\x80"), "content hint: the data ends"),
        (build(b"\x00\x00" + b"\x80" * 10 + b"\x00"), "content hint: the varint.*goes on after 10 bytes"),
        (build(b"\x00\x00" + b"\xff" * 9 + b"\x02"), "content hint: the varint.*does not fit 64 bits"),
        (build(BARE, flags=1 << 6), "max tokens: the data ends"),
        (build(BARE + b"\x05"), "1 bytes are left"),
        (build(BARE + b"\x05" + COST), "5 bytes are left"),
        (build(BARE + COST[:3]), "3 bytes are left"),
        # One role is there. A count of 0 leaves its byte over, 5 takes the hint for roles, more overruns.
        (build(b"\x00\x00\x01\x05" + COST), "5 bytes are left"),
        (build(b"\x00\x05\x01\x05" + COST), "3 bytes are left"),
        (build(b"\x00\x05\x01\x05"), "content hint: the data ends"),
        (build(b"\x00" + b"\x80" * 9 + b"\x01" + b"\x01\x05" + COST), "ends before its roles does"),
        (build(b"\x00\xff\xff\xff\xff\x0f\x01\x05" + COST), "ends before its roles does"),
        (build(RESPONSE[:1], schema=2), "ends before its id does"),
        (build(RESPONSE[:2], schema=2), "ends before its model does"),
        (build(RESPONSE[:4], schema=2), "ends before its finish reason does"),
        (build(RESPONSE[:5], schema=2), "prompt tokens: the data ends"),
        (build(RESPONSE[:6], schema=2), "completion tokens: the data ends"),
        (build(RESPONSE, schema=2, flags=1 << 5), "cached tokens: the data ends"),
        (build(RESPONSE + b"\x01", schema=2, flags=3 << 5), "reasoning tokens: the data ends"),
        (build(RESPONSE, schema=2, flags=1 << 7), "ends before its cost estimate does"),
        (build(RESPONSE + COST[:3], schema=2, flags=1 << 7), "ends before its cost estimate does"),
        (build(RESPONSE + COST, schema=2), "4 bytes are left"),
        (build(RESPONSE + COST, schema=5), "4 bytes are left"),
        (build(RESPONSE + COST, schema=0x10), "4 bytes are left"),
        (build(BARE + b"\x05", schema=4), "1 bytes are left"),
        (build(size=3), "payload_len is 3, and only 2 bytes follow"),
        (build(size=2**32 - 1), "payload_len is 4294967295"),
        (build(size=1), "CRC-32"),
        (build(crc=0), "CRC-32"),
        (build(flags=COMPRESSED, crc=0), "CRC-32"),
        (build(flags=COMPRESSED, size=1), "too early"),
        (build(flags=COMPRESSED, size=0), "too early"),
        (build(payload=b"\x00" * 9, size=8), "CRC-32"),
    ],
)
def test_a_wrong_frame_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DecompressionError, match=reason):
        frame.read(data)


def test_bytes_after_a_compressed_payload_inside_its_length_are_refused() -> None:
    whole = build(flags=COMPRESSED)
    size = struct.unpack_from("<I", whole, 20 + len(REQUEST))[0]
    with pytest.raises(DecompressionError, match="nothing after it"):
        frame.read(build(flags=COMPRESSED, size=size + 1) + b"x")


@pytest.mark.parametrize("security", [1, 2, 3, 0xFF])
def test_a_secured_frame_is_refused(security: int) -> None:
    with pytest.raises(CryptoError, match="its payload is not handed out"):
        frame.read(build(security=security) + bytes(32))
    with pytest.raises(CryptoError):
        frame.read(build(b"", security=security, crc=0))


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("flags", [0, COMPRESSED])
def test_16_mib_and_no_more(flags: int, profile: Profile) -> None:
    assert len(frame.read(build(payload=bytes(LIMIT), flags=flags), profile=profile)) == LIMIT
    with pytest.raises(DecompressionError, match="16777216"):
        frame.read(build(payload=bytes(LIMIT + 1), flags=flags), profile=profile)


@pytest.mark.parametrize("wire", ["#M2M|1|", "#M2M|1|AAAA", "#M2M|1|!!", "#M2M|1|" + "A" * 26])
def test_a_text_that_holds_no_frame_is_refused(wire: str) -> None:
    with pytest.raises(DecompressionError, match=r"too short|base64"):
        frame.read_text(wire)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=30), st.sampled_from([1, 2, 3, 4, 5, 0x10, 0x77]), st.integers(0, 2**32 - 1))
def test_any_variable_header_is_read_or_refused(variable: bytes, schema: int, flags: int) -> None:
    data = build(variable, schema=schema, flags=flags)
    try:
        assert frame.read(data) == b"{}"
    except M2MError as error:
        assert isinstance(error, DecompressionError)
