"""TokenNative: wires of the Rust package, independent tokenizers, both forms, and broken wires."""

from __future__ import annotations

import base64 as standard
import itertools
import tracemalloc
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_ref.algorithm import Encoding
from m2m_ref.codec import tokenizer as tokenizers
from m2m_ref.codec import tokennative, varint
from m2m_ref.codec.tokenizer import available, tokenizer
from m2m_ref.codec.vocabulary import LLAMA_MODELS, VOCABULARIES
from m2m_ref.error import DecompressionError, TokenizerError
from m2m_ref.profile import Profile

CL100K, O200K, LLAMA = Encoding.CL100K_BASE, Encoding.O200K_BASE, Encoding.LLAMA_BPE
LETTERS = {CL100K: "C", O200K: "O", LLAMA: "L"}
LIMIT = 16 * 1024 * 1024
HELLO = '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}'
MIXED = "I'LL eat <|endoftext|>\n\n  12345 naïve 日本 🎉"
# Written by the Rust package m2m-protocol 0.4.0.
WIRES = [
    (CL100K, HELLO, "#TK|C|mieeFIQaRqIDDBNOxxHXggHikASKLoQa8gbHEaoOhBqyTaxJ7G8="),
    (O200K, HELLO, "#TK|O|4FTXJ+46RqsEDBNOxiHjlALVgwHgVIxE7jqUC8YhtBnuOqlnl5EB4NoB"),
    (CL100K, MIXED, "#TK|C|KAbSIJdB3AGhjwaPAtwB3AGhI+4N7O0FzATW1QSAsQGSWewB5wE="),
    (O200K, MIXED, "#TK|O|KAaeOuVX3AG/mgyXAtwB3AHRO/QTg68J4QWUiAGKxAjnAQ=="),
]

with_llama = pytest.mark.skipif(
    not available(LLAMA), reason=f"NOT TESTED: Llama 3's vocabulary is not here; {LLAMA_MODELS.install}"
)


def packed(*ids: int) -> bytes:
    return b"".join(map(varint.write, ids))


def wire(name: str, *ids: int) -> str:
    return f"#TK|{name}|{standard.b64encode(packed(*ids)).decode()}"


def tokenise(content: str, encoding: Encoding) -> list[int]:
    return tokenizer(encoding).encode(content)


def round_trip(content: str, encoding: Encoding) -> None:
    """Both forms are read, and hold the same ids."""
    text, count = tokennative.write(content, encoding)
    binary, again = tokennative.write_binary(content, encoding)
    assert tokennative.read(text).decode() == tokennative.read_binary(binary).decode() == content
    assert standard.b64decode(text[6:]) == binary[1:]
    assert count == again == sum(byte < 0x80 for byte in binary[1:])


@pytest.mark.parametrize(("encoding", "content", "expected"), WIRES)
def test_wires_of_the_rust_package(encoding: Encoding, content: str, expected: str) -> None:
    text, count = tokennative.write(content, encoding)
    assert text == expected
    assert count == sum(byte < 0x80 for byte in standard.b64decode(expected[6:]))
    assert tokennative.read(expected).decode() == content


# OpenAI's cookbook, "How to count tokens with tiktoken".
def test_published_ids() -> None:
    assert tokenise("tiktoken is great!", CL100K) == [83, 1609, 5963, 374, 2294, 0]
    assert tokenise("tiktoken is great!", O200K) == [83, 8251, 2488, 382, 2212, 0]


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
    assert tokenise(special, encoding) == [number]
    assert tokennative.read(wire(LETTERS[encoding], number)) == special.encode()


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
    assert tokenise(content, encoding) == list(independent(str(encoding)).encode(content))
    round_trip(content, encoding)


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


EXACT = {"C": b" Controller", "O": b" stories"}


@pytest.mark.parametrize("name", ["C", "O", "c", "X", "Cxyz", "CC", "Ox", "é", " C", "C ", "\0"])
def test_strict_takes_exact_ids_only(name: str) -> None:
    text = wire(name, 9970)
    if name in EXACT:
        assert tokennative.read(text, Profile.STRICT) == EXACT[name]
    else:
        with pytest.raises(DecompressionError, match="must be C, O or L"):
            tokennative.read(text, Profile.STRICT)


