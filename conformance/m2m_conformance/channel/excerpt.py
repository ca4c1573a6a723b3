"""What a target wrote, short enough and plain enough for a message of one line."""

from __future__ import annotations

from m2m_conformance.text import printable

_LINE = 120
_TEXT = 400


def line(data: bytes | bytearray) -> str:
    """The beginning of a line in quotes, without its end; what does not print is escaped."""
    text = bytes(data[:_LINE]).decode(errors="replace").rstrip("\n")
    return repr(text) + (f" … ({len(data)} bytes)" if len(data) > _LINE else "")


def text(words: str) -> str:
    """`words` in one line, cut in the middle if they are long; what does not print is escaped."""
    half = _TEXT // 2
    whole = words if len(words) <= _TEXT else f"{words[:half]} … {words[-half:]} ({len(words)} characters)"
    return printable(whole)
