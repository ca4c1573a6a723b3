"""Texts in several scripts, and the edges of texts: sizes in bytes, special tokens, prefixes of wires."""
# ruff: noqa: RUF001  - letters of other scripts are meant as they are

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from hypothesis import strategies as st

from m2m_conformance.strategies.either import either
from m2m_ref.codec import engine
from m2m_ref.codec.vocabulary import VOCABULARIES
from m2m_ref.profile import Profile, settings

SAMPLES = (
    "Hello, world!",
    "Grüße aus Köln, Straße 7",
    "¿Qué hora es? El niño comió piñas.",
    "Отвечай кратко и по делу.",
    "長城は二万キロ。今日は晴れ、明日は雨",
    "长城全长约两万一千公里，始建于春秋战国时期。",
    "안녕하세요, 세계!",
    "مرحبا بالعالم ١٢٣",
    "नमस्ते दुनिया, क्षत्रिय",
    "שלום עולם",
    "สวัสดีชาวโลก",
    "👋🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇺🇳",
    "e\u0301 \u212b \ufb01 \U0001d11e",
)
"""Texts in several scripts; the last ones with joiners, modifiers, and characters that can be composed."""

SPECIALS = tuple(dict.fromkeys(name for each in VOCABULARIES.values() for name in sorted(each.specials)[:3]))
"""Texts that a vocabulary has a special token for."""

PREFIXES = (*engine.PREFIXES, *settings(Profile.STRICT).legacy_prefixes)
"""What a wire begins with, in either profile."""

UNITS = ("x", "é", "中", "🙂")
"""Characters of one to four bytes."""

SIZES = (98, 99, 100, 101, 1023, 1024, 1025)
"""Bytes around the lengths at which a frame compresses and the automatic choice changes."""

_ODD = (
    "",
    " ",
    "\n",
    "\t\r\n",
    "\0",
    "\\",
    '"',
    "/",
    "\u2028",
    "\ufeff",
    "\uffff",
    "\U0010ffff",
    "aaaa" * 30,
)

CHARACTERS = st.characters(exclude_categories=["Cs"])
"""What UTF-8 can write, as in `st.text()`, which finds that out anew in every process: seconds."""


@cache
def pieces() -> st.SearchStrategy[str]:
    """A short text: of a script, special for a vocabulary, odd, or any Unicode text."""
    known = (SAMPLES, SPECIALS, (*_ODD, *PREFIXES))
    return either(*(st.sampled_from(each) for each in known), st.text(CHARACTERS, max_size=12))


@cache
def words() -> st.SearchStrategy[str]:
    """A text of up to 40 characters or so, any Unicode; never a lone surrogate."""
    return either(st.just(""), pieces(), st.text(CHARACTERS, max_size=8))


@cache
def sentences() -> st.SearchStrategy[str]:
    """Up to eight pieces after one another, with or without spaces between."""
    return st.builds(
        lambda parts, between: between.join(parts), st.lists(pieces(), max_size=8), st.sampled_from(["", " "])
    )


def filled(make: Callable[[str], str]) -> st.SearchStrategy[str]:
    """What `make` makes of a text such that it has a size around 100 or 1,024 bytes.

    `make` puts the text in as it is, and takes fewer than 98 bytes besides.
    """
    return st.builds(
        lambda size, unit: fill(make, size, unit), st.sampled_from(SIZES), st.sampled_from(UNITS)
    )


def fill(make: Callable[[str], str], size: int, unit: str) -> str:
    """`make` of `unit` many times, and `x` for what is left of `size` bytes."""
    room = size - len(make("").encode())
    count, rest = divmod(room, len(unit.encode()))
    return make(unit * count + "x" * rest)


def without_prefix(text: str) -> str:
    """`text`, after a space if it begins as a wire does: sent as it is, it would be read as one."""
    return f" {text}" if text.startswith(PREFIXES) else text
