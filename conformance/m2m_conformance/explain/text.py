"""Texts of a wire, made fit to be shown: a peer's bytes must not reach a terminal as they are."""

from __future__ import annotations

from m2m_conformance.text import printable

_MOST = 60  # characters of a text that are shown


def quote(text: str) -> str:
    """`text` in quotes, printable, cut if it is long."""
    if len(text) <= _MOST:
        return f'"{printable(text)}"'
    return f'"{printable(text[:_MOST])}" … ({len(text)} characters)'


def quote_bytes(raw: bytes) -> str:
    """`raw` as text in quotes, or in hex if it is not UTF-8."""
    try:
        return quote(raw.decode())
    except UnicodeDecodeError:
        shown = raw[: _MOST // 3]
        return f"bytes {shown.hex(' ')}" + (f" … ({len(raw)} bytes)" if len(raw) > len(shown) else "")


def begin(raw: bytes, most: int) -> tuple[str, bool]:
    """The beginning of content in one printable line, and whether that is all of it.

    Bytes that are not UTF-8 are escaped as `\\xff`.
    """
    read = 4 * most + 4  # no character has more than four bytes, and one that is cut here is not shown
    text = raw[:read].decode(errors="backslashreplace")
    return printable(text[:most]), len(text) <= most and len(raw) <= read
