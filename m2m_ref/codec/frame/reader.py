"""Reads frames, to the letter of their flags and lengths (spec/protocol.md, The frame).

Stricter than frame.rs of the Rust package, which looks for header fields beyond the header's declared length.
"""

from __future__ import annotations

from zlib_ng.zlib_ng import crc32

from m2m_ref.codec import base64, brotli, limit
from m2m_ref.codec.frame.cursor import Cursor
from m2m_ref.codec.frame.header import FIXED_BYTES, LENGTHS, PREFIX, FixedHeader
from m2m_ref.codec.frame.request import RequestHeader
from m2m_ref.codec.frame.response import ResponseHeader
from m2m_ref.codec.frame.table import table
from m2m_ref.error import CryptoError, DecompressionError


def read_text(wire: str) -> bytes:
    """The content bytes of a frame in text form. Raises DecompressionError or CryptoError as `read` does."""
    return read(base64.decode(wire[len(PREFIX) :]))


def read(data: bytes) -> bytes:
    """The content bytes of a frame given without its prefix.

    Raises DecompressionError if the frame is broken in any way, CryptoError if it is secured: there is no key
    here, and an unverified payload is not handed out.
    """
    fixed = FixedHeader.read(data)
    if fixed.security != table().security["none"]:
        raise CryptoError(
            f"the frame's security byte is {fixed.security:#04x}, and there is no key to verify it with; "
            "its payload is not handed out"
        )
    read_variable(data, fixed)
    return read_payload(data, fixed.length, bool(fixed.flags & table().compressed))


def read_variable(data: bytes, fixed: FixedHeader) -> RequestHeader | ResponseHeader | None:
    """The variable header of a frame given without its prefix; None if its schema's is opaque.

    Raises DecompressionError if it does not fill its declared length exactly.
    """
    layout = table().layouts.get(fixed.schema, "opaque")
    if layout == "opaque":
        return None
    cursor = Cursor(data, FIXED_BYTES, fixed.length)
    header = RequestHeader if layout == "request" else ResponseHeader
    variable = header.read(cursor, fixed.flags)
    cursor.finish(extensions=bool(fixed.flags & table().extensions))
    return variable


def read_payload(data: bytes, start: int, compressed: bool) -> bytes:
    """The content bytes in what follows the headers, from `start`. Bytes after the payload are not looked at.

    Raises DecompressionError if the payload is cut off, does not decompress, or fails its checksum.
    """
    start += LENGTHS.size
    if len(data) < start:
        raise DecompressionError("the frame ends before its payload length and checksum; it was cut off")
    length, checksum = LENGTHS.unpack_from(data, start - LENGTHS.size)
    payload = data[start : start + length]
    if len(payload) < length:
        raise DecompressionError(f"payload_len is {length}, and only {len(payload)} bytes follow")
    raw = brotli.decompress(payload) if compressed else payload
    limit.hold_output(len(raw))
    if (found := crc32(raw)) != checksum:
        raise DecompressionError(
            f"the content's CRC-32 is {found:08x}, and the frame says {checksum:08x}: it is damaged"
        )
    return raw
