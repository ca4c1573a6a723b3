"""Reads frames, to the letter of their flags and lengths (spec/protocol.md, The frame).

Stricter than frame.rs of the Rust package, which looks for header fields beyond the header's declared length.
"""

from __future__ import annotations

from zlib_ng.zlib_ng import crc32

from m2m_ref.codec import base64, brotli, limit
from m2m_ref.codec.frame.header import LENGTHS, PREFIX, PREFIX_BYTES, FixedHeader
from m2m_ref.codec.frame.seal import FrameKey, unseal
from m2m_ref.codec.frame.table import table
from m2m_ref.codec.frame.variable import read_variable
from m2m_ref.error import DecompressionError
from m2m_ref.profile import Profile, settings

_CORE = Profile.CORE


def read_text(wire: str, *, profile: Profile = _CORE, key: FrameKey | None = None) -> bytes:
    """The content bytes of a frame in text form. Raises DecompressionError or CryptoError as `read` does."""
    return read(base64.decode(wire[len(PREFIX) :]), profile=profile, key=key)


def read_binary(data: bytes, *, profile: Profile = _CORE, key: FrameKey | None = None) -> bytes:
    """The content bytes of a frame in binary form. Raises DecompressionError, CryptoError as `read` does."""
    if not data.startswith(PREFIX_BYTES):
        raise DecompressionError(f"a frame in binary form begins with {PREFIX}, and this with {data[:7]!r}")
    return read(data[len(PREFIX_BYTES) :], profile=profile, key=key)


def read(data: bytes, *, profile: Profile = _CORE, key: FrameKey | None = None) -> bytes:
    """The content bytes of a frame given without its prefix.

    Raises DecompressionError if the frame is broken in any way, CryptoError if it is secured and `key` does
    not verify it, or it is not and there is a key: an unverified payload is not handed out.
    """
    fixed = FixedHeader.read(data)
    start = fixed.length
    if key is not None or fixed.security:
        data, start = _verified(data, fixed, key), fixed.length
    read_variable(data, fixed)
    return _read_payload(data, start, fixed, profile)


def _verified(data: bytes, fixed: FixedHeader, key: FrameKey | None) -> bytes:
    """The frame as it would be without security."""
    return data[: fixed.length] + unseal(data, fixed.length, fixed.security, key)


def _read_payload(data: bytes, start: int, fixed: FixedHeader, profile: Profile) -> bytes:
    """The content bytes in what follows the headers, from `start`.

    Raises DecompressionError if the payload is cut off, does not decompress, or fails its checksum, and
    where the profile allows nothing after it (spec/strict.yaml, after_payload) also for that.
    """
    start += LENGTHS.size
    if len(data) < start:
        raise DecompressionError("the frame ends before its payload length and checksum; it was cut off")
    length, checksum = LENGTHS.unpack_from(data, start - LENGTHS.size)
    end = start + length
    if len(data) != end:
        _hold_end(len(data) - start, length, profile)
    raw = data[start:end]
    if fixed.flags & table().compressed:
        raw = brotli.decompress(raw)
    elif length > limit.CONTENT_BYTES:
        limit.hold_output(length)
    if (found := crc32(raw)) != checksum:
        raise DecompressionError(
            f"the content's CRC-32 is {found:08x}, and the frame says {checksum:08x}: it is damaged"
        )
    return raw


def _hold_end(left: int, length: int, profile: Profile) -> None:
    if left < length:
        raise DecompressionError(f"payload_len is {length}, and only {left} bytes follow")
    if not settings(profile).bytes_after_payload:
        raise DecompressionError(f"{left - length} bytes follow the payload, which ends the frame")
