"""Brotli streams, and the wire form made of one (brotli.rs)."""

from __future__ import annotations

import brotli  # type: ignore[import-untyped]

from m2m_ref.codec import base64, limit
from m2m_ref.error import DecompressionError, InvalidMessageError

PREFIX = "#M2M[v3.0]|"
DATA = PREFIX + "DATA:"

_QUALITY = 11
_WINDOW = 22
_LIMIT = limit.CONTENT_BYTES
_Decompressor = brotli.Decompressor  # short content is over before names are looked up


def write(raw: bytes) -> str:
    """Content (UTF-8) as wire text."""
    return DATA + base64.encode(compress(raw, _QUALITY, _WINDOW))


def read(wire: str) -> bytes:
    """The content bytes of a wire that has the prefix.

    Raises InvalidMessageError if `DATA:` does not follow the prefix, DecompressionError if what follows it is
    not base64 of one whole Brotli stream of at most 16 MiB.
    """
    if not wire.startswith(DATA):
        raise InvalidMessageError(f"after {PREFIX} must come DATA: and base64 of the compressed content")
    return decompress(base64.decode(wire[len(DATA) :]))


def compress(data: bytes, quality: int, window: int) -> bytes:
    """`data` as one Brotli stream."""
    encoder = brotli.Compressor(brotli.MODE_GENERIC, quality, window)
    stream: bytes = encoder.process(data) + encoder.finish()
    return stream


def decompress(data: bytes) -> bytes:
    """What the one whole Brotli stream `data` holds.

    Raises DecompressionError if it holds more than 16 MiB, is broken, cut off or followed by anything.
    """
    decoder = _Decompressor()
    try:
        # The library stops at the first of its blocks that goes beyond the limit, so memory stays bounded;
        # what is over the limit shows in the length. A stream that ends at the limit is read to its end.
        out: bytes = decoder.process(data, _LIMIT)
    except brotli.error as error:
        raise DecompressionError("the data is not one Brotli stream with nothing after it") from error
    if len(out) > _LIMIT:
        limit.hold_output(len(out))
    if not decoder.is_finished():
        raise DecompressionError("the Brotli stream ends too early; it was cut off")
    return out
