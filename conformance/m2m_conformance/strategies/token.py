"""Token ids: as a tokenizer makes them, and other splits of the same text."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from m2m_conformance.strategies.varint import spellings
from m2m_ref.algorithm import Encoding
from m2m_ref.codec.tokenizer import tokenizer
from m2m_ref.codec.varint import TOKEN_BITS, write

ENCODINGS = (Encoding.CL100K_BASE, Encoding.O200K_BASE)
"""The vocabularies that come with the suite; Llama's is in a package of its own."""


def ids_of(content: str, encoding: Encoding) -> list[int]:
    """The ids that a writer makes of content."""
    return tokenizer(encoding).encode(content)


@cache
def byte_ids(encoding: Encoding) -> tuple[int, ...]:
    """The id of each of the 256 single bytes; every vocabulary has them."""
    pieces = tokenizer(encoding).pieces
    by_byte = {piece[0]: number for number, piece in enumerate(pieces) if piece and len(piece) == 1}
    return tuple(by_byte[byte] for byte in range(256))


@cache
def missing_ids(encoding: Encoding) -> tuple[int, ...]:
    """Ids that the vocabulary has not got: its gaps, the first ones past its end, and the largest of all."""
    pieces = tokenizer(encoding).pieces
    gaps = [number for number, piece in enumerate(pieces) if piece is None]
    return (*gaps[:2], *gaps[-2:], len(pieces), len(pieces) + 1, 2**31, 2**32 - 1)


@st.composite
def splits(draw: st.DrawFn, content: str, encoding: Encoding) -> list[int]:
    """Other ids for the same content: all or some of its tokens, special ones too, byte by byte."""
    pieces, bytes_ = tokenizer(encoding).pieces, byte_ids(encoding)
    ids = ids_of(content, encoding)
    some = st.sets(st.integers(0, max(0, len(ids) - 1)), max_size=8)
    chosen = range(len(ids)) if draw(st.integers(0, 2)) == 0 else draw(some)
    spelled = ([bytes_[byte] for byte in pieces[number] or b""] for number in ids)
    return [
        one
        for place, (number, parts) in enumerate(zip(ids, spelled, strict=True))
        for one in (parts if place in chosen else [number])
    ]


@st.composite
def padded_ids(draw: st.DrawFn, ids: list[int]) -> bytes:
    """The varints of ids, some of the first ones in more bytes than they need, up to five."""
    return b"".join(
        draw(spellings(number, TOKEN_BITS)) if place < 4 else write(number)
        for place, number in enumerate(ids)
    )


def pack(ids: list[int]) -> bytes:
    """The varints of ids as writers make them."""
    return b"".join(map(write, ids))
