"""JSON, read as serde_json reads it: RFC 8259 by hand, and Python's own reader as a second opinion."""

from __future__ import annotations

import json as stdlib
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from m2m_ref import JsonError, json
from m2m_ref.profile import Profile, settings

CORE, STRICT = Profile.CORE, Profile.STRICT
MIB = 1 << 20

REFUSED = {
    "nothing": b"",
    "two values": b"1 2",
    "a comma at the end": b"[1,]",
    "a byte order mark": b"\xef\xbb\xbf1",
    "a form feed as space": b"\x0c1",
    "a space that is not ASCII": b"\xc2\xa01",
    "NaN": b"NaN",
    "infinity": b"-Infinity",
    "beyond a float": b"1e400",
    "beyond a float, as a whole number": b"-1" + b"0" * 309,
    "a leading zero": b"01",
    "a leading zero with a sign": b"-01",
    "a leading plus": b"+1",
    "a bare sign": b"-",
    "a bare point": b"1.",
    "no digit before the point": b".1",
    "no exponent": b"1e+",
    "a tab in a text": b'"\t"',
    "a zero byte in a text": b'"\x00"',
    "a zero byte at the end": b"1\x00",
    "an escape that is none": rb'"\x41"',
    "a short escape": rb'"\u12"',
    "a lone high surrogate": rb'"\ud800"',
    "a lone low surrogate": rb'"\udc00"',
    "surrogates in the wrong order": rb'"\udc00\ud800"',
    "a lone surrogate as a key": rb'{"\ud800":1}',
    "a lone surrogate under a key that comes again": rb'{"a":"\ud800","a":1}',
    "not UTF-8": b'"\xff"',
    "a surrogate in UTF-8": b'"\xed\xa0\x80"',
    "an overlong form": b'"\xc0\x80"',
    "UTF-8 beyond Unicode": b'"\xf4\x90\x80\x80"',
    "UTF-8 that ends early": b'"\xc3"',
    "single quotes": b"'a'",
    "a comment": b"1//",
}
READ = {
    b"-0": -0.0,
    b" [-0 ,\t-0\n,-0]\r": [-0.0, -0.0, -0.0],
    b'{"a":-0}': {"a": -0.0},
    b"[-0.0,-0e1,-0E-0,0]": [-0.0, -0.0, -0.0, 0],
    b"[1e-0,1E-0 ,0,1e-05]": [1.0, 1.0, 0, 1e-5],
    rb'{"-0,":-0,"\"-0,":"\\","b":[" -0 ",0]}': {"-0,": -0.0, '"-0,': "\\", "b": [" -0 ", 0]},
    b'["2024-01-05 -0, -0",0]': ["2024-01-05 -0, -0", 0],
    b"18446744073709551615": 2**64 - 1,
    b"18446744073709551616": 18446744073709551616.0,
    b"-9223372036854775808": -(2**63),
    b"-9223372036854775809": -9223372036854775808.0,
    b"0e99999999999": 0.0,
    b"1e-400": 0.0,
    b"1.0": 1.0,
    b'{"a":1,"a":[],"a":"2"}': {"a": "2"},
    rb'{"\u0061":1,"a":2}': {"a": 2},
    rb'"\ud83d\ude00\/\u0000"': "\U0001f600/\0",
    b'"\x7f\xef\xbf\xbf"': "\x7f\uffff",
    b"\t\n\r null ": None,
}


def exact(value: object) -> str:
    """`value` so that 0, 0.0 and -0.0 differ, and the order of keys does not matter."""
    return stdlib.dumps(value, sort_keys=True)


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_what_is_not_json_is_refused(raw: bytes) -> None:
    with pytest.raises(JsonError):
        json.parse(raw)


@pytest.mark.parametrize("raw", READ, ids=str)
def test_what_is_read(raw: bytes) -> None:
    assert exact(json.parse(raw)) == exact(READ[raw])
    assert exact(json.parse(raw.decode())) == exact(READ[raw])


@pytest.mark.parametrize("text", ['"\ud800"', "\ufeff1"])
def test_a_text_that_utf8_or_json_has_not(text: str) -> None:
    with pytest.raises(JsonError):
        json.read(text)


def opinion(text: str) -> str:
    """What Python's reader says, with the rules it has not: exact() of the value, or "refused"."""
    rules: dict[str, Any] = {"parse_int": _whole, "parse_float": _finite, "parse_constant": _never}
    try:
        value = stdlib.loads(text, **rules, object_pairs_hook=_unicode)
        stdlib.dumps(value, ensure_ascii=False).encode()  # a lone surrogate makes this fail
        return exact(value)
    except (ValueError, RecursionError):
        return "refused"


