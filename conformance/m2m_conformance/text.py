"""Words for people: numbers of things, and texts made fit for a terminal."""

from __future__ import annotations

import os
import re
import shutil
from typing import TextIO

_COLOURS = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}


def count(number: int, one: str, more: str = "") -> str:
    """`1 byte`, `3 bytes`; `more` is what several are called, if that is not `one` with an s."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def printable(text: str) -> str:
    """`text` with what does not print escaped: control characters, line ends, marks of direction."""
    if text.isprintable():  # most are; measured, it pays to ask first
        return text
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def slug(text: str) -> str:
    """`text` as part of an id: lower-case words joined by `-`."""
    return re.sub("[^a-z0-9]+", "-", re.sub("(?<=[a-z])(?=[A-Z])", "-", text).lower()).strip("-")


def colourful(stream: TextIO) -> bool:
    """Whether what is written to `stream` may be coloured: it is a terminal, and nobody minds (NO_COLOR)."""
    return stream.isatty() and "NO_COLOR" not in os.environ


def painted(text: str, colour: str) -> str:
    """`text` in a colour, by its name, for a terminal."""
    return f"\033[{_COLOURS[colour]}m{text}\033[0m"


def in_place(text: str = "") -> str:
    """What shows `text` on a terminal in place of the line that the cursor is in; cut, lest it wraps."""
    room = max(shutil.get_terminal_size().columns - 1, 1)
    return f"\r\033[K{text if len(text) <= room else text[: room - 1] + '…'}"
