"""Automatic and best choice: each row at its edges, and against the rule said in other words."""

from __future__ import annotations

import json
import string
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import CodecEngine, CompressionResult, choice
from m2m_ref.codec.choice import Content, choose
from m2m_ref.error import CompressionError, TokenizerError
from m2m_ref.profile import Profile

NONE, M2M, BROTLI = Algorithm.NONE, Algorithm.M2M, Algorithm.BROTLI
# 69 characters of which none is like another, nor an `a`; in the second line each has two bytes.
UNLIKE = [character for character in string.printable if character != "a"][:69]
TWO_BYTES = [chr(0x100 + number) for number in range(69)]


def chosen(content: str, profile: Profile = Profile.CORE) -> Algorithm:
    return choose(Content(content, content.encode(), profile))


def padded(start: str, size: int) -> str:
    """A JSON object of `size` bytes that begins with `start`, without repetition to speak of."""
    text = start + ',"pad":"' + "".join(map(chr, range(0x4E00, 0x4E00 + size // 3)))
    while len(text.encode()) > size - 2:
        text = text[:-1]
    return text + "x" * (size - 2 - len(text.encode())) + '"}'


@pytest.mark.parametrize(
    ("content", "algorithm"),
    [
        ("", NONE),
        ("a" * 99, NONE),
        ('{"model":"' + "a" * 87 + '"}', NONE),  # 99 bytes
        ("é" * 49, NONE),  # 98 bytes
        ("a" * 100, BROTLI),  # 97 windows, all alike
        ("é" * 50, BROTLI),  # 100 bytes
        (padded('{"model":1', 100), M2M),
        (padded('{"model":1', 1024), M2M),
        (padded('{"model":1', 1025), BROTLI),
        (padded('{"n":1', 1024), M2M),
        (padded('{"n":1', 1025), BROTLI),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 341))) + "x", NONE),  # 1024 bytes of 342 characters
        ("".join(map(chr, range(0x4E00, 0x4E00 + 341))) + "xy", BROTLI),
    ],
)
def test_lengths_are_bytes(content: str, algorithm: Algorithm) -> None:
    assert chosen(content) is algorithm


REPEATED = "ab" * 60


@pytest.mark.parametrize(
    ("content", "algorithm"),
    [
        (f'{{"messages":[],"x":"{REPEATED}"}}', M2M),
        (f'{{"model":null,"x":"{REPEATED}"}}', M2M),
        (f' {{"x":"{REPEATED}", "choices":0}}\n', M2M),
        (f'{{"m\\u006fdel":1,"x":"{REPEATED}"}}', M2M),
        (f'{{"Model":1,"x":"{REPEATED}"}}', BROTLI),
        (f'{{"x":{{"model":1}},"y":"{REPEATED}"}}', BROTLI),
        (f'[{{"model":1}},"{REPEATED}"]', BROTLI),
        (f'["model","{REPEATED}"]', BROTLI),
        (f'"model{REPEATED}"', BROTLI),
        (f'{{"model":1,"x":"{REPEATED}"', BROTLI),  # no JSON
        (f'{{"model":1,"x":"{REPEATED}"}}}}', BROTLI),
        (f'{{"model":NaN,"x":"{REPEATED}"}}', BROTLI),
        (json.dumps("".join(UNLIKE) + string.ascii_uppercase + "é-è"), M2M),
        ("[" + ",".join(map(str, range(100, 140))) + "]", M2M),
        (" ".join(map(str, range(100, 140))), NONE),
        ("[" + ",".join(map(str, range(100, 140))), NONE),
    ],
)
def test_what_the_content_is(content: str, algorithm: Algorithm) -> None:
    assert 100 <= len(content.encode()) <= 1024
    assert chosen(content) is algorithm


# Unlike characters begin a window each; a run of `a` that is r long has r - 3 more, all the same.
@pytest.mark.parametrize(
    ("unlike", "run", "repetition", "algorithm"),
    [
        (UNLIKE, 34, Fraction(3, 10), NONE),  # 70 of 100: not over 0.3, though 1 - 0.7 is in 64-bit floats
        (UNLIKE, 35, Fraction(31, 101), BROTLI),
        (UNLIKE[:68], 35, Fraction(31, 100), BROTLI),
        (TWO_BYTES, 34, Fraction(3, 10), NONE),
        (TWO_BYTES, 35, Fraction(31, 101), BROTLI),  # in bytes it would be less
        (UNLIKE[:68], 31, Fraction(0), NONE),  # 99 bytes
    ],
)
def test_repetition(unlike: list[str], run: int, repetition: Fraction, algorithm: Algorithm) -> None:
    content = "".join(unlike) + "a" * run
    assert Content(content, content.encode()).repetition == repetition
    assert chosen(content) is algorithm


