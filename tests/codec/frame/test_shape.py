"""Frames that are asked for: schemas, extensions, opaque headers, binary form, keys, limits of strict."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given, settings

from m2m_ref.codec import frame
from m2m_ref.codec.frame import FrameKey, FrameShape, Mode
from m2m_ref.codec.frame.header import FixedHeader
from m2m_ref.codec.frame.variable import read_variable
from m2m_ref.error import CompressionError, CryptoError, DecompressionError
from m2m_ref.profile import Profile
from tests.codec.frame.test_reader import build
from tests.codec.frame.test_writer import CONTENT
from tests.oracle.header import header_of

EMBEDDING = b'{"model":"text-embedding-3-small","input":"Hello"}'
ANSWER = b'{"id":"e","model":"m","usage":{"prompt_tokens":5,"total_tokens":5}}'
KEYS = [FrameKey(Mode.HMAC, bytes(range(16))), FrameKey(Mode.AEAD, bytes(range(32)))]


def read_back(raw: bytes, shape: FrameShape) -> tuple[FixedHeader, object, bytes]:
    data = frame.write(raw, shape=shape)
    assert frame.read(data) == raw
    fixed = FixedHeader.read(data)
    return (fixed, *read_variable(data, fixed))


def test_embedding_requests_have_a_request_header() -> None:
    fixed, header, _ = read_back(EMBEDDING, FrameShape(schema="embedding_request"))
    assert (fixed.schema, fixed.flags) == (4, 0)
    assert isinstance(header, frame.RequestHeader)
    assert (header.model, header.message_count, header.content_hint) == ("text-embedding-3-small", 0, 0)


@pytest.mark.parametrize(("schema", "byte"), [("embedding_response", 5), ("error", 0x10), ("response", 2)])
def test_embedding_responses_and_errors_have_a_response_header(schema: str, byte: int) -> None:
    fixed, header, _ = read_back(ANSWER, FrameShape(schema=schema))
    assert (fixed.schema, fixed.flags) == (byte, 1 << 3 | 1 << 7)
    assert isinstance(header, frame.ResponseHeader)
    assert (header.id, header.model, header.finish_reason, header.prompt_tokens) == ("e", "m", 0xFF, 5)


@pytest.mark.parametrize(("schema", "byte"), [("stream", 3), ("custom", 0xFE)])
def test_other_schemas_have_the_header_that_is_given(schema: str, byte: int) -> None:
    fixed, header, _ = read_back(b"[1]", FrameShape(schema=schema, opaque=b"\xff\xfe"))
    assert (fixed.schema, fixed.flags, header) == (byte, 0, b"\xff\xfe")


def test_extensions_follow_the_fields_and_set_their_bit() -> None:
    fixed, _, extensions = read_back(ANSWER, FrameShape(extensions=b"ext"))
    assert fixed.flags & 1 << 25
    assert frame.write(ANSWER, shape=FrameShape(extensions=b"ext"))[fixed.length - 3 : fixed.length] == b"ext"
    fixed, _, extensions = read_back(ANSWER, FrameShape(schema="response", extensions=b"ext"))
    assert extensions == b"ext"


def test_a_schema_there_is_not_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no schema 'chat'; there are request"):
        frame.write(b"{}", shape=FrameShape(schema="chat"))
    with pytest.raises(ValueError, match="a request has the header of a request"):
        frame.write(b"{}", shape=FrameShape(opaque=b"x"))


def test_headers_that_grow_too_long_are_refused() -> None:
    room = 65535 - FixedHeader.read(frame.write(b"{}")).length
    assert frame.read(frame.write(b"{}", shape=FrameShape(extensions=bytes(room)))) == b"{}"
    with pytest.raises(CompressionError, match="65536"):
        frame.write(b"{}", shape=FrameShape(extensions=bytes(room + 1)))
    with pytest.raises(CompressionError):
        frame.write(b"{}", shape=FrameShape(schema="stream", opaque=bytes(70_000)))


def test_the_binary_form_is_the_prefix_and_the_frame() -> None:
    assert frame.write_binary(EMBEDDING) == b"#M2M|1|" + frame.write(EMBEDDING)
    assert frame.read_binary(b"#M2M|1|" + frame.write(EMBEDDING)) == EMBEDDING
    for data in (b"", b"#M2M|1", b"#M2M|2|" + frame.write(EMBEDDING), frame.write(EMBEDDING)):
        with pytest.raises(DecompressionError, match="begins with"):
            frame.read_binary(data)


@pytest.mark.parametrize("key", KEYS, ids=["hmac", "aead"])
def test_secured_frames_come_back_with_the_key_and_with_nothing_else(key: FrameKey) -> None:
    data = frame.write(ANSWER, key=key)
    assert frame.read(data, key=key) == ANSWER
    assert frame.read_text(frame.write_text(ANSWER, key=key), key=key) == ANSWER
    other = KEYS[key.mode is Mode.HMAC]
    for wrong in (None, other, FrameKey(key.mode, bytes(32))):
        with pytest.raises(CryptoError):
            frame.read(data, key=wrong)
    with pytest.raises(CryptoError):
        frame.read(frame.write(ANSWER), key=key)


@pytest.mark.parametrize("key", KEYS, ids=["hmac", "aead"])
def test_a_secured_frame_with_any_bit_changed_is_refused(key: FrameKey) -> None:
    data = frame.write(EMBEDDING, key=key)
    for at in range(len(data) * 8):
        bent = bytearray(data)
        bent[at // 8] ^= 1 << at % 8
        with pytest.raises((CryptoError, DecompressionError)):
            frame.read(bytes(bent), key=key)


def test_bytes_after_the_payload() -> None:
    assert frame.read(build() + b"x") == b"{}"
    assert frame.read(build(), profile=Profile.STRICT) == b"{}"
    with pytest.raises(DecompressionError, match="1 bytes follow the payload"):
        frame.read(build() + b"x", profile=Profile.STRICT)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"[" * 32 + b"]" * 32, b"[" * 33 + b"]" * 33),
        (b"[" + b"1," * 9_999 + b"1]", b"[" + b"1," * 10_000 + b"1]"),
        (b'"' + b"x" * 10 * 2**20 + b'"', b'"' + b"x" * 10 * 2**20 + b'y"'),
        (b'{"m":"' + "é".encode() * 5 * 2**20 + b'"}', b'{"m":"' + "é".encode() * 5 * 2**20 + b'y"}'),
    ],
    ids=["depth", "list", "text", "multi-byte text"],
)
def test_limits_of_content_in_strict(good: bytes, bad: bytes) -> None:
    assert frame.write(good, profile=Profile.STRICT)
    assert frame.write(bad)
    with pytest.raises(CompressionError):
        frame.write(bad, profile=Profile.STRICT)


ODD = [
    '{"model":"m","messages":[{"role":"nobody"},{"role":null},{},[],"x",1,null,{"role":"user","content":{}}]}',
    '{"model":"m","messages":{"0":{"role":"user"}}}',
    '{"model":["m"],"messages":[]}',
    '{"model":"' + "é" * 127 + 'x","messages":[]}',
    '{"messages":[{"role":"user","content":"a"}],"messages":[],"model":"m"}',
    '{"model":"m","messages":[],"":1,"\\u0000":2}',
    '{"id":7,"choices":{}}',
    '{"id":"chatcmpl-","usage":{"prompt_tokens":-0,"completion_tokens":1e2}}',
    "-0", "18446744073709551616", '"\\ud83d\\ude00"', "null", "[]",
]  # fmt: skip
ODD += [
    f'{{"model":"m","messages":[],"max_tokens":{value}}}'
    for value in (
        "null",
        "true",
        "-1",
        "-0",
        "0",
        "1.0",
        "1e3",
        '"7"',
        "[7]",
        "{}",
        "4294967296",
        "2e400"[:3],
    )
]
ODD += ['{"model":"m","messages":[],"max_tokens":18446744073709551616,"max_completion_tokens":7}']
ODD += ['{"model":"m","messages":[],"max_tokens":-0,"max_completion_tokens":7}']
ODD += ['{"model":"m","messages":[' + "{}," * 999 + "{}]}"]


@pytest.mark.parametrize("content", ODD, ids=lambda content: content[:70])
def test_json_that_nobody_would_send_gives_the_headers_of_the_oracle(content: str) -> None:
    data = frame.write(content.encode())
    expected = header_of(content)
    assert data[: len(expected)] == expected
    assert frame.read(data) == content.encode()


def test_300_000_messages_do_not_fit_and_say_so() -> None:
    content = b'{"model":"m","messages":[' + b"{}," * 299_999 + b"{}]}"
    with pytest.raises(CompressionError, match="too many messages"):
        frame.write(content)


@settings(max_examples=150, deadline=None)
@given(CONTENT)
def test_any_json_gives_the_headers_of_the_oracle(content: object) -> None:
    text = json.dumps(content)
    try:
        data = frame.write(text.encode())
    except CompressionError:
        return
    expected = header_of(text)
    assert data[: len(expected)] == expected
    assert struct.unpack_from("<H", data)[0] == len(expected)
