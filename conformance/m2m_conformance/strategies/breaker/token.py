"""Ways to break TokenNative."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.strategies.breaker.utf8 import INVALID
from m2m_conformance.strategies.token import byte_ids, ids_of, missing_ids, pack
from m2m_conformance.strategies.varint import MORE, overlong
from m2m_conformance.strategies.wire import INEXACT, token_text
from m2m_ref.algorithm import Encoding
from m2m_ref.codec import tokennative
from m2m_ref.codec.varint import TOKEN_BITS
from m2m_ref.codec.vocabulary import VOCABULARIES


def missing_id(draw: st.DrawFn, content: str, encoding: Encoding) -> tuple[str, str]:
    """The tokenizer id is not there, or nothing is."""
    if draw(st.booleans()):
        return tokennative.PREFIX, "Nothing follows the prefix"
    return token_text("", pack(ids_of(content, encoding))), "The tokenizer id is empty"


def missing_data(draw: st.DrawFn, content: str, encoding: Encoding) -> tuple[str, str]:
    """The bar after the tokenizer id is not there, or nothing is."""
    name = VOCABULARIES[encoding].letter
    if draw(st.booleans()):
        return tokennative.PREFIX + name, "Nothing follows the tokenizer id"
    text = token_text(name, pack(ids_of(content, encoding)))
    head = f"{tokennative.PREFIX}{name}"
    return head + text.removeprefix(f"{head}|"), "The bar after the tokenizer id is missing"


def overlong_varint(draw: st.DrawFn, content: str, encoding: Encoding) -> tuple[str, str]:
    """A varint has more than five bytes, or more than 32 bits."""
    before, after = _cut(draw, content, encoding)
    data = pack(before) + draw(overlong(TOKEN_BITS)) + pack(after)
    return token_text(VOCABULARIES[encoding].letter, data), "A varint has more than 32 bits or five bytes"


def cut_varint(draw: st.DrawFn, content: str, encoding: Encoding) -> tuple[str, str]:
    """The last varint does not end."""
    data = pack(ids_of(content, encoding)) or b"\0"
    cut = data[:-1] + bytes([data[-1] | MORE])
    return token_text(VOCABULARIES[encoding].letter, cut), "The last varint does not end"


def unknown_token(draw: st.DrawFn, content: str, encoding: Encoding) -> tuple[str, str]:
    """An id is not in the vocabulary: in one of its gaps, or past its end."""
    before, after = _cut(draw, content, encoding)
    number = draw(st.sampled_from(missing_ids(encoding)))
    data = pack([*before, number, *after])
    return token_text(VOCABULARIES[encoding].letter, data), f"{number} is no id of {encoding}"


def not_utf8(draw: st.DrawFn, content: str, encoding: Encoding) -> tuple[str, str]:
    """All ids are known, and what they stand for together is not UTF-8."""
    before, after = _cut(draw, content, encoding)
    odd = [byte_ids(encoding)[byte] for byte in draw(st.sampled_from(INVALID))]
    data = pack([*before, *odd, *after])
    return token_text(VOCABULARIES[encoding].letter, data), "The bytes of the tokens are not UTF-8"


def inexact_id(draw: st.DrawFn, content: str, encoding: Encoding) -> tuple[str, str]:
    """The tokenizer id is none that there is; core takes it for C."""
    name = draw(st.sampled_from(INEXACT))
    return token_text(name, pack(ids_of(content, encoding))), f"The tokenizer id is {name!r}"


def _cut(draw: st.DrawFn, content: str, encoding: Encoding) -> tuple[list[int], list[int]]:
    """The ids of content in two parts, between two of its characters."""
    at = draw(st.integers(0, len(content)))
    return ids_of(content[:at], encoding), ids_of(content[at:], encoding)
