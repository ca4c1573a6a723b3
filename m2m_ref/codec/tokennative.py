"""TokenNative: the content as token ids (token_native.rs)."""

from __future__ import annotations

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
    return f"{PREFIX}{_IDS[encoding]}|{base64.encode(varint.write_all(ids))}", len(ids)


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
    return detokenise(varint.read_all(base64.decode(text)), encoding)


def tokenise(content: str, encoding: Encoding) -> list[int]:
    """The token ids of content, special tokens recognised. Raises TokenizerError."""
    try:
        return tokenizer(encoding).encode(content, allowed_special="all")
    except ValueError as error:  # the word pattern gave up, as on a million spaces
        raise TokenizerError(f"{encoding} cannot split this content: {error}; use brotli") from error


def detokenise(ids: list[int], encoding: Encoding) -> bytes:
    """What the token ids stand for. Raises DecompressionError, or TokenizerError without the vocabulary."""
    decode = tokenizer(encoding).decode_bytes
    out = bytearray()
    try:
        for start in range(0, len(ids), _STEP):
            out += decode(ids[start : start + _STEP])
            limit.hold_output(len(out))
    except KeyError as error:
        raise DecompressionError(f"a token id is not one of {encoding}: {error.args[0]}") from error
    return bytes(out)
