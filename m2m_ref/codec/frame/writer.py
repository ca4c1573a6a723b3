"""Writes frames (frame.rs, M2MFrame::encode)."""

from __future__ import annotations

from zlib_ng.zlib_ng import crc32

from m2m_ref.codec import base64, brotli
from m2m_ref.codec.frame import content, request, response
from m2m_ref.codec.frame.header import FIXED_BYTES, LENGTHS, PREFIX, pack_fixed
from m2m_ref.codec.frame.table import Condition, table
from m2m_ref.error import CompressionError

_WRITERS = {"request": request.write, "response": response.write}


def write_text(raw: bytes) -> str:
    """The text form of the frame of content (UTF-8 JSON). Raises CompressionError as `write` does."""
    return PREFIX + base64.encode(write(raw))


def write(raw: bytes) -> bytes:
    """The frame of content (UTF-8 JSON), without its prefix.

    Raises CompressionError if the content is not JSON, is nested too deeply, or has a model, an id or a list
    of messages that does not fit the header.
    """
    return write_headers(content.parse(raw), len(raw)) + write_payload(raw)


def write_headers(value: object, size: int) -> bytes:
    """Both headers of content JSON whose text has `size` bytes.

    Raises CompressionError if something does not fit them, or the content is nested too deeply.
    """
    tables, schema = table(), schema_of(value)
    flags, variable = _WRITERS[schema](value)
    length = FIXED_BYTES + len(variable)
    if length > tables.header_limit:
        raise CompressionError(
            f"the headers have {length} bytes, and may have {tables.header_limit}: too many messages"
        )
    if size >= tables.compress_from:
        flags |= tables.compressed
    return pack_fixed(length, tables.schema_bytes[schema], tables.security["none"], flags) + variable


def write_payload(raw: bytes) -> bytes:
    """Payload length, checksum of the content, and the content, compressed if it is long enough."""
    tables, payload = table(), raw
    if len(raw) >= tables.compress_from:
        payload = brotli.compress(raw, tables.quality, tables.window)
    return LENGTHS.pack(len(payload), crc32(raw)) + payload


def schema_of(value: object) -> str:
    """The name of the schema content JSON is written under."""
    if isinstance(value, dict):
        for schema, conditions in table().detect:
            for condition in conditions:
                if _holds(value, condition):
                    return schema
    return table().default_schema


def _holds(value: dict[str, object], condition: Condition) -> bool:
    if condition.has:
        return value.keys() >= condition.has
    return content.text(value, "id").startswith(condition.id_starts)
