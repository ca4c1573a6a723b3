"""Varints: as writers make them, in more bytes than they need, and such that nobody may read."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.strategies.either import either
from m2m_ref.codec.varint import HEADER_BITS, longest, write

MORE = 0x80
"""The bit that says that another byte follows."""


def value_of(varint: bytes) -> int:
    """The value of a sound varint."""
    return sum((byte & 0x7F) << 7 * place for place, byte in enumerate(varint))


def padded(varint: bytes, size: int) -> bytes:
    """The same value in `size` bytes, which is more than it has or as many."""
    if size == len(varint):
        return varint
    filling = bytes([MORE]) * (size - len(varint) - 1)
    return varint[:-1] + bytes([varint[-1] | MORE]) + filling + b"\0"


def spellings(value: int, bits: int = HEADER_BITS) -> st.SearchStrategy[bytes]:
    """A value in any number of bytes that a reader takes, from the fewest to the most."""
    short = write(value)
    return st.builds(padded, st.just(short), st.integers(len(short), longest(bits)))


def overlong(bits: int) -> st.SearchStrategy[bytes]:
    """Varints that end, but have too many bytes or too many bits."""
    most = longest(bits)
    long = st.builds(
        lambda value, size: padded(write(value), size), st.integers(0, 300), st.integers(most + 1, most + 3)
    )
    large = st.integers(2**bits, 2 ** (7 * most) - 1).map(write)
    return either(long, large)


def unfinished(bits: int) -> st.SearchStrategy[bytes]:
    """Bytes that all say that another one follows, fewer than a varint may have."""
    return st.lists(st.integers(MORE, 0xFF), min_size=1, max_size=longest(bits) - 1).map(bytes)