def test_the_binary_form_by_hand() -> None:
    # 9906 is b2 4d, 13225 is a9 67; both are Hello.
    assert tokennative.write_binary("Hello", CL100K) == (b"\x00\xb2\x4d", 1)
    assert tokennative.write_binary("Hello", O200K) == (b"\x01\xa9\x67", 1)
    assert tokennative.write_binary("Hello", Encoding.HEURISTIC) == (b"\x00\xb2\x4d", 1)
    assert tokennative.write_binary("", CL100K) == (b"\x00", 0)


@pytest.mark.parametrize(
    ("data", "content"),
    [
        ("00", b""),
        ("01", b""),
        ("00 b24d", b"Hello"),
        ("01 a967", b"Hello"),
        ("00 00 00", b"!!"),
        ("00 808000", b"!"),
        ("00 8080808000", b"!"),
        ("00 b24d 8080808000 b2cd808000", b"Hello!Hello"),
        ("00 bb01", b"\xff"),  # id 187; telling UTF-8 is the engine's business
    ],
)
def test_binary_forms_that_are_read(data: str, content: bytes) -> None:
    assert tokennative.read_binary(bytes.fromhex(data)) == content


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "the data is empty"),
        ("03", "first byte is 0x03"),
        ("43 b24d", "first byte is 0x43"),
        ("ff", "first byte is 0xff"),
        ("00 80", "ends inside the varint"),
        ("00 b24d b2", "ends inside the varint at byte 2"),
        ("00 8080808080 00", "goes on after 5 bytes"),
        ("00 ffffffff1f", "does not fit 32 bits"),
        ("00 8080808010", "does not fit 32 bits"),
        ("00 b24d a08f06", "100256"),
        ("01 d39a0c", "200019"),
        ("00 ffffffff0f", "4294967295"),
    ],
)
def test_broken_binary_forms(data: str, reason: str) -> None:
    with pytest.raises(DecompressionError, match=reason):
        tokennative.read_binary(bytes.fromhex(data))


def test_llama_is_neither_written_nor_read_without_its_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenizers, "_loaded", {})
    gone = replace(VOCABULARIES[LLAMA], package=replace(LLAMA_MODELS, module="no_such_package"))
    monkeypatch.setitem(VOCABULARIES, LLAMA, gone)
    calls: list[Callable[[], object]] = [
        lambda: tokennative.write(HELLO, LLAMA),
        lambda: tokennative.write_binary(HELLO, LLAMA),
        lambda: tokennative.read(wire("L", 0)),
        lambda: tokennative.read("#TK|L|"),
        lambda: tokennative.read(wire("Lx", 0)),
        lambda: tokennative.read_binary(b"\x02"),
    ]
    for call in calls:
        with pytest.raises(TokenizerError, match="llama_bpe is not available"):
            call()


@cache
def llama_ranks() -> dict[bytes, int]:
    """Llama 3's tokens, from the file, without any code of the reference."""
    spec = find_spec("llama_models")
    assert spec and spec.submodule_search_locations
    file = Path(spec.submodule_search_locations[0], "llama3", "tokenizer.model")
    lines = (line.split() for line in file.read_bytes().splitlines())
    return {standard.b64decode(token): int(rank) for token, rank in lines}


def merged(word: bytes) -> list[int]:
    """The ids of one word: its bytes, the pair of the lowest rank joined until there is none."""
    ranks, parts = llama_ranks(), [bytes([byte]) for byte in word]
    while True:
        pairs = [(ranks.get(a + b, 1 << 30), at) for at, (a, b) in enumerate(itertools.pairwise(parts))]
        rank, at = min(pairs, default=(1 << 30, 0))
        if rank == 1 << 30:
            return [ranks[part] for part in parts]
        parts[at : at + 2] = [parts[at] + parts[at + 1]]


