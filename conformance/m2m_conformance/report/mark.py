"""Pieces of Markdown that what stands in them cannot break out of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from m2m_conformance.text import printable

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&@$]|:(?=\S))")


def plain(text: str) -> str:
    """`text` as words: nothing in it is Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", printable(text))


def span(text: str) -> str:
    """`text` in one line of code."""
    shown = printable(text)
    fence = "`" * (_longest(shown) + 1)
    room = " " if not shown.strip() or shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{room}{shown}{room}{fence}"


def block(language: str, lines: Iterable[str]) -> str:
    """Lines of code."""
    text = "\n".join(map(printable, lines))
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _longest(text: str) -> int:
    """How many backticks stand in a row, at most."""
    return max(map(len, re.findall("`+", text)), default=0)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table: the first column is of names, the others of numbers."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
