"""Writes frames (frame.rs, M2MFrame::encode)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
from zlib_ng.zlib_ng import crc32

from m2m_ref import json
from m2m_ref.codec import base64, brotli
from m2m_ref.codec.frame import content, request, response
from m2m_ref.codec.frame.header import FIXED_BYTES, LENGTHS, PREFIX, PREFIX_BYTES, pack_fixed
from m2m_ref.codec.frame.seal import FrameKey, seal, security_byte
from m2m_ref.codec.frame.table import table
from m2m_ref.error import CompressionError
from m2m_ref.profile import Profile, settings

VariableWriter = Callable[[object, bytes, int], tuple[int, bytes]]
"""Gives the flags and the variable header of content JSON, whose text comes next, and holds it to a depth."""

_WRITERS: dict[str, Callable[[], VariableWriter]] = {
    "request": request.writer,
    "response": lambda: response.write,
}
_CORE = Profile.CORE


class FrameShape(msgspec.Struct, frozen=True, kw_only=True):
    """What a frame is like beside its content.

    `schema` is a name of spec/frame.yaml; None is the one that the content looks like. `extensions` go to
    the end of the variable header. `opaque` is the whole variable header of a schema whose layout is
    opaque.
    """

    schema: str | None = None
    extensions: bytes = b""
    opaque: bytes = b""


PLAIN = FrameShape()
"""The schema that the content looks like, and no extensions."""


def write_text(
    raw: bytes, *, profile: Profile = _CORE, key: FrameKey | None = None, shape: FrameShape = PLAIN
) -> str:
    """The text form of the frame of content (UTF-8 JSON). Raises CompressionError as `write` does."""
    return PREFIX + base64.encode(write(raw, profile=profile, key=key, shape=shape))


def write_binary(
    raw: bytes, *, profile: Profile = _CORE, key: FrameKey | None = None, shape: FrameShape = PLAIN
) -> bytes:
    """The binary form of the frame of content (UTF-8 JSON). Raises CompressionError as `write` does."""
    return PREFIX_BYTES + write(raw, profile=profile, key=key, shape=shape)


def write(
    raw: bytes, *, profile: Profile = _CORE, key: FrameKey | None = None, shape: FrameShape = PLAIN
) -> bytes:
    """The frame of content (UTF-8 JSON), without its prefix; secured if there is a key.

    Raises CompressionError if the content is not JSON, is nested too deeply or otherwise not within the
    limits of the profile, or has a model, an id or a list of messages that does not fit the header;
    ValueError for a schema that there is not, or whose variable header is not opaque and is given.
    """
    limits = settings(profile)
    value = content.parse(raw)
    if json.may_be_long(raw, limits):
        content.hold_lengths(value, limits)
    schema, flags, variable = write_variable(value, raw, limits.json_depth, shape)
    lengths, payload = write_payload(raw)
    if payload is not raw:
        flags |= table().compressed
    fixed = _fixed(schema, security_byte(key), flags, len(variable))
    if key is None:
        return b"".join((fixed, variable, lengths, payload))
    return seal(fixed + variable, lengths + payload, key)


def write_variable(value: object, raw: bytes, depth: int, shape: FrameShape) -> tuple[int, int, bytes]:
    """The schema byte of content JSON, its flags, and the variable header.

    `raw` is its text, and `depth` how deep it may be nested. Raises CompressionError if something does not
    fit.
    """
    name = shape.schema or schema_of(value)
    schema, writer = _layout(name)
    if writer is None:
        flags, variable = 0, shape.opaque
        content.hold_depth(value, raw, depth)
    elif shape.opaque:
        raise ValueError(f"a {name} has the header of a {table().layout_of(name)}, and not an opaque one")
    else:
        flags, variable = writer(value, raw, depth)
    if shape.extensions:
        return schema, flags | table().extensions, variable + shape.extensions
    return schema, flags, variable


@cache
def _layout(schema: str) -> tuple[int, VariableWriter | None]:
    """The byte of a schema, and what writes its variable header; None if that is opaque."""
    layout = table().layout_of(schema)
    return table().schema_bytes[schema], None if layout == "opaque" else _WRITERS[layout]()


def _fixed(schema: int, security: int, flags: int, size: int) -> bytes:
    """The fixed header before a variable one of `size` bytes."""
    length = FIXED_BYTES + size
    if length > table().header_limit:
        raise CompressionError(
            f"the headers have {length} bytes, and may have {table().header_limit}: "
            "too many messages, or extensions that are too long"
        )
    return pack_fixed(length, schema, security, flags)


def write_payload(raw: bytes) -> tuple[bytes, bytes]:
    """Payload length and checksum of the content, and the payload: compressed if long enough, else `raw`."""
    tables, payload = table(), raw
    if len(raw) >= tables.compress_from:
        payload = brotli.compress(raw, tables.quality, tables.window)
    return LENGTHS.pack(len(payload), crc32(raw)), payload


def schema_of(value: object) -> str:
    """The name of the schema content JSON is written under."""
    if type(value) is dict:
        for schema, condition in table().detect:
            if value.keys() >= condition.has and _starts(value, condition.id_starts):
                return schema
    return table().default_schema


def _starts(value: dict[str, Any], start: str) -> bool:
    return not start or content.text(value, "id").startswith(start)
