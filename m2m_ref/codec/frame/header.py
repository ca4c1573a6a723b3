"""The fixed header: the first 20 bytes after the prefix, little-endian (header.rs)."""

from __future__ import annotations

import struct

import msgspec

from m2m_ref.codec.frame.table import table
from m2m_ref.error import CompressionError, DecompressionError

PREFIX = "#M2M|1|"
PREFIX_BYTES = PREFIX.encode()

_FORMAT = struct.Struct("<HBBI12x")  # length, schema, security, flags, reserved zeros
FIXED_BYTES = _FORMAT.size
RESERVED_BYTES = 12
"""The last ones of the fixed header."""

LENGTHS = struct.Struct("<II")
"""What comes between the headers and the payload: its length in bytes and the CRC-32 of the content."""


class FixedHeader(msgspec.Struct, frozen=True):
    """Length of both headers in bytes, schema byte, security byte, flags word."""

    length: int
    schema: int
    security: int
    flags: int

    @classmethod
    def read(cls, data: bytes) -> FixedHeader:
        """The header at the start of `data`. Raises DecompressionError if there are not that many bytes."""
        if len(data) < FIXED_BYTES:
            raise DecompressionError(
                f"the frame is too short: {len(data)} bytes, and its fixed header alone has {FIXED_BYTES}"
            )
        header = cls(*_FORMAT.unpack_from(data))
        if not FIXED_BYTES <= header.length <= len(data):
            raise DecompressionError(
                f"header_len is {header.length}; it must be from {FIXED_BYTES} to {len(data)}, the frame's"
            )
        return header

    @staticmethod
    def length_at(data: bytes, at: int) -> int:
        """The length that the fixed header at `at` gives, true or not; 0 if it is cut off."""
        return int.from_bytes(data[at : at + 2], "little")


def pack_fixed(length: int, schema: int, security: int, flags: int) -> bytes:
    """The 20 bytes of a fixed header, its fields as in FixedHeader."""
    return _FORMAT.pack(length, schema, security, flags)


def pack_text(value: str, field: str) -> bytes:
    """A text field: a length byte and the UTF-8. Raises CompressionError if it is too long."""
    raw = value.encode()
    if len(raw) > table().text_limit:
        raise CompressionError(
            f"the {field} has {len(raw)} bytes, and its field holds at most {table().text_limit}"
        )
    return bytes((len(raw),)) + raw
