"""JSON texts in all their spellings: trees that keep key order, double keys and the spelling of numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class Raw:
    """A token written as it is: a number, or a text with escapes of its own."""

    token: str


@dataclass(frozen=True, slots=True)
class Object:
    """Keys and values in order; a key may be there twice."""

    items: tuple[tuple[str, Any], ...]


Node = Any
"""Object, list of nodes, str, Raw, bool or None."""

NUMBERS = """
0 -0 -0.0 1 -1 2 1.0 0.5 1e2 1E+2 100 127 128 255 256 16383 16384 2147483648 4294967295 4294967296 16777217
9007199254740993 9007199791611905 9223372036854775807 9223372036854775808 -9223372036854775809
18446744073709551615 18446744073709551616 1e19 1e-400 1e38 3.5e38 1e300 1e400 -1e400 0.8 0.1 1e-45 7e-46
"""
FRAGMENTS = [
    "<|endoftext|>",
    "<|endofprompt|>",
    "<|fim_prefix|>",
    "<|im_start|>",
    "<|endof",
    "|>",
    "text|>",
    "#M2M|1|",
    "#TK|C|",
    "#M2M[v3.0]|",
    "\0",
    "\x7f",
    "\ufeff",
    "e\u0301",
    "\u0130",
    "\u017f's",
    "\u212a",
    "👩‍👩‍👧‍👦",
    "🇪🇺",
    "こんにちは",
    "שָׁלוֹם",
    "नमस्ते",
    "\U0010ffff",
    "\ud7ff",
    "\ue000",
    "\u2028",
    "\x85",
    "\xa0",
    " ",
    "  \n\t ",
    "\r\n",
    "a" * 30,
    "'LL",
    "don't",
    "1234567890",
    '"\\/',
]


def choice(*among: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One of the strategies, each as often as it is named; `one_of` would look into those made with it."""
    return st.integers(0, len(among) - 1).flatmap(among.__getitem__)


integers = st.one_of(st.integers(0, 300), st.integers(-(2**65), 2**65), st.integers(0, 2**33)).map(str)
numbers = choice(
    st.sampled_from(NUMBERS.split()), integers, st.floats(allow_nan=False, allow_infinity=False).map(repr)
)
texts = choice(
    st.text(max_size=8),
    st.text("abcXYZ 019.,'\n", max_size=20),
    st.lists(st.sampled_from(FRAGMENTS), max_size=4).map("".join),
)
odd_texts = st.sampled_from(
    ['"\\ud800"', '"\\udc00x"', '"\\ud83d\\ude00"', '"\\u0000"', '"\\u00e9\\/"', '"\\x"', '"\t"']
)
scalars: st.SearchStrategy[Node] = choice(
    st.none(), st.booleans(), numbers.map(Raw), texts, st.sampled_from(["", "user", "m2m", "none"])
)


def _nested(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.lists(st.tuples(texts, inner), max_size=3)
    return st.one_of(st.lists(inner, max_size=3), pairs.map(lambda items: Object(tuple(items))))


nodes: st.SearchStrategy[Node] = choice(scalars, st.recursive(scalars, _nested, max_leaves=5))
deep: st.SearchStrategy[Node] = st.integers(120, 130).map(lambda depth: Raw("[" * depth + "]" * depth))


def node_of(value: Any) -> Node:
    """The tree of a plain Python value."""
    if isinstance(value, dict):
        return Object(tuple((key, node_of(inner)) for key, inner in value.items()))
    if isinstance(value, list):
        return [node_of(inner) for inner in value]
    return Raw(json.dumps(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


@dataclass(frozen=True, slots=True)
class Style:
    """How a tree is spelled: what stands between tokens, and how a text is."""

    space: str
    spell: Callable[[str], str]

    def write(self, node: Node) -> str:
        """The JSON text of a tree."""
        if isinstance(node, Raw):
            return node.token
        if isinstance(node, Object):
            inner = (
                f"{self.spell(key)}{self.space}:{self.space}{self.write(value)}" for key, value in node.items
            )
            return self._between("{", inner, "}")
        if isinstance(node, list):
            return self._between("[", map(self.write, node), "]")
        return self.spell(node) if isinstance(node, str) else json.dumps(node)

    def _between(self, start: str, inner: Any, end: str) -> str:
        return start + self.space + f"{self.space},{self.space}".join(inner) + self.space + end


def plain(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def escaped(text: str) -> str:
    """Every character as an escape."""
    units = text.encode("utf-16-be")
    return '"' + "".join(f"\\u{units[at]:02x}{units[at + 1]:02X}" for at in range(0, len(units), 2)) + '"'


COMPACT = Style("", plain)
styles = choice(
    st.just(COMPACT),
    st.builds(Style, st.sampled_from(["", " ", "\n\t", "\r"]), st.sampled_from([plain, json.dumps, escaped])),
)
