"""TokenNative: every token, and what is wrong with it."""

from __future__ import annotations

import base64

import pytest

from m2m_conformance.explain import Weight, explain
from m2m_conformance.explain import token as module
from m2m_ref.algorithm import Encoding
from m2m_ref.codec.vocabulary import VOCABULARIES
from m2m_ref.error import TokenizerError
from tests.explain.build import rows, said

REMEDY = "write ids of the vocabulary that the wire names, each a varint of at most 32 bits"


def wire(data: bytes, name: str = "C") -> str:
    return f"#TK|{name}|{base64.b64encode(data).decode()}"


def test_tokens_are_explained_one_by_one() -> None:
    """Hello is 9906 = 77 * 128 + 50: b2 4d; <|endoftext|> is 100257 = 6 * 16384 + 15 * 128 + 33: a1 8f 06."""
    found = explain(wire(bytes.fromhex("b24d a18f06 80 00")))
    assert rows(found) == [
        (-6, "23 54 4b 7c", "prefix", "TokenNative, text form"),
        (-2, "43", "tokenizer id", '"C": the vocabulary cl100k_base'),
        (-1, "7c", "prefix", "base64 of varints follows"),
        (0, "b2 4d", "token 1", '9906 "Hello"'),
        (2, "a1 8f 06", "token 2", '100257 "<|endoftext|>"'),
        (5, "80 00", "token 3", '0 "!" (padded: 1 of 2 bytes would do)'),
    ]
    assert (found.verdict, found.content, found.size) == ("sound", b"Hello<|endoftext|>!", 18)


def test_the_binary_form_names_its_vocabulary_in_a_byte() -> None:
    found = explain(base64.b64encode(b"\x01\x00").decode(), binary=True)
    assert rows(found) == [
        (0, "01", "vocabulary", "01: the vocabulary o200k_base"),
        (1, "00", "token 1", '0 "!"'),
    ]
    assert (found.form, found.verdict, found.content) == ("TokenNative, binary form", "sound", b"!")


def test_a_token_that_is_part_of_a_character_is_shown_in_bytes() -> None:
    """62904 is ` ` and the first three of the four bytes of an emoji, 102 is a byte of its own."""
    found = explain(wire(bytes.fromhex("b8eb03 66")))
    assert [row[3] for row in rows(found)[3:]] == ["62904 bytes 20 f0 9f 91", "102 bytes a9"]
    assert found.content == b" \xf0\x9f\x91\xa9"
    cut = explain(wire(bytes.fromhex("b24d b8eb03")))
    assert [each.where for each in cut.faults] == ["token 2 at 2"]
    assert cut.faults[0].what.startswith("in the content, byte 6 of its 9, f0, is not UTF-8")


def test_no_tokens_are_no_content() -> None:
    found = explain("#TK|C|")
    assert (found.verdict, found.content, len(found.spans)) == ("sound", b"", 3)


def test_many_tokens_are_summed_up() -> None:
    found = explain(wire(b"\xb2\x4d" * 1000))
    assert len(found.spans) == 3 + 200 + 1
    assert (found.spans[-1].offset, found.spans[-1].field) == (400, "tokens")
    assert found.spans[-1].meaning == "800 tokens more, up to 1000"
    assert found.content == b"Hello" * 1000


def test_a_broken_token_among_many_has_a_row_of_its_own() -> None:
    found = explain(wire(b"\xb2\x4d" * 1000 + b"\xff\xff\xff\x7f" + b"\x00" * 5))
    assert [row[0::2] for row in rows(found)[-3:]] == [
        (400, "tokens"),
        (2000, "token 1001"),
        (2004, "tokens"),
    ]
    assert said(found.faults) == [
        ("token 1001 at 2000", "the id 268435455 is not one of cl100k_base", REMEDY)
    ]
    assert found.content == b"Hello" * 1000 + b"!!!!!"


