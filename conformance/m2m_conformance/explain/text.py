"""Texts of a wire, made fit to be shown: a peer's bytes must not reach a terminal as they are."""

from __future__ import annotations

_MOST = 60


def printable(text: str) -> str:
    """`text` with what does not print escaped: control characters, line ends, marks of direction."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]


def quote(text: str, most: int = _MOST) -> str:
    """`text` in quotes, printable, cut after `most` characters."""
    if len(text) <= most:
        return f'"{printable(text)}"'
    return f'"{printable(text[:most])}" … ({len(text)} characters)'


def quote_bytes(raw: bytes, most: int = _MOST) -> str:
    """`raw` as text in quotes, or in hex if it is not UTF-8."""
    try:
        return quote(raw.decode(), most)
    except UnicodeDecodeError:
        shown = raw[: most // 3]
        return f"bytes {shown.hex(' ')}" + (f" … ({len(raw)} bytes)" if len(raw) > len(shown) else "")


def count(number: int, one: str, more: str = "") -> str:
    """`1 byte`, `3 bytes`."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def begin(raw: bytes, most: int) -> tuple[str, bool]:
    """The beginning of content in one printable line, and whether that is all of it.

    Bytes that are not UTF-8 are escaped as `\\xff`.
    """
    read = 4 * most + 4  # no character has more than four bytes, and one that is cut here is not shown
    text = raw[:read].decode(errors="backslashreplace")
    return printable(text[:most]), len(text) <= most and len(raw) <= read
