"""The pattern language tells right from wrong, form by form."""

from __future__ import annotations

from typing import Any

import pytest

from m2m_conformance.difference import ABSENT, differences, fits, show
from m2m_conformance.pattern import compile_value, references
from m2m_conformance.value import PatternError, Ref, fill, filler

DEFINE: dict[str, Any] = {
    "caps": {"version": "3.0", "compression": {"algorithms": ["m2m"], "streaming": True}},
    "none": {"$extend": "$caps", "compression": {"algorithms": ["none"]}},
    "list": [{"text": "first"}, "$caps.version"],
    "word": "a[b]",
}
SCOPE = {"hello": {"type": "HELLO", "payload": {"n": [1, 2]}}, "server": {"id": "s-1"}}


def found(pattern: Any, got: Any) -> list[str]:
    compiled = compile_value(pattern, DEFINE, pattern=True)
    all_found = [str(each) for each in differences(compiled, got, SCOPE)]
    assert fits(compiled, got, SCOPE) == (not all_found)
    return all_found


SESS = "sess_0123456789abcdefghij"
UUID = "0b2f4d1e-6a3c-4f5b-8d7e-9f0a1b2c3d4e"
HELLO, HELLO_AS_O = "#TK|C|sk0=", "#TK|O|sk0="
RIGHT_AND_WRONG: list[tuple[Any, list[Any], list[Any]]] = [
    ("$any", [None, 0, "", {}], [ABSENT]),
    ("$absent", [ABSENT], [None, 0, ""]),
    ("$text", ["", "a"], [None, 1, ["a"], ABSENT]),
    ("$integer", [0, 5], [-1, 1.0, True, "1", None]),
    ("$uuid", [UUID], [UUID.upper(), UUID.replace("4f5b", "1f5b"), "", 4]),
    ("$$any", ["$any"], ["any", "$$any", 1]),
    ("text", ["text"], ["Text", "text ", None, ABSENT]),
    (1, [1, 1.0], [2, True, "1", None]),
    (0.8, [0.8, 0.800000011920929], [0.80001, 1, "0.8"]),
    (True, [True], [False, 1, "true"]),
    (None, [None], [False, 0, ABSENT, ""]),
    ([1, "$any"], [[1, 2], [1, None]], [[1], [1, 2, 3], [2, 1], {}, None]),
    ({"a": 1}, [{"a": 1}, {"a": 1, "b": 2}], [{}, {"a": 2}, None, [1]]),
    ({"a": "$absent"}, [{}, {"b": 1}], [{"a": None}]),
    ({"a": {"$exactly": {"b": 1}}}, [{"a": {"b": 1}}], [{"a": {"b": 1, "c": 2}}, {"a": {}}, {"a": 1}, {}]),
    ({"$starts": "#TK|"}, ["#TK|C|"], ["TK|", "x#TK|", 1, None]),
    ({"$contains": "TK"}, ["#TK|C|", "TK"], ["tk", "", 1]),
    (
        {"$matches": "sess_[a-z0-9]{20}"},
        [SESS],
        [SESS[:-1], f"{SESS}a", f" {SESS}", f"{SESS}\n", SESS.upper(), 1],
    ),
    ({"$matches": "(a|b+)?[.]x*"}, ["a.", "bb.xx", "."], ["ab.", "ax", "a.\n", None, ABSENT]),
    ({"$matches": "[^-:]+-é"}, ["a-é", "^-é"], ["-é", "a:-é"]),
    ({"$matches": ""}, [""], ["a", None]),
    ({"$matches": "$word"}, ["ab"], ["$word"]),
    ({"$above": 0}, [1, 0.5], [0, -1, "1", None, True]),
    ({"$below": 10}, [9, -1], [10, 11, "9"]),
    ({"$not": "a"}, ["b", 1, None], ["a"]),
    ({"$not": {"$starts": "a"}}, ["b"], ["ab"]),
    ({"$json": {"a": [1]}}, ['{"a": [1], "b": 2}'], ['{"a": [2]}', "{", None, {"a": [1]}]),
    (
        {"$starts": "#TK|", "$decodes": "Hello"},
        [HELLO],
        [HELLO_AS_O, "#M2M[v3.0]|DATA:CwKASGVsbG8D", "Hello"],
    ),
    ({"$not": {"$starts": "a", "$contains": "b"}}, ["a", "b", "c"], ["ab"]),
    ({"$starts": "$server.id", "$not": "s-1"}, ["s-12"], ["s-1", "s-2"]),
    ("$caps.version", ["3.0"], ["4.0"]),
    (
        "$none",
        [{"version": "3.0", "compression": {"algorithms": ["none"], "streaming": True}}],
        [DEFINE["caps"]],
    ),
    ("$list.0.text", ["first"], ["second"]),
    ("$list.1", ["3.0"], ["$caps.version"]),
    ("$hello.payload.n.1", [2], [1, "2"]),
    ({"id": "$server.id"}, [{"id": "s-1"}], [{"id": "s-2"}]),
    ({"$above": "$hello.payload.n.0"}, [2], [1]),
]
CASES = [(pattern, value, True) for pattern, right, _ in RIGHT_AND_WRONG for value in right]
CASES += [(pattern, value, False) for pattern, _, wrong in RIGHT_AND_WRONG for value in wrong]