def test_bytes_that_are_not_utf8_among_many_are_placed() -> None:
    """The row that has them is the one for all that come after the first 200 tokens."""
    found = explain(wire(b"\x00" * 300 + b"\x66" + b"\x00" * 10))
    assert [each.where for each in found.faults] == ["tokens at 200"]
    assert found.faults[0].what.startswith("in the content, byte 300 of its 311, a9, is not UTF-8")


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        ("00 80", "token 2 at 1", "the varint does not end: its last byte says that more follow"),
        ("00 80 80 80 80 10 00", "token 2 at 1", "the varint does not fit 32 bits"),
        (
            "00 80 80 80 80 80 80 00 00",
            "token 2 at 1",
            "the varint goes on after 5 bytes, the most that 32 bits need",
        ),
        ("00 a6 8f 06", "token 2 at 1", "the id 100262 is not one of cl100k_base"),
    ],
)
def test_a_broken_id_is_told(data: str, where: str, what: str) -> None:
    found = explain(wire(bytes.fromhex(data)))
    assert said(found.faults) == [(where, what, REMEDY)]


def test_a_walk_goes_on_past_a_broken_id_and_stops_after_twenty() -> None:
    found = explain(wire(b"\x80\x80\x80\x80\x10\x00" * 100))
    assert len(found.faults) == 20
    assert rows(found)[-1] == (119, "481 bytes", "not read", "after too much that is broken")
    assert found.content == b"!" * 19


def test_tokens_of_a_vocabulary_that_is_not_here_are_told_without_their_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(encoding: Encoding) -> None:
        raise TokenizerError(f"no {encoding}; get it")

    monkeypatch.setattr(module, "tokenizer", absent)
    found = explain(wire(b"\xb2\x4d" * 1000, "L"))
    assert found.verdict == "sound, as far as can be seen: the ids cannot be read: no llama_bpe; get it"
    assert rows(found)[1] == (-2, "4c", "tokenizer id", '"L": the vocabulary llama_bpe')
    assert rows(found)[3] == (0, "b2 4d", "token 1", "9906")
    assert len(found.spans) == 3 + 200 + 1
    assert found.content is None
    for end in (b"\x80", b"\x80\x80\x80\x80\x10", b"\x80\x80\x80\x80\x80\x00"):
        late = explain(wire(b"\xb2\x4d" * 40_000 + end, "L"))
        assert [each.where for each in late.faults] == ["token 40001 at 80000"]
    assert not explain(wire(b"\xb2\x4d" * 40_000 + b"\xff\xff\xff\xff\x0f", "L")).faults


def test_only_strict_minds_an_inexact_id() -> None:
    for name, vocabulary, core in (
        ("Cx", "cl100k_base", "its first character counts"),
        ("O200K", "o200k_base", "its first character counts"),
        ("c", "cl100k_base", "it reads as C"),
    ):
        found = explain(wire(b"\x00", name))
        assert rows(found)[1][3] == f'"{name}": the vocabulary {vocabulary}'
        assert said(found.of(Weight.STRICT)) == [
            (
                "tokenizer id",
                f'"{name}" is not one of C, O, L: in core {core}, in strict it is an error',
                "write one of C, O, L",
            )
        ]
        assert found.verdict == "sound in core, and refused in strict"


@pytest.mark.parametrize(
    ("given", "where", "what", "fields"),
    [
        ("#TK|", "the end of the wire", "the second bar and the base64 are missing", ["prefix"]),
        (
            "#TK|C",
            "the end of the wire",
            "the second bar and the base64 are missing",
            ["prefix", "tokenizer id"],
        ),
        (
            "#TK||AA==",
            "prefix",
            "no tokenizer id follows; what does is read as C",
            ["prefix", "prefix", "token 1"],
        ),
    ],
)
def test_what_is_missing_is_told(given: str, where: str, what: str, fields: list[str]) -> None:
    found = explain(given)
    assert (where, what) in [(each.where, each.what) for each in found.faults]
    assert [row[2] for row in rows(found)] == fields


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (b"", "not read at 0", "it is empty, and so with neither a frame's prefix nor a vocabulary"),
        (
            b"\x03\x00",
            "not read at 0",
            "it begins with 03 00, and so with neither a frame's prefix nor a vocabulary",
        ),
    ],
)
def test_a_binary_form_of_nothing_known_is_told(data: bytes, where: str, what: str) -> None:
    found = explain(base64.b64encode(data).decode(), binary=True)
    assert [(each.where, each.what) for each in found.faults] == [(where, what)]


def test_every_vocabulary_has_its_letter() -> None:
    letters = {each.letter: each.name for each in VOCABULARIES.values()}
    assert len(letters) == 3
    for letter, name in letters.items():
        assert rows(explain(f"#TK|{letter}|"))[1][3] == f'"{letter}": the vocabulary {name}'
