"""Ways to break Brotli text."""

from __future__ import annotations

import gzip

import brotli  # type: ignore[import-untyped]
from hypothesis import strategies as st

from m2m_conformance.strategies.breaker.utf8 import spoiled
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.stream import END, flushed, streams
from m2m_conformance.strategies.wire import brotli_text
from m2m_ref.codec.brotli import DATA, PREFIX

_LARGE_WINDOW = b"\x11"
"""A window that RFC 7932 (9.1) reserves."""


def missing_data(draw: st.DrawFn, content: str) -> tuple[str, str]:
    """`DATA:` does not follow the prefix."""
    mark = DATA.removeprefix(PREFIX)
    found = draw(st.sampled_from(["", mark.lower(), f" {mark}", mark[:-1], "X"]))
    rest = brotli_text(draw(streams(content.encode()))).removeprefix(DATA)
    return PREFIX + found + rest, f"{found or 'nothing'} stands for {mark}"


def truncated(draw: st.DrawFn, content: str) -> tuple[str, str]:
    """The stream ends early, or is not there."""
    stream = draw(streams(content.encode()))
    kept = draw(either(st.sampled_from([0, len(stream) - 1]), st.integers(0, len(stream) - 1)))
    return brotli_text(stream[:kept]), f"The stream ends after {kept} of {len(stream)} bytes"


def bad_brotli(draw: st.DrawFn, content: str) -> tuple[str, str]:
    """Something else than a Brotli stream: gzip, JSON, or a stream of the large-window variant."""
    others = {
        "gzip": gzip.compress(content.encode(), mtime=0),
        "JSON": b'{"model":"' + content.encode() + b'"}',
        "a stream with a reserved window": _LARGE_WINDOW + draw(streams(content.encode())),
    }
    name = draw(st.sampled_from(sorted(others)))
    return brotli_text(others[name]), f"The data is {name}"


def not_utf8(draw: st.DrawFn, content: str) -> tuple[str, str]:
    """The content is not UTF-8."""
    return brotli_text(brotli.compress(draw(spoiled(content)))), "The content is not UTF-8"


def trailing_bytes(draw: st.DrawFn, content: str) -> tuple[str, str]:
    """Bytes follow the end of the stream, or bits that are not zero."""
    stream = flushed(content.encode())
    if draw(st.booleans()):
        more = draw(st.binary(min_size=1, max_size=20))
        return brotli_text(stream + more), f"{len(more)} bytes follow the stream"
    bits = draw(st.integers(1, 0x3F)) << 2
    last = bytes([END[0] | bits])
    return brotli_text(
        stream[:-1] + last
    ), f"The last byte of the stream is {last.hex()}, and not {END.hex()}"
