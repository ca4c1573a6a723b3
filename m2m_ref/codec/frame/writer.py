"""Writes frames (frame.rs, M2MFrame::encode)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from zlib_ng.zlib_ng import crc32

from m2m_ref.codec import base64, brotli
from m2m_ref.codec.frame import content, request, response
from m2m_ref.codec.frame.header import FIXED_BYTES, LENGTHS, PREFIX, PREFIX_BYTES, pack_fixed
from m2m_ref.codec.frame.seal import FrameKey, seal, security_byte
from m2m_ref.codec.frame.table import table
from m2m_ref.error import CompressionError
from m2m_ref.profile import Profile, settings

_WRITERS: dict[str, Callable[[], VariableWriter]] = {
    "request": request.writer,
    "response": lambda: response.write,
}


VariableWriter = Callable[[object, int | None], tuple[int, bytes]]
"""Gives the flags and the variable header of content JSON, and holds it to a depth if there is one."""

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
    if limits.text_bytes is not None or limits.list_items is not None:
        content.hold_lengths(value, limits)
    depth = limits.json_depth if content.may_be_deep(raw, limits.json_depth) else None
    schema, flags, variable = write_variable(value, depth, shape)
    lengths, payload = write_payload(raw)
    if payload is not raw:
        flags |= table().compressed
    fixed = _fixed(schema, security_byte(key), flags, len(variable))
    if key is None:
        return b"".join((fixed, variable, lengths, payload))
    return seal(fixed + variable, lengths + payload, key)


def write_variable(value: object, depth: int | None, shape: FrameShape = PLAIN) -> tuple[str, int, bytes]:
    """The schema of content JSON, its flags, and the variable header.

    `depth` is how deep it may be nested; None if it is not. Raises CompressionError if something does not
    fit.
    """
    schema = shape.schema or schema_of(value)
    layout = table().layout_of(schema)
    if layout == "opaque":
        flags, variable = 0, shape.opaque
        content.hold_depth(value, depth)
    elif shape.opaque:
        raise ValueError(f"a {schema} has the header of a {layout}, and not an opaque one")
    else:
        flags, variable = _WRITERS[layout]()(value, depth)
    if shape.extensions:
        return schema, flags | table().extensions, variable + shape.extensions
    return schema, flags, variable


def _fixed(schema: str, security: int, flags: int, size: int) -> bytes:
    """The fixed header before a variable one of `size` bytes."""
    tables, length = table(), FIXED_BYTES + size
    if length > tables.header_limit:
        raise CompressionError(
            f"the headers have {length} bytes, and may have {tables.header_limit}: too many messages"
        )
    return pack_fixed(length, tables.schema_bytes[schema], security, flags)


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
