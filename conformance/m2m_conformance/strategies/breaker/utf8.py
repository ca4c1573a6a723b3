"""Bytes that are not UTF-8."""

from __future__ import annotations

from hypothesis import strategies as st

INVALID = (
    b"\xff",  # never a byte of UTF-8
    b"\x80",  # a continuation without a start
    b"\xe9",  # é in Latin-1
    b"\xd0",  # the first of two bytes
    b"\xf0\x9f\xa6",  # the first three of four
    b"\xc0\xaf",  # a slash in two bytes
    b"\xed\xa0\xbd",  # a surrogate
    b"\xf4\x90\x80\x80",  # beyond U+10FFFF
)


@st.composite
def spoiled(draw: st.DrawFn, text: str) -> bytes:
    """The UTF-8 of a text with bytes between two characters that make it none."""
    at = draw(st.integers(0, len(text)))
    return text[:at].encode() + draw(st.sampled_from(INVALID)) + text[at:].encode()