@with_llama
@pytest.mark.parametrize(
    "words",
    [
        ["Hello", " world", "!"],
        ['{"', "model", '":"', "gpt", "-", "4", "o", '"}'],
        ["123", "456", "7", " naïve", " größer"],
        ["日本語", " Привет", " 🙂\n\n", "x", "\n\n", "y"],
        ["I", "'LL", " eat", "  ", " antidisestablishmentarianism"],
    ],
)
def test_llamas_ids_are_what_its_merges_give(words: list[str]) -> None:
    expected = [number for word in words for number in merged(word.encode())]
    assert tokenise("".join(words), LLAMA) == expected
    round_trip("".join(words), LLAMA)


@with_llama
def test_llamas_published_ids() -> None:
    # test_encode in llama3/tests/api/test_tokenizer.py of llama-models.
    ids = [128000, 2028, 374, 264, 1296, 11914, 13, 128001]
    content = "<|begin_of_text|>This is a test sentence.<|end_of_text|>"
    assert tokenise(content, LLAMA) == ids
    assert tokennative.write(content, LLAMA) == (wire("L", *ids), 8)
    assert tokennative.write_binary(content, LLAMA) == (b"\x02" + packed(*ids), 8)


@with_llama
@pytest.mark.parametrize("number", [0, 127_999, 128_000, 128_005, 128_255])
def test_every_id_of_llama_is_read(number: int) -> None:
    special = {number: name.encode() for name, number in VOCABULARIES[LLAMA].specials.items()}
    ordinary = {rank: token for token, rank in llama_ranks().items()}
    expected = special.get(number) or ordinary[number]
    assert tokennative.read(wire("L", number)) == expected
    assert tokennative.read(wire("L", number), Profile.STRICT) == expected


@with_llama
@pytest.mark.parametrize("number", [128_256, 200_018, 2**32 - 1])
def test_ids_that_llama_has_not_got(number: int) -> None:
    with pytest.raises(DecompressionError, match=f"{number} is not one of llama_bpe"):
        tokennative.read(wire("L", number))


@with_llama
@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("aA eé1'lsL\n\r\t .,/!|<>{}\":日🎉ǅ\u0301\u00a0"), max_size=60)
    | st.text(max_size=40)
    | st.sampled_from(["<|eot_id|>", "<|python_tag|>", "x<|reserved_special_token_7|>y", "<|endoftext|>"])
)
def test_llama_agrees_with_metas_own_tokenizer(content: str) -> None:
    official = import_module("llama_models.llama3.tokenizer").Tokenizer.get_instance()
    assert tokenise(content, LLAMA) == official.encode(content, bos=False, eos=False, allowed_special="all")
    round_trip(content, LLAMA)


def test_content_the_pattern_gives_up_on() -> None:
    with pytest.raises(TokenizerError, match="o200k_base cannot split this content"):
        tokennative.write(" " * 1_000_000, O200K)


def spaces() -> bytes:
    """The varint of the token that is 64 spaces: the ids are few, the content is not."""
    ids = tokenise(" " * 64, CL100K)
    assert len(ids) == 1
    return varint.write(ids[0])


def test_more_than_16_mib_is_refused() -> None:
    one, enough = spaces(), LIMIT // 64
    assert len(tokennative.read_binary(b"\0" + one * enough)) == LIMIT
    with pytest.raises(DecompressionError, match="16777216"):
        tokennative.read_binary(b"\0" + one * (enough + 1))


@pytest.mark.slow
def test_more_than_16_mib_in_padded_varints_is_refused_before_it_is_made() -> None:
    # 64 spaces in five bytes, often enough to make 64 MiB.
    padded = spaces()[:-1] + bytes([spaces()[-1] | 0x80]) + b"\x80\x80\x00"
    assert len(padded) == 5
    data = b"\0" + padded * (4 * LIMIT // 64)
    tracemalloc.start()
    try:
        with pytest.raises(DecompressionError, match="16777216"):
            tokennative.read_binary(data)
        assert tracemalloc.get_traced_memory()[1] < 3 * LIMIT
    finally:
        tracemalloc.stop()