@pytest.mark.parametrize(("pattern", "value", "right"), CASES, ids=str)
def test_a_pattern_takes_the_right_and_refuses_the_wrong(pattern: Any, value: Any, right: bool) -> None:
    assert (found(pattern, value) == []) is right


def test_a_difference_names_its_place_and_both_sides() -> None:
    assert found({"a": [{"b": 1}], "c": "x"}, {"a": [{"b": 2}]}) == [
        "a[0].b: expected 1, got 2",
        'c: expected "x", got nothing',
    ]
    assert found({"c": "x"}, {"c": "nothing"}) == ['c: expected "x", got "nothing"']


@pytest.mark.parametrize(
    "value",
    [
        {"$odd": 1},
        {"$starts": "a", "b": 1},
        {"$starts": "a", "$odd": 1},
        {"$starts": "a", "$concat": ["a"]},
        {"$extend": 5},
        {"$extend": "$caps.version"},
    ],
)
def test_an_unknown_form_is_refused(value: Any) -> None:
    with pytest.raises(PatternError):
        compile_value(value, DEFINE, pattern=True)


REFUSED = ["(a", "a)", "*a", "a{2", "a{2,3}", "a**", "a*?", "a++", "|*", "(*)", "(?:a)", "(?i)a"]
REFUSED += ["[]", "[a", "[z-a]", "a]", "a}", ".", "^a", "a\\d", "[\\d]", "$saved"]


@pytest.mark.parametrize("expression", [*REFUSED, 5, None, ["a"], {"$starts": "a"}])
def test_an_expression_that_is_none_or_not_read_alike_everywhere_is_refused(expression: Any) -> None:
    with pytest.raises(PatternError, match=r"\$matches"):
        compile_value({"$matches": expression}, DEFINE, pattern=True)


def test_a_form_cannot_stand_in_parameters_and_a_word_is_a_name_there() -> None:
    with pytest.raises(PatternError):
        compile_value({"$starts": "a"}, DEFINE, pattern=False)
    assert compile_value("$any", DEFINE, pattern=False) == Ref("any")


def test_texts_are_put_together() -> None:
    define = {"word": "ab", "all": {"$concat": ["<", [3, "$word"], [0, "x"], "$$>"]}}
    assert compile_value("$all", define, pattern=False) == "<ababab$>"
    assert compile_value({"$starts": {"$concat": [[2, "a"]]}}, define, pattern=True).argument == "aa"


@pytest.mark.parametrize(
    "parts", ["ab", [["ab", 3]], [[-1, "a"]], [[True, "a"]], [[1, 2]], [3], [[2, "a", "b"]], ["$nothing"]]
)
def test_only_texts_are_put_together(parts: Any) -> None:
    with pytest.raises(PatternError):
        compile_value({"$concat": parts}, DEFINE, pattern=False)


def test_a_path_that_is_not_there_is_refused() -> None:
    with pytest.raises(PatternError, match="no 'colour' in it"):
        compile_value("$caps.colour", DEFINE, pattern=False)
    with pytest.raises(PatternError, match=r"\$hello.nothing"):
        fill(Ref("hello", ("nothing",)), SCOPE)


def test_parameters_are_filled_and_their_references_known() -> None:
    value = compile_value({"message": "$hello", "list": ["$server.id", "$$x"]}, DEFINE, pattern=False)
    assert [str(each) for each in references(value)] == ["$hello", "$server.id"]
    assert fill(value, SCOPE) == {"message": SCOPE["hello"], "list": ["s-1", "$x"]}


def test_long_texts_are_shown_around_their_first_difference() -> None:
    (one,) = differences("a" * 500 + "b" + "c" * 500, "a" * 500 + "d" + "c" * 500, {}, "wire")
    assert one.expected == f'… "{"a" * 30}b{"c" * 89}" (differs from character 501 on)'
    assert one.got == f'… "{"a" * 30}d{"c" * 89}" (differs from character 501 on)'
    (other,) = differences("x" * 200, "x" * 199, {}, "wire")
    assert other.got.endswith("(differs from character 200 on)")


def test_long_values_are_cut_in_the_middle() -> None:
    assert show("a" * 1000).endswith("(1002 characters)")
    assert len(show("a" * 1000)) < 250


