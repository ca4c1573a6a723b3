"""Pieces of Markdown that what stands in them cannot break out of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice

from m2m_conformance.text import printable

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&@$]|[:.](?=\S))")

_ITEMS, _LIST = 20, 6000  # items, and bytes of them


def plain(text: str) -> str:
    """`text` as words: nothing in it is Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", printable(text))


def span(text: str) -> str:
    """`text` in one line of code."""
    shown = printable(text)
    fence = "`" * (_longest(shown) + 1)
    room = " " if not shown.strip() or shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{room}{shown}{room}{fence}"


def html(text: str) -> str:
    """`text` as words in a line of HTML."""
    return escape(printable(text))


def short(text: str, most: int = 200) -> str:
    """`text` of at most so many characters."""
    return text if len(text) <= most else f"{text[:most]} …"


def folded(title: str, items: Sequence[str]) -> str:
    """A list that is folded away below `title`, which is HTML; as much of it as is worth to be shown."""
    shown = list(_fitting(items))
    more = [f"and {len(items) - len(shown)} more"] if len(items) > len(shown) else []
    lines = "\n".join(f"- {item}" for item in [*shown, *more])
    return f"<details><summary>{title}</summary>\n\n{lines}\n\n</details>"


def _fitting(items: Iterable[str]) -> Iterator[str]:
    room = _LIST
    for item in islice(items, _ITEMS):
        room -= len(item.encode())
        if room < 0:
            return
        yield item


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
