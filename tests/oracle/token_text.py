"""TokenNative text, with the vocabularies of a package that the reference does not run."""

import warnings
from functools import cache
from typing import Any

from . import varint
from .error import WireError
from .text import pack, unpack

PREFIX = "#TK|"
LETTER = {"Cl100kBase": "C", "O200kBase": "O", "Heuristic": "C"}


@cache
def vocabulary(letter: str) -> Any:
    """The package's encoding for a tokenizer id; any but O is cl100k."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its loader warns of its own old ways
        import bpe_openai  # type: ignore[import-untyped]

        return bpe_openai.get_encoding("o200k_base" if letter == "O" else "cl100k_base")


def build(content: str, encoding: str = "Cl100kBase") -> str:
    """The text form of `content` in `encoding`, special tokens recognised."""
    if encoding not in LETTER:
        raise WireError("the oracle has not got Llama's vocabulary")
    letter = LETTER[encoding]
    ids = vocabulary(letter).encode(content, allowed_special="all")
    return f"{PREFIX}{letter}|{pack(b''.join(varint.write(i) for i in ids))}"


def read(wire: str) -> str:
    """The content. Only the first character of the id counts, and an unknown one is read as C."""
    letter, bar, data = wire[len(PREFIX) :].partition("|")
    if not letter or not bar:
        raise WireError("tokenizer id or data is missing")
    if letter[0] == "L":
        raise WireError("the oracle has not got Llama's vocabulary")
    return read_ids(ids_of(unpack(data)), letter[0])


def ids_of(data: bytes) -> list[int]:
    """The token ids, each a varint of at most 32 bits."""
    ids, at = [], 0
    while at < len(data):
        number, at = varint.read(data, at, 32)
        ids.append(number)
    return ids


def read_ids(ids: list[int], letter: str) -> str:
    """The text the tokens spell together."""
    try:
        return bytes(vocabulary(letter).decode_bytes(ids)).decode()
    except KeyError as error:
        raise WireError(f"no such token: {error}") from None
    except UnicodeDecodeError as error:
        raise WireError(f"tokens are not UTF-8: {error}") from None