FRAME = "#M2M|1|GwABAAAAAAAAAAAAAAAAAAAAAAAAAACmm8Q6AgAAACm7TA1bXQ=="  # of []
FRAME_AND_A_BYTE = "#M2M|1|GwABAAAAAAAAAAAAAAAAAAAAAAAAAACmm8Q6AgAAACm7TA1bXQA="
SEALED = "#M2M|1|GwABAQAAAAAAAAAAAAAAAAAAAAAAAACmm8Q6AgAAACm7TA1bXTuZTuc+AlW8C+zXtdIdYjChnXzxGLGRQRI1Kn4RXtwo"
ENCRYPTED = "#M2M|1|GwABAgAAAAAAAAAAAAAAAAAAAAAAAACmm8Q6AAAAAAAAAAAAAAAAW2bkKzQPf8C3/HfS3S6Yj1vT5j49wL4WYoQ="
BROTLI = "#M2M[v3.0]|DATA:CwKASGVsbG8D"  # of Hello, a block that is not compressed
BINARY_FRAME = "I00yTXwxfBsAAQAAAAAAAAAAAAAAAAAAAAAAAAAAppvEOgIAAAApu0wNW10="
HMAC = {"mode": "hmac", "secret": "42" * 16}
AEAD = {"mode": "aead", "secret": "42" * 32}
OTHER = {"mode": "hmac", "secret": "43" * 16}
DECODED: list[tuple[Any, list[Any], list[Any]]] = [
    ("Hello", [HELLO, BROTLI, "Hello"], [FRAME, HELLO_AS_O, "hello", "", HELLO[:-1], BROTLI[:-4], 5, None]),
    ("", ["", "#TK|C|", "#M2M[v3.0]|DATA:Bg=="], ["#M2M[v3.0]|DATA:", "#TK|C", ABSENT]),
    # What strict readers refuse, not every right reader reads.
    ("[]", [FRAME, "#TK|C|pgo="], [FRAME_AND_A_BYTE, "#TK|Cl100k|pgo=", SEALED, ENCRYPTED, {"wire": "[]"}]),
    ("$server.id", ["s-1"], ["$server.id", "s-2"]),
    ({"content": "[]", "key": HMAC}, [SEALED], [FRAME, ENCRYPTED, SEALED[:-4]]),
    ({"content": "[]", "key": AEAD}, [ENCRYPTED], [FRAME, SEALED]),
    ({"content": "[]", "key": OTHER}, [], [SEALED]),
    ({"content": "[]", "key": {"mode": "hmac", "secret": "42"}}, [], [SEALED, FRAME]),
    ({"content": "[]", "key": {"mode": "rot13", "secret": "42" * 16}}, [], [SEALED, FRAME]),
    ({"content": "Hello", "binary": True}, ["ALJN", "Aaln"], ["AbJN", "ALJ", "ALJN ", HELLO, "Hello"]),
    ({"content": "[]", "binary": True}, [BINARY_FRAME], [FRAME]),
]
DECODES = [(pattern, wire, True) for pattern, right, _ in DECODED for wire in right]
DECODES += [(pattern, wire, False) for pattern, _, wrong in DECODED for wire in wrong]


@pytest.mark.parametrize(("content", "wire", "right"), DECODES, ids=str)
def test_a_wire_matches_what_it_decodes_to_and_nothing_else(content: Any, wire: Any, right: bool) -> None:
    assert (found({"$decodes": content}, wire) == []) is right


ODD: list[Any] = [5, None, ["a"], {}, {"key": HMAC}, {"content": 5}, {"content": "a", "colour": "red"}]
ODD += [
    {"content": "a", "key": "42"},
    {"content": "a", "key": {"mode": "hmac"}},
    {"content": "a", "binary": 1},
]


@pytest.mark.parametrize("how", ODD, ids=str)
def test_what_does_not_say_how_to_decode_is_refused(how: Any) -> None:
    with pytest.raises(PatternError, match=r"\$decodes"):
        compile_value({"$decodes": how}, DEFINE, pattern=True)


def test_a_wire_that_decodes_to_something_else_is_shown_with_what_is_in_it() -> None:
    (text,) = found({"wire": {"$starts": "#TK|", "$decodes": "Hallo"}}, {"wire": HELLO})
    assert text == f'wire: expected $decodes "Hallo", got "{HELLO}", in which is "Hello"'
    (text,) = found({"$decodes": "Hello"}, "#TK|C|sk0")
    assert text.startswith('expected $decodes "Hello", got "#TK|C|sk0", ', 2)
    assert "base64" in text
    first, second = found({"$starts": "#M2M|", "$decodes": "Hallo"}, HELLO)
    assert first.startswith(': expected $starts "#M2M|"')
    assert second.startswith(": expected $decodes")


@pytest.mark.parametrize(
    "value",
    [
        "$hello.type",
        {"a": "$hello.type", "b": {"c": [1, "$server.id"], "d": {"e": 2}}, "f": [{"g": 1}]},
        ["plain", {"a": ["$hello.payload.n.1"]}],
    ],
)
def test_a_filler_fills_as_fill_does_and_leaves_the_value_alone(value: Any) -> None:
    compiled = compile_value(value, {}, pattern=False)
    make, before = filler(compiled), repr(compiled)
    assert make is not None
    assert make(SCOPE) == make(SCOPE) == fill(compiled, SCOPE)
    assert repr(compiled) == before


def test_a_filler_makes_nothing_that_holds_no_reference() -> None:
    assert filler(compile_value({"a": [1, {"b": "$$text"}]}, {}, pattern=False)) is None


def test_references_in_several_forms_are_known() -> None:
    pattern = compile_value({"$starts": "$one", "$decodes": {"content": "$two.x"}}, DEFINE, pattern=True)
    assert [str(each) for each in references(pattern)] == ["$one", "$two.x"]
