"""TokenNative: wires of the Rust package, an independent tokenizer, and broken wires."""

from __future__ import annotations

import base64 as standard
import warnings
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_ref.algorithm import Encoding
from m2m_ref.codec import tokennative, varint
from m2m_ref.error import DecompressionError, TokenizerError

CL100K, O200K = Encoding.CL100K_BASE, Encoding.O200K_BASE
HELLO = '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}'
MIXED = "I'LL eat <|endoftext|>\n\n  12345 naïve 日本 🎉"
# Written by the Rust package m2m-protocol 0.4.0.
WIRES = [
    (CL100K, HELLO, "#TK|C|mieeFIQaRqIDDBNOxxHXggHikASKLoQa8gbHEaoOhBqyTaxJ7G8="),
    (O200K, HELLO, "#TK|O|4FTXJ+46RqsEDBNOxiHjlALVgwHgVIxE7jqUC8YhtBnuOqlnl5EB4NoB"),
    (CL100K, MIXED, "#TK|C|KAbSIJdB3AGhjwaPAtwB3AGhI+4N7O0FzATW1QSAsQGSWewB5wE="),
    (O200K, MIXED, "#TK|O|KAaeOuVX3AG/mgyXAtwB3AHRO/QTg68J4QWUiAGKxAjnAQ=="),
]


def wire(name: str, *ids: int) -> str:
    return f"#TK|{name}|{standard.b64encode(varint.write_all(ids)).decode()}"


@pytest.mark.parametrize(("encoding", "content", "expected"), WIRES)
def test_wires_of_the_rust_package(encoding: Encoding, content: str, expected: str) -> None:
    text, count = tokennative.write(content, encoding)
    assert text == expected
    assert count == sum(byte < 0x80 for byte in standard.b64decode(expected[6:]))
    assert tokennative.read(expected).decode() == content


# OpenAI's cookbook, "How to count tokens with tiktoken".
def test_published_ids() -> None:
    assert tokennative.tokenise("tiktoken is great!", CL100K) == [83, 1609, 5963, 374, 2294, 0]
    assert tokennative.tokenise("tiktoken is great!", O200K) == [83, 8251, 2488, 382, 2212, 0]


@pytest.mark.parametrize(
    ("encoding", "special", "number"),
    [
        (CL100K, "<|endoftext|>", 100257),
        (CL100K, "<|fim_prefix|>", 100258),
        (CL100K, "<|fim_middle|>", 100259),
        (CL100K, "<|fim_suffix|>", 100260),
        (CL100K, "<|endofprompt|>", 100276),
        (O200K, "<|endoftext|>", 199999),
        (O200K, "<|endofprompt|>", 200018),
    ],
)
def test_a_special_token_is_one_id(encoding: Encoding, special: str, number: int) -> None:
    assert tokennative.tokenise(special, encoding) == [number]
    assert tokennative.detokenise([number], encoding) == special.encode()


@cache
def independent(name: str) -> Any:
    """Another tokenizer than the one under test, not built on tiktoken."""
    with warnings.catch_warnings(action="ignore"):  # it reads its files in a deprecated way
        import bpe_openai  # type: ignore[import-untyped]
    return bpe_openai.get_encoding(name)


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.sampled_from("aA eé1'lsL\n\r\t .,/!|<>{}\":日🎉ǅ\u0301\u00a0"), max_size=60)
    | st.text(max_size=40),
    st.sampled_from([CL100K, O200K]),
)
def test_agrees_with_an_independent_tokenizer(content: str, encoding: Encoding) -> None:
    assert tokennative.tokenise(content, encoding) == list(independent(str(encoding)).encode(content))
    assert tokennative.read(tokennative.write(content, encoding)[0]).decode() == content


def test_heuristic_is_written_as_cl100k() -> None:
    assert tokennative.write(HELLO, Encoding.HEURISTIC) == tokennative.write(HELLO, CL100K)


# Id 0 is ! in both vocabularies; 9970 is " Controller" in one and " stories" in the other.
@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("#TK|C|", b""),
        ("#TK|O|", b""),
        (wire("C", 0, 0), b"!!"),
        (wire("C", 9970), b" Controller"),
        (wire("O", 9970), b" stories"),
        (wire("c", 9970), b" Controller"),
        (wire("X", 9970), b" Controller"),
        (wire("Cxyz", 9970), b" Controller"),
        (wire("Ox", 9970), b" stories"),
        (wire("é", 9970), b" Controller"),
        ("#TK|C|gIAA", b"!"),  # 80 80 00: a zero in three bytes
    ],
)
def test_only_the_first_character_of_the_id_counts(text: str, content: bytes) -> None:
    assert tokennative.read(text) == content


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("#TK|", "tokenizer id is missing"),
        ("#TK||", "tokenizer id is missing"),
        ("#TK||AA==", "tokenizer id is missing"),
        ("#TK|C", "after #TK.C the bar"),
        ("#TK|C|AA", "base64"),
        ("#TK|C|AA==|", "base64"),
        ("#TK|C|AB==", "base64"),
        ("#TK|C|gA==", "ends inside the varint"),
        ("#TK|C|gICAgIAA", "goes on after 5 bytes"),
        ("#TK|C|/////x8=", "does not fit 32 bits"),
        (wire("C", 100256), "100256"),
        (wire("C", 100261), "100261"),
        (wire("C", 100277), "100277"),
        (wire("C", 2**32 - 1), "4294967295"),
        (wire("O", 199998), "199998"),
        (wire("O", 200019), "200019"),
    ],
)
def test_broken_wires(text: str, reason: str) -> None:
    with pytest.raises(DecompressionError, match=reason):
        tokennative.read(text)


@pytest.mark.parametrize("text", [wire("L", 0), "#TK|L|", wire("Lx", 0)])
def test_llama_cannot_be_read_here(text: str) -> None:
    with pytest.raises(TokenizerError, match="llama_bpe is not available"):
        tokennative.read(text)


def test_llama_is_never_written_with_other_ids() -> None:
    with pytest.raises(TokenizerError, match="llama_bpe is not available"):
        tokennative.write(HELLO, Encoding.LLAMA_BPE)


def test_content_the_pattern_gives_up_on() -> None:
    with pytest.raises(TokenizerError, match="o200k_base cannot split this content"):
        tokennative.write(" " * 1_000_000, O200K)


def test_more_than_16_mib_is_refused() -> None:
    # The longest run of spaces that is one token, over and over: the ids are few, the content is not.
    spaces = tokennative.tokenise(" " * 64, CL100K)
    assert len(spaces) == 1
    enough = 16 * 1024 * 1024 // 64
    assert len(tokennative.detokenise(spaces * enough, CL100K)) == 16 * 1024 * 1024
    with pytest.raises(DecompressionError, match="16777216"):
        tokennative.detokenise(spaces * (enough + 1), CL100K)
