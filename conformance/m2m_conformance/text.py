"""Words for people: numbers of things, and texts made fit for a terminal."""

from __future__ import annotations

import os
import re
import shutil
from typing import TextIO

_OFF = ("", "0", "false")
_COLOURS = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}


def count(number: int, one: str, more: str = "") -> str:
    """`1 byte`, `3 bytes`; `more` is what several are called, if that is not `one` with an s."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def printable(text: str) -> str:
    """`text` with what does not print escaped: control characters, line ends, marks of direction."""
    if text.isprintable():  # most are; measured, it pays to ask first
        return text
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def encodable(text: str) -> str:
    """`text` with bytes that are no UTF-8 escaped: names of files, and so commands, may have some."""
    return text.encode(errors="backslashreplace").decode()


def slug(text: str) -> str:
    """`text` as part of an id: lower-case words joined by `-`."""
    return re.sub("[^a-z0-9]+", "-", re.sub("(?<=[a-z])(?=[A-Z])", "-", text).lower()).strip("-")


def colourful(stream: TextIO) -> bool:
    """Whether what is written to `stream` may be coloured: where it may change too, unless NO_COLOR is set.

    FORCE_COLOR colours anything else as well.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return os.environ.get("FORCE_COLOR", "") not in _OFF or changeable(stream)


def changeable(stream: TextIO) -> bool:
    """Whether what was written to `stream` can be written over: a terminal that somebody looks at.

    Some CI runners give commands a terminal of which they keep a log; they set CI.
    """
    logged = os.environ.get("CI", "").lower() not in _OFF
    return stream.isatty() and os.environ.get("TERM") != "dumb" and not logged


def painted(text: str, colour: str) -> str:
    """`text` in a colour, by its name, for a terminal."""
    return f"\033[{_COLOURS[colour]}m{text}\033[0m"


class Progress:
    """A line on a terminal that says how far something is; on anything else there is none."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.shown = changeable(stream)
        """Whether it can be seen."""

    def show(self, text: str) -> None:
        """Put `text` in place of what was shown."""
        if self.shown:
            self._stream.write(in_place(text))
            self._stream.flush()

    def clear(self) -> None:
        """Show nothing."""
        self.show("")


def in_place(text: str = "") -> str:
    """What shows `text` on a terminal in place of the line that the cursor is in; cut, lest it wraps."""
    room = max(shutil.get_terminal_size().columns - 1, 1)
    return f"\r\033[K{text if len(text) <= room else text[: room - 1] + '…'}"
