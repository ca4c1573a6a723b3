"""TokenNative: the content as token ids, in a text form and a binary one (token_native.rs)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from operator import itemgetter

from m2m_ref.algorithm import Encoding
from m2m_ref.codec import base64, limit, varint
from m2m_ref.codec.tokenizer import tokenizer
from m2m_ref.codec.vocabulary import VOCABULARIES
from m2m_ref.error import DecompressionError
from m2m_ref.profile import Profile, settings

PREFIX = "#TK|"

# What is heuristic writes cl100k, and no wire names it.
_NAMED = [(encoding, each) for encoding, each in VOCABULARIES.items() if encoding is not Encoding.HEURISTIC]
_BY_LETTER = {vocabulary.letter: encoding for encoding, vocabulary in _NAMED}
_BY_BYTE = {vocabulary.byte: encoding for encoding, vocabulary in _NAMED}
_STEP = 16 * 1024


def write(content: str, encoding: Encoding) -> tuple[str, int]:
    """Content in the text form, and the number of its tokens.

    Raises TokenizerError if the vocabulary is not available or the tokenizer cannot split the content.
    """
    by = tokenizer(encoding)
    ids = by.encode(content)
    return f"{PREFIX}{by.letter}|{base64.encode(_pack(ids, by.varints))}", len(ids)


def write_binary(content: str, encoding: Encoding) -> tuple[bytes, int]:
    """Content in the binary form, and the number of its tokens. Raises TokenizerError as `write` does."""
    by = tokenizer(encoding)
    ids = by.encode(content)
    return by.byte + _pack(ids, by.varints), len(ids)


def read(wire: str, profile: Profile = Profile.CORE) -> bytes:
    """The content bytes of a text form that has the prefix, in the vocabulary it names.

    Raises DecompressionError for a wire with no id or no data, an id the profile does not take, bad base64 or
    varints, or ids the vocabulary has not got; TokenizerError if the vocabulary is not available.
    """
    name, bar, text = wire.removeprefix(PREFIX).partition("|")
    if not name:
        raise DecompressionError(f"after {PREFIX} the tokenizer id is missing: C, O or L")
    if not bar:
        raise DecompressionError(f"after {PREFIX}{name} the bar and the base64 of the token ids are missing")
    encoding = _BY_LETTER.get(name) or _inexact(name, profile)
    return _unpack(base64.decode(text), encoding)


def read_binary(data: bytes) -> bytes:
    """The content bytes of a binary form.

    Raises DecompressionError for no bytes at all, a first byte that names no vocabulary, bad varints, or ids
    the vocabulary has not got; TokenizerError if the vocabulary is not available.
    """
    if not data:
        raise DecompressionError("the data is empty; its first byte names the vocabulary: 0, 1 or 2")
    encoding = _BY_BYTE.get(data[:1])
    if encoding is None:
        raise DecompressionError(f"the first byte is {data[0]:#04x}, and vocabularies are 0, 1 and 2")
    return _unpack(data[1:], encoding)


def is_binary(data: bytes) -> bool:
    """Whether the first byte names a vocabulary, as it does in the binary form."""
    return data[:1] in _BY_BYTE


def _inexact(name: str, profile: Profile) -> Encoding:
    """The vocabulary of an id that is none of the three, in the profile that takes such a one."""
    if settings(profile).exact_tokenizer_id:
        raise DecompressionError(f"the tokenizer id is {name[:20]!r}, and must be C, O or L")
    # Only the first character counts, and an unknown one means cl100k.
    return _BY_LETTER.get(name[0], Encoding.CL100K_BASE)


def _pack(ids: list[int], varints: tuple[bytes, ...]) -> bytes:
    """The varints of token ids, one after the other."""
    if len(ids) < 2:  # of one id, itemgetter gives no tuple
        return b"".join([varints[number] for number in ids])
    return b"".join(itemgetter(*ids)(varints))


def _unpack(data: bytes, encoding: Encoding) -> bytes:
    """The content that varints of token ids stand for."""
    pieces = tokenizer(encoding).pieces
    try:
        return _join(data, pieces)
    except (IndexError, TypeError, StopIteration):  # something is wrong with them, or they are padded
        return _join_any(data, pieces, encoding)


def _join(data: bytes, pieces: Sequence[bytes | None]) -> bytes:
    """The pieces that varints of at most three bytes name, joined; in steps, to hold the limit.

    The varints are read in place and no ids are made, since here one call for each token is what would cost
    most. Raises IndexError, TypeError (of a None) or StopIteration if they are not all such.
    """
    left = iter(data)
    take = left.__next__
    out: list[bytes] = []
    size = 0
    while True:
        step = [
            pieces[
                a
                if a < 0x80
                else a + (b << 7) - 0x80
                if (b := take()) < 0x80
                else a + (b << 7) + (take() << 14) - 0x4080
            ]
            for a in islice(left, _STEP)
        ]
        if not step:
            return b"".join(out)
        out.append(b"".join(step))  # type: ignore[arg-type]  # a None is told of above
        size += len(out[-1])
        limit.hold_output(size)


def _join_any(data: bytes, pieces: Sequence[bytes | None], encoding: Encoding) -> bytes:
    """The same of any varints. Raises DecompressionError that says what is wrong, and with which one."""
    out = bytearray()
    for number in varint.read_all(data):
        piece = pieces[number] if number < len(pieces) else None
        if piece is None:
            raise DecompressionError(f"the token id {number} is not one of {encoding}")
        out += piece
        limit.hold_output(len(out))
    return bytes(out)
