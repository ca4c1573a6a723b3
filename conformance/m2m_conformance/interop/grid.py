"""A table of small texts, in as many columns beside each other as 100 characters have room for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

WIDTH = 100
_GAP = "  "

Paint = Callable[[str, str], str]
"""Colours a text, if texts are coloured: the text and the name of the colour."""


@dataclass(frozen=True)
class Entry:
    """What stands in a cell: lines, the first of which is coloured."""

    lines: tuple[str, ...]
    colour: str


Entries = Mapping[tuple[str, str], Entry]
"""By the names of row and column."""


def grid(
    corners: tuple[str, str], rows: Sequence[str], columns: Sequence[str], entries: Entries, paint: Paint
) -> Iterator[str]:
    """Its lines; what does not fit beside the rest comes below it, with the names of the rows again.

    `corners` say what the rows are, and what the columns.
    """
    down, across = corners
    first = max(map(len, (down, *rows)))
    for number, block in enumerate(_blocks(columns, entries, WIDTH - first)):
        yield from [""] * bool(number)
        yield f"{'':{first}}{_GAP}{across}"
        yield _GAP.join([f"{down:{first}}", *(f"{name:{width}}" for name, width in block.items())]).rstrip()
        for row in rows:
            yield from _row(row, first, {name: (entries[row, name], block[name]) for name in block}, paint)


def _blocks(columns: Sequence[str], entries: Entries, room: int) -> Iterator[dict[str, int]]:
    """The columns with their widths, in groups that fit."""
    block: dict[str, int] = {}
    for column in columns:
        texts = [line for (_, name), entry in entries.items() if name == column for line in entry.lines]
        width = max(map(len, (column, *texts)))
        if block and sum(block.values()) + width + len(_GAP) * (len(block) + 1) > room:
            yield block
            block = {}
        block[column] = width
    yield block


def _row(name: str, first: int, cells: Mapping[str, tuple[Entry, int]], paint: Paint) -> Iterator[str]:
    lines = zip_longest(*(entry.lines for entry, _ in cells.values()), fillvalue="")
    for at, texts in enumerate(lines):
        padded = [
            paint(f"{text:{width}}", entry.colour) if at == 0 else f"{text:{width}}"
            for text, (entry, width) in zip(texts, cells.values(), strict=True)
        ]
        yield _GAP.join([f"{name if at == 0 else '':{first}}", *padded]).rstrip()