def _whole(digits: str) -> int | float:
    fits = len(digits) < 25 and -(2**63) <= int(digits) < 2**64
    return int(digits) if fits and digits != "-0" else _finite(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(digits)
    return number


def _never(name: str) -> None:
    raise ValueError(name)


def _unicode(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    stdlib.dumps(pairs, ensure_ascii=False).encode()  # a lone surrogate makes this fail
    return dict(pairs)


def answer(text: str | bytes) -> str:
    try:
        return exact(json.parse(text))
    except JsonError:
        return "refused"


PIECES = [
    *("-0", "-0.0", "0", "1e-0", "-", "1", ".5", "e5", "18446744073709551616", "null", "true"),
    *("[", "]", "{", "}", ",", ":", '"', '"a"', '"a":', '"-0,"', "\\", '\\"', "\\\\", "\\u0041", "\\ud83d"),
    *("\\ude00", " ", "\n", "\t", "\x0b", "\x7f", "\x00", "é", "😀", "\ufeff", "NaN"),
]
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
trees = st.recursive(
    st.sampled_from([-0.0, 0, "-0", " -0, "]) | scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def almost_json(draw: st.DrawFn) -> str:
    """JSON with up to three pieces put in or in place of a character, or none."""
    text = stdlib.dumps(
        draw(trees), ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1]))
    )
    text = text.replace("-0.0", "-0") if draw(st.booleans()) else text
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[start + draw(st.integers(0, 1)) :]
    return text


@given(almost_json() | st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
@example('{"a":"\\ud800","a":1}')
@example('["\\\\",-0,"\\"-0"]')
@example('[0,1e-0,"-0 ",-0 ]')
@example('"\\u0d800\\udc00"')
def test_pythons_reader_agrees(text: str) -> None:
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        assert answer(text) == "refused"
        return
    assert answer(text) == answer(raw) == opinion(text)


def nested(depth: int) -> list[str]:
    """JSON nested so deep: in lists, in objects, and in both in turn."""
    half, odd = depth // 2, depth % 2
    return [
        "[" * depth + "]" * depth,
        '{"a":' * depth + '"[[["' + "}" * depth,
        "[" * odd + '[{"b":0,"a":' * half + "0" + "}]" * half + "]" * odd,
    ]


@pytest.mark.parametrize("profile", Profile)
def test_depth(profile: Profile) -> None:
    limit = {CORE: 127, STRICT: 32}[profile]
    for text in nested(limit - 1) + nested(limit):
        assert json.read(text, profile) == stdlib.loads(text)
    for depth in (limit + 1, limit + 2, 5000):
        for text in nested(depth):
            with pytest.raises(JsonError):
                json.read(text, profile)


def test_brackets_in_texts_are_no_depth() -> None:
    assert json.read('"' + "[{" * 500 + '"', STRICT) == "[{" * 500


@pytest.mark.parametrize("shape", ['"%s"', '["%s"]', '{"a":{"b":"%s"}}', '{"%s":0}'])
def test_texts_of_more_than_10_mib_are_refused_in_strict(shape: str) -> None:
    longest = "é" * (5 * MIB)
    assert str(json.read(shape % longest, STRICT)).count("é") == 5 * MIB
    for text in (shape % (longest + "a"), (shape % (longest + "a")).encode()):
        with pytest.raises(JsonError):
            json.read(text, STRICT)
        assert json.read(text, CORE)


@pytest.mark.parametrize("shape", ["%s", '{"a":[%s]}'])
def test_lists_of_more_than_10_000_items_are_refused_in_strict(shape: str) -> None:
    def items(count: int) -> str:
        return shape % f"[{','.join('0' * count)}]"

    assert json.read(items(10_000), STRICT) == stdlib.loads(items(10_000))
    with pytest.raises(JsonError):
        json.read(items(10_001), STRICT)
    assert json.read(items(10_001), CORE) == stdlib.loads(items(10_001))


def test_the_keys_of_an_object_may_be_many() -> None:
    wide = {str(number): number for number in range(20_000)}
    assert json.read(stdlib.dumps(wide), STRICT) == wide


def test_values_that_were_never_a_text_are_held_too() -> None:
    value: Any = "a" * (10 * MIB + 1)
    with pytest.raises(JsonError):
        json.hold([value], settings(STRICT))
    json.hold([value], settings(CORE))
    json.hold("\ud800", settings(STRICT))  # not JSON, but short enough
