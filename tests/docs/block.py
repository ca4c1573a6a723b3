"""The blocks of code of a page, and what its comments say about them (CONTRIBUTING.md, Documentation)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<language>\w*)(?P<options>[^\n]*)\n"
    r"(?P<text>.*?)^(?P=indent)(?P=fence)$|^ *<!-- (?P<comment>.*?) -->$",
    flags=re.MULTILINE | re.DOTALL,
)
_TITLE = re.compile(r'title="([^"]*)"')
_WORDS = ("exit", "output", "background", "above", "provide")


@dataclass(frozen=True, slots=True)
class Block:
    """One block: the line it begins in, its language, the name of its file, the words of comments before it.

    `follows`: nothing but blank lines stands between it and the block before.
    """

    line: int
    language: str
    title: str
    text: str
    words: dict[str, str]
    follows: bool


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page in their order. A comment holds for the block that comes next.

    Raises ValueError for a comment that says nothing of a block.
    """
    words: dict[str, str] = {}
    end = None
    for found in _BLOCK.finditer(page):
        line = page.count("\n", 0, found.start()) + 1
        if found["comment"] is not None:
            word, _, rest = found["comment"].partition(" ")
            if word not in _WORDS:
                raise ValueError(
                    f"line {line}: a comment begins with one of {', '.join(_WORDS)}, not {word!r}"
                )
            words[word] = rest
            continue
        title = _TITLE.search(found["options"])
        follows = end is not None and not page[end : found.start()].strip()
        text = textwrap.dedent(found["text"])
        yield Block(line, found["language"], title[1] if title else "", text, words, follows)
        words, end = {}, found.end()
