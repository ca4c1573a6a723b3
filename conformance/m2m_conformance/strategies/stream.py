"""Brotli streams, by any encoder settings."""

from __future__ import annotations

import brotli  # type: ignore[import-untyped]
from hypothesis import strategies as st

END = b"\x03"
"""The last, empty meta-block where it begins a byte of its own (RFC 7932, 9.2)."""


@st.composite
def streams(draw: st.DrawFn, content: bytes) -> bytes:
    """A sound stream of the content: any quality and window, in one part or in two with a flush between."""
    encoder = brotli.Compressor(quality=draw(st.integers(0, 11)), lgwin=draw(st.integers(10, 24)))
    out = b""
    if draw(st.booleans()):
        cut = draw(st.integers(0, len(content)))
        out, content = bytes(encoder.process(content[:cut])) + bytes(encoder.flush()), content[cut:]
    return out + bytes(encoder.process(content)) + bytes(encoder.finish())


def flushed(content: bytes) -> bytes:
    """A sound stream of the content whose last byte is `END`, of which six bits stand for nothing."""
    encoder = brotli.Compressor()
    return bytes(encoder.process(content)) + bytes(encoder.flush()) + bytes(encoder.finish())
