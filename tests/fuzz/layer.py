"""How to get at what is inside a wire, and back out with lengths and checksums right.

Without this nearly all damage would stop at base64 or at a CRC-32, and nothing behind would be tried.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Sequence
from random import Random

import brotli  # type: ignore[import-untyped]

Wrap = Callable[[bytes], bytes]
Peel = Callable[[bytes, Random], tuple[bytes, Wrap] | None]
"""What is inside a wire, and how to wrap another such; None if the wire is not of that form."""

FIXED = 20
LENGTHS = 8
COMPRESSED = 1 << 24
INNER_LIMIT = 1 << 16
"""Bytes inside a layer. More would be slow to wrap again, thousands of times a second."""


def mutate(data: bytes, layers: Sequence[Peel], random: Random, change: Callable[[bytes], bytes]) -> bytes:
    """`data` with `change` done to it, on the outside or so many layers inside as `random` says."""
    depth = random.randint(0, len(layers))
    wraps: list[Wrap] = []
    for peel in layers[:depth]:
        if (found := peel(data, random)) is None:
            break
        data, wrap = found
        wraps.append(wrap)
    data = change(data)[:INNER_LIMIT]
    for wrap in reversed(wraps):
        data = wrap(data)
    return data


def text(data: bytes, random: Random) -> tuple[bytes, Wrap] | None:
    """Base64."""
    return base64_text(data)


def token_text(data: bytes, random: Random) -> tuple[bytes, Wrap] | None:
    """What follows `#TK|`: an id, a bar, base64."""
    name, bar, rest = data.partition(b"|")
    return base64_text(rest, name + bar) if bar else None


def any_text(data: bytes, random: Random) -> tuple[bytes, Wrap] | None:
    """Base64 behind the last bar or colon, whatever is before it."""
    at = max(data.rfind(b"|"), data.rfind(b":")) + 1
    return base64_text(data[at:], data[:at]) if at else None


def prefixed(data: bytes, random: Random) -> tuple[bytes, Wrap] | None:
    """What is behind the second bar: the bytes of a frame in its binary form."""
    start = data[:7]
    return (data[7:], lambda new: start + new) if start.count(b"|") == 2 else None


def stream(data: bytes, random: Random) -> tuple[bytes, Wrap] | None:
    """The content of a Brotli stream."""
    raw = _inflated(data)
    quality, window = random.randint(0, 9), random.randint(10, 24)
    return None if raw is None else (raw, lambda new: _deflated(new, quality, window))


def frame(data: bytes, random: Random) -> tuple[bytes, Wrap] | None:
    """The variable header, the payload or the content of a frame, as `random` says."""
    if len(data) < FIXED + LENGTHS:
        return None
    (size,) = struct.unpack_from("<H", data)
    if not FIXED <= size <= len(data) - LENGTHS:
        return None
    return random.choice((_variable, _payload, _content, _content))(data[:size], data[size:])


def _variable(headers: bytes, rest: bytes) -> tuple[bytes, Wrap]:
    def wrap(new: bytes) -> bytes:
        return struct.pack("<H", min(FIXED + len(new), 0xFFFF)) + headers[2:FIXED] + new + rest

    return headers[FIXED:], wrap


def _payload(headers: bytes, rest: bytes) -> tuple[bytes, Wrap]:
    def wrap(new: bytes) -> bytes:
        return headers + struct.pack("<I", len(new)) + rest[4:LENGTHS] + new

    return rest[LENGTHS:], wrap


def _content(headers: bytes, rest: bytes) -> tuple[bytes, Wrap] | None:
    (flags,) = struct.unpack_from("<I", headers, 4)
    raw = _inflated(rest[LENGTHS:]) if flags & COMPRESSED else rest[LENGTHS:]

    def wrap(new: bytes) -> bytes:
        payload = _deflated(new, 5, 22) if flags & COMPRESSED else new
        return headers + struct.pack("<II", len(payload), zlib.crc32(new)) + payload

    return None if raw is None else (raw, wrap)


def base64_text(data: bytes, start: bytes = b"") -> tuple[bytes, Wrap] | None:
    """What base64 stands for; its wrap puts `start` before it."""
    try:
        inner = base64.b64decode(data, validate=True)
    except ValueError:
        return None
    return inner, lambda new: start + base64.b64encode(new)


def _inflated(data: bytes) -> bytes | None:
    try:
        raw: bytes = brotli.Decompressor().process(data, output_buffer_limit=INNER_LIMIT)
    except brotli.error:
        return None
    return raw if len(raw) <= INNER_LIMIT else None


def _deflated(data: bytes, quality: int, window: int) -> bytes:
    return bytes(brotli.compress(data, quality=quality, lgwin=window))
