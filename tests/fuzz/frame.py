"""Frames, secured and not, and their headers, from any bytes."""

from __future__ import annotations

import zlib
from functools import partial

from m2m_ref.codec import frame
from m2m_ref.codec.frame import FrameKey, Mode
from m2m_ref.codec.frame.seal import seal, security_byte
from m2m_ref.error import CompressionError
from m2m_ref.profile import Profile
from tests.fuzz import layer
from tests.fuzz.verdict import decoded, hold, hold_size, outcome

SECRET = bytes(range(32))
"""The one that the vectors' secured frames have."""
KEYS = {mode: FrameKey(mode, SECRET) for mode in Mode}

PREFIX = frame.PREFIX.encode()


def read(data: bytes, profile: Profile) -> None:
    """A frame without its prefix. Its headers can be looked at too, and its content written again."""
    raw = frame.read(data, profile=profile)
    hold_size(raw)
    frame.inspect(PREFIX + data)
    write(raw, profile)


def write(raw: bytes, profile: Profile) -> None:
    """Content for a frame: refused, or written so that it is read back, and its headers are true."""
    try:
        written = frame.write(raw, profile=profile)
    except CompressionError:
        return
    hold(frame.read(written, profile=profile) == raw, "another content after writing")
    info = frame.inspect(PREFIX + written)
    hold(info.crc32 == zlib.crc32(raw) and not info.truncated, "headers that do not fit the content")
    hold(info.header_length + 8 + info.payload_bytes == len(written), "lengths that do not add up")


def inspect_text(data: bytes) -> None:
    """The headers of a text form: if all of it is base64, the same as of the binary form."""
    prefix = frame.PREFIX
    info = frame.inspect(prefix + decoded(data))
    if (found := layer.base64_text(data)) is not None:
        hold(repr(frame.inspect(PREFIX + found[0])) == repr(info), "other headers than in the binary form")


def inspect_binary(data: bytes) -> None:
    """The headers of a binary form."""
    frame.inspect(data)


def read_secured(data: bytes, mode: Mode, profile: Profile) -> None:
    """A secured frame without its prefix. What is secured again reads the same."""
    key = KEYS[mode]
    raw = frame.read(data, profile=profile, key=key)
    hold_size(raw)
    written = outcome(partial(frame.write, raw, profile=profile, key=key))
    hold(
        written is None or frame.read(written, profile=profile, key=key) == raw,
        "another content after securing",
    )


def read_sealed(data: bytes, mode: Mode, profile: Profile) -> None:
    """A frame that is not secured, and the same secured by one who has the key: both are read alike."""
    key, plain = KEYS[mode], relabelled(data, 0)
    sealed = sealed_as(data, key)
    content = outcome(partial(frame.read, sealed, profile=profile, key=key))
    hold(content == outcome(partial(frame.read, plain, profile=profile)), "another content under the seal")
    for other in (None, *(each for each in KEYS.values() if each is not key)):
        hold(outcome(partial(frame.read, sealed, profile=profile, key=other)) is None, "read without the key")


def sealed_as(data: bytes, key: FrameKey) -> bytes:
    """Bytes of a frame, whatever they are, as one with the key secures them."""
    length = min(max(int.from_bytes(data[:2], "little"), layer.FIXED), len(data))
    headers = relabelled(data[:length], security_byte(key))
    return seal(headers, data[length:], key, bytes(12) if key.mode is Mode.AEAD else None)


def relabelled(data: bytes, security: int) -> bytes:
    """A frame with another security byte."""
    return data[:3] + bytes((security,)) + data[4:] if len(data) > 3 else data
