"""TokenNative: the content as token ids (token_native.rs)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from m2m_ref.algorithm import Encoding
from m2m_ref.codec import base64, limit, varint
from m2m_ref.codec.tokenizer import tokenizer
from m2m_ref.error import DecompressionError, TokenizerError

PREFIX = "#TK|"

_IDS = {
    Encoding.CL100K_BASE: "C",
    Encoding.O200K_BASE: "O",
    Encoding.LLAMA_BPE: "L",
    Encoding.HEURISTIC: "C",
}
_ENCODINGS = {"C": Encoding.CL100K_BASE, "O": Encoding.O200K_BASE, "L": Encoding.LLAMA_BPE}
_STEP = 16 * 1024


def write(content: str, encoding: Encoding) -> tuple[str, int]:
    """Content as wire text, and the number of its tokens.

    Raises TokenizerError if the vocabulary is not available or the tokenizer cannot split the content.
    """
    ids = tokenise(content, encoding)
    data = b"".join(map(tokenizer(encoding).varints.__getitem__, ids))
    return f"{PREFIX}{_IDS[encoding]}|{base64.encode(data)}", len(ids)


def read(wire: str) -> bytes:
    """The content bytes of a wire that has the prefix, in the vocabulary the wire names.

    Raises DecompressionError for a wire with no id or no data, bad base64 or varints, or ids the vocabulary
    has not got; TokenizerError if the vocabulary is not available.
    """
    name, bar, text = wire.removeprefix(PREFIX).partition("|")
    if not name:
        raise DecompressionError(f"after {PREFIX} the tokenizer id is missing: C, O or L")
    if not bar:
        raise DecompressionError(f"after {PREFIX}{name} the bar and the base64 of the token ids are missing")
    # Only the first character counts, and an unknown one means cl100k.
    encoding = _ENCODINGS.get(name[0], Encoding.CL100K_BASE)
    data = base64.decode(text)
    try:
        return _join(data, tokenizer(encoding).pieces)
    except (IndexError, TypeError, StopIteration):  # there is more to be said of it, or it is padded
        return detokenise(varint.read_all(data), encoding)


def tokenise(content: str, encoding: Encoding) -> list[int]:
    """The token ids of content, special tokens recognised. Raises TokenizerError."""
    try:
        return tokenizer(encoding).encode(content)
    except ValueError as error:  # the word pattern gave up, as on a million spaces
        raise TokenizerError(f"{encoding} cannot split this content: {error}; use brotli") from error


def detokenise(ids: list[int], encoding: Encoding) -> bytes:
    """What the token ids stand for. Raises DecompressionError, or TokenizerError without the vocabulary."""
    pieces = tokenizer(encoding).pieces
    for number in ids:
        if number >= len(pieces) or pieces[number] is None:
            raise DecompressionError(f"the token id {number} is not one of {encoding}")
    return _join(varint.write_all(ids), pieces)


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