def test_repetition_of_what_has_no_window() -> None:
    assert Content("abc", b"x" * 200).repetition == 0


def test_json_deeper_than_the_profile_reads_is_not_taken_for_json() -> None:
    content = "[" * 33 + '"' + "".join(map(chr, range(0x4E00, 0x4E00 + 150))) + '"' + "]" * 33
    assert chosen(content) is M2M
    assert chosen(content, Profile.STRICT) is NONE


def plainly(content: str) -> Algorithm:
    """The rule again, step by step."""
    size = len(content.encode())
    if size < 100:
        return NONE
    if size > 1024:
        return BROTLI
    try:
        value = json.loads(content)
    except ValueError:
        value = ...
    if isinstance(value, dict) and ("messages" in value or "model" in value or "choices" in value):
        return M2M
    windows = [content[at : at + 4] for at in range(len(content) - 3)]
    if 10 * (len(windows) - len(set(windows))) > 3 * len(windows):
        return BROTLI
    return NONE if value is ... else M2M


TEXTS = st.builds(
    lambda text, times, wrap: wrap((text * times)[:1100]),
    st.text(st.sampled_from("ab cdefé日🎉01"), min_size=1, max_size=60) | st.text("ab", min_size=30),
    st.integers(1, 30),
    st.sampled_from(
        [
            str,
            json.dumps,
            lambda text: json.dumps({"messages": text}, ensure_ascii=False),
            lambda text: json.dumps([text, {"choices": text}]),
        ]
    ),
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_agrees_with_the_rule_said_plainly(content: str) -> None:
    expected = plainly(content)
    assert chosen(content) is expected
    assert CodecEngine().compress_auto(content).algorithm is expected


def test_the_engine_writes_what_was_chosen() -> None:
    engine, content = CodecEngine(), padded('{"model":"gpt-4o","messages":[]', 300)
    assert engine.compress_auto(content) == engine.compress(content, M2M)


def test_what_the_chosen_algorithm_cannot_write_is_refused() -> None:
    content = json.dumps({"model": "m" * 256, "messages": []})
    assert chosen(content) is M2M
    with pytest.raises(CompressionError, match="model"):
        CodecEngine().compress_auto(content)


@pytest.mark.parametrize("call", [CodecEngine().compress_auto, CodecEngine().compress_best])
def test_what_is_no_text_is_refused(call: Callable[[str], object]) -> None:
    with pytest.raises(CompressionError, match="not Unicode"):
        call("\ud800")


def test_the_shortest_wins() -> None:
    engine = CodecEngine()
    for content in ("", "{}", '{"a":"tokenise me, I am plain English"}', "ab" * 500, padded('{"n":1', 900)):
        written = []
        for algorithm in (M2M, Algorithm.TOKEN_NATIVE, BROTLI):
            try:
                written.append(engine.compress(content, algorithm))
            except CompressionError:
                assert algorithm is M2M
        best = engine.compress_best(content)
        assert best in written
        assert best.compressed_bytes == min(each.compressed_bytes for each in written)
    assert engine.compress_best("").algorithm is Algorithm.TOKEN_NATIVE  # 6 bytes
    assert engine.compress_best("ab" * 500).algorithm is BROTLI


# By length modulo 4 no two of the forms are ever equally long, so equals are made up.
@pytest.mark.parametrize(
    "order", [(M2M, Algorithm.TOKEN_NATIVE, BROTLI), (BROTLI, M2M), (Algorithm.TOKEN_NATIVE,)]
)
def test_the_first_of_equals_wins(order: tuple[Algorithm, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "candidates", lambda: order)
    monkeypatch.setattr(
        CodecEngine, "compress", lambda self, content, algorithm: CompressionResult("wire", algorithm, 9, 4)
    )
    assert CodecEngine().compress_best("{}").algorithm is order[0]


def test_what_the_tokenizer_gives_up_on_is_passed_over() -> None:
    engine, spaces = CodecEngine(Encoding.O200K_BASE), " " * 1_000_000
    with pytest.raises(TokenizerError):
        engine.compress(spaces, Algorithm.TOKEN_NATIVE)
    assert engine.compress_best(spaces).algorithm is BROTLI


def test_if_all_fail_it_is_said_why() -> None:
    with pytest.raises(CompressionError, match=r"no algorithm can write the content: .*16777216"):
        CodecEngine().compress_best('"' + "x" * 16 * 1024 * 1024)


def test_candidates() -> None:
    assert choice.candidates() == (M2M, Algorithm.TOKEN_NATIVE, BROTLI)
