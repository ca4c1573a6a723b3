"""What inspect sees of a frame: all of its headers, however much of the rest there is, and no more."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2m_ref.codec import frame
from m2m_ref.codec.frame import FrameKey, FrameShape, Mode, inspect
from m2m_ref.error import DecompressionError
from tests.codec.frame.test_reader import BARE, COST, EXTENSIONS, RESPONSE, build

PREFIX = "#M2M|1|"
CONTENT = (
    b'{"model":"gpt-4o","messages":[{"role":"system","content":"' + b"long " * 60 + b'"}],"max_tokens":9}'
)


def text(data: bytes) -> str:
    return PREFIX + base64.b64encode(data).decode()


def test_every_field_of_a_request() -> None:
    data = build(BARE + b"\x09" + COST, flags=1 << 6 | 1 << 4 | 1 << 31, reserved=b"twelve bytes")
    seen = inspect(text(data))
    assert (seen.header_length, seen.schema, seen.schema_name) == (20 + len(BARE) + 5, 1, "request")
    assert (seen.security, seen.security_name, seen.nonce) == (0, "none", None)
    assert (seen.flags, seen.flag_names) == (1 << 6 | 1 << 4 | 1 << 31, ("stream", "max_tokens"))
    assert (seen.reserved, seen.extensions) == (b"twelve bytes", b"")
    assert seen.variable == frame.RequestHeader("gpt-4o", 1, b"\1", 5, 9, 1.0)
    assert (seen.payload_length, seen.crc32) == (2, zlib.crc32(b"{}"))
    assert (seen.payload_bytes, seen.truncated) == (2, False)


@pytest.mark.parametrize(
    ("schema", "name"),
    [(2, "response"), (5, "embedding_response"), (0x10, "error")],
)
def test_schemas_with_a_response_header(schema: int, name: str) -> None:
    seen = inspect(text(build(RESPONSE + b"\3" + COST, schema=schema, flags=0b10101000)))
    assert seen.schema_name == name
    assert seen.variable == frame.ResponseHeader("c", "m", 0, 7, 9, 3, None, 1.0)
    assert seen.flag_names == ("usage", "cached_tokens", "cost_estimate")


def test_schemas_with_other_headers() -> None:
    assert inspect(text(build(schema=4))).schema_name == "embedding_request"
    for schema, name in ((3, "stream"), (0xFE, "custom"), (0x77, "unknown")):
        seen = inspect(text(build(b"\xff\0\xff", schema=schema, flags=0xFFFF)))
        assert (seen.schema_name, seen.variable, seen.flag_names) == (name, b"\xff\0\xff", ())


def test_extensions() -> None:
    seen = inspect(text(build(BARE + b"whatever", flags=EXTENSIONS)))
    assert seen.extensions == b"whatever"
    assert isinstance(seen.variable, frame.RequestHeader)
    assert seen.variable.cost is None
    assert seen.flag_names == ("extensions",)


def test_text_and_binary_form_show_the_same() -> None:
    assert inspect(frame.write_text(CONTENT)) == inspect(frame.write_binary(CONTENT))


def test_a_frame_cut_off_anywhere_behind_its_headers_still_shows_them() -> None:
    data, wire = frame.write(CONTENT), frame.write_text(CONTENT)
    whole = inspect(wire)
    for cut in range(whole.header_length, len(data)):
        seen = inspect(PREFIX.encode() + data[:cut])
        assert seen.variable == whole.variable
        assert seen.truncated
        assert seen.payload_bytes == max(0, cut - whole.header_length - 8)
        assert seen.payload_length == (whole.payload_length if cut >= whole.header_length + 8 else None)
    for cut in range(len(PREFIX) + -(-whole.header_length * 8 // 6), len(wire.rstrip("="))):
        seen = inspect(wire[:cut])
        assert (seen.variable, seen.truncated) == (whole.variable, True)
        assert seen.payload_bytes == max(0, (cut - len(PREFIX)) * 3 // 4 - whole.header_length - 8)


def test_missing_padding_alone_is_not_a_missing_payload() -> None:
    wire = next(
        wire for n in range(3) if (wire := frame.write_text(CONTENT[:-1] + b" " * n + b"}")).endswith("=")
    )
    assert inspect(wire.rstrip("=")) == inspect(wire)


@pytest.mark.parametrize("cut", range(20 + len(BARE)))
def test_headers_that_are_cut_off_are_refused(cut: int) -> None:
    with pytest.raises(DecompressionError):
        inspect(PREFIX.encode() + build(BARE)[:cut])
    with pytest.raises(DecompressionError):
        inspect(text(build(BARE)[:cut]))


@pytest.mark.parametrize(
    "wire",
    [
        "", "#M2M|1", "#TK|C|", "{}", b"", b"#M2M|2|", PREFIX, PREFIX.encode(), PREFIX + "!!!!",
        PREFIX + "\ud800" * 28, PREFIX + "é" * 28, PREFIX + "=" * 40, PREFIX + "AAA=A" * 9,
        PREFIX + "AAAA\nAAAA" * 9,
        text(build(length=19)), text(build(b"\x07gpt-4o")), text(build(BARE + b"x")),
        text(build(b"\x01\xff\0\0")),
    ],
)  # fmt: skip
def test_what_is_no_frame_or_has_broken_headers_is_refused(wire: str | bytes) -> None:
    with pytest.raises(DecompressionError):
        inspect(wire)


def test_secured_frames_show_their_headers_without_a_key() -> None:
    plain = inspect(frame.write_text(CONTENT))
    hmac = frame.write(CONTENT, key=FrameKey(Mode.HMAC, bytes(16)))
    seen = inspect(text(hmac))
    assert (seen.security_name, seen.variable, seen.truncated) == ("hmac", plain.variable, False)
    assert (seen.payload_length, seen.crc32) == (plain.payload_length, plain.crc32)
    assert inspect(text(hmac[:-1])).truncated
    aead = frame.write(CONTENT, key=FrameKey(Mode.AEAD, bytes(32)))
    seen = inspect(text(aead))
    assert (seen.security_name, seen.variable, seen.truncated) == ("aead", plain.variable, False)
    assert (seen.payload_length, seen.crc32) == (None, None)
    assert seen.nonce == aead[seen.header_length : seen.header_length + 12]
    assert seen.payload_bytes == len(aead) - seen.header_length
    assert inspect(text(aead[: seen.header_length + 11])).nonce is None


def test_the_payload_is_not_looked_at() -> None:
    wire = frame.write_text(CONTENT)
    assert inspect(wire[:120] + "!" * (len(wire) - 120)).variable == inspect(wire).variable


def test_long_headers_are_seen_whole() -> None:
    many = b'{"model":"m","messages":[' + b"0," * 9000 + b"0]}"
    for wire in (frame.write_text(many), frame.write_binary(many)):
        seen = inspect(wire)
        assert isinstance(seen.variable, frame.RequestHeader)
        assert (seen.variable.message_count, seen.truncated) == (9001, False)


VARIABLES = st.binary(max_size=40) | st.builds(
    lambda model, rest: bytes((len(model),)) + model + rest, st.binary(max_size=9), st.binary(max_size=12)
)


@given(
    VARIABLES, st.sampled_from([1, 2, 3, 4, 5, 0x10, 0xFE, 9]), st.integers(0, 2**32 - 1), st.integers(0, 2)
)
def test_inspect_takes_the_headers_that_the_reader_takes(
    variable: bytes, schema: int, flags: int, off: int
) -> None:
    flags &= ~(1 << 24)
    data = build(variable, schema=schema, flags=flags, length=20 + len(variable) - off)

    def outcome(call: Any) -> object:
        try:
            return call()
        except DecompressionError as error:
            return str(error)

    seen = outcome(lambda: inspect(text(data)))
    assert isinstance(outcome(lambda: frame.read(data)), str) or not isinstance(seen, str)
    if not isinstance(seen, str) and off == 0:
        assert frame.read(data) == b"{}"
    assert outcome(lambda: inspect(PREFIX.encode() + data)) == seen


@given(
    st.text(max_size=90) | st.binary(max_size=90).map(base64.b64encode).map(bytes.decode),
    st.binary(max_size=90),
)
def test_any_input_gives_a_value_or_a_decompression_error(rest: str, data: bytes) -> None:
    wires: list[str | bytes] = [PREFIX + rest, rest, PREFIX.encode() + data, data]
    for wire in wires:
        try:
            seen = inspect(wire)
        except DecompressionError:
            continue
        assert 20 <= seen.header_length <= 65535
        assert seen.payload_bytes >= 0


def test_frames_of_every_shape_are_seen_as_written() -> None:
    shape = FrameShape(schema="stream", opaque=b"own", extensions=b"ext")
    seen = inspect(frame.write_text(CONTENT, shape=shape))
    assert (seen.schema_name, seen.variable) == ("stream", b"ownext")
    assert seen.flag_names == ("compressed", "extensions")
