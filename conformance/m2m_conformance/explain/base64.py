"""Base64, read on past what is wrong with it."""

from __future__ import annotations

import re
import string
from typing import NamedTuple

import pybase64

from m2m_conformance.explain.span import Finding, Weight
from m2m_conformance.explain.text import quote
from m2m_conformance.text import count

_ALPHABET = (string.ascii_letters + string.digits + "+/").encode()
_WHITE = string.whitespace.encode()
_URL = b"-_"
_KNOWN = _ALPHABET + _WHITE + _URL + b"="
_OTHER = bytes(byte for byte in range(256) if byte not in _KNOWN)
_AS_READ = bytes(byte if byte in _ALPHABET else ord("A") for byte in range(256))
_STANDARD = bytes.maketrans(_URL, b"+/")


class _Row(NamedTuple):
    """Characters that do not belong into base64, what they are, and what to do."""

    characters: bytes
    what: str
    remedy: str


_ROWS = (
    _Row(_OTHER, "is not in the base64 alphabet", "send it again; here it is read as A, six zero bits"),
    _Row(_WHITE, "is white space", "take it away: nothing stands in or after base64"),
    _Row(_URL, "is of the URL-safe alphabet", "write + for - and / for _, as the standard alphabet has it"),
)


def read(wire: str, begin: int) -> tuple[bytes, list[Finding]]:
    """The bytes that `wire` from `begin` on stands for, and what is wrong with it.

    White space is passed over, `-` and `_` are read as `+` and `/`, and any other character that is none of
    the alphabet's as `A`, so that what follows keeps its place.
    """
    text = wire[begin:].encode("ascii", "replace")  # as many bytes as characters
    packed = text.translate(_STANDARD, _WHITE)
    inner = packed.rstrip(b"=").translate(_AS_READ)
    whole = inner[: len(inner) - 1] if len(inner) % 4 == 1 else inner
    data: bytes = pybase64.b64decode(whole + b"=" * (-len(whole) % 4))
    found = [
        *(_foreign(wire, begin, text, row) for row in _ROWS),
        _padding_inside(text, begin),
        _padding(len(inner), len(packed) - len(inner)),
        _spare(whole, data),
    ]
    return data, [each for each in found if each is not None]


def _foreign(wire: str, begin: int, text: bytes, row: _Row) -> Finding | None:
    """The first of such characters, and how many more there are."""
    first = re.search(b"[" + re.escape(row.characters) + b"]", text)
    if first is None:
        return None
    more = len(text) - len(text.translate(None, row.characters)) - 1
    at = begin + first.start()
    others = f", and {more} more" if more else ""
    return _fault(at, f"{quote(wire[at])} {row.what}{others}", row.remedy)


def _padding_inside(text: bytes, begin: int) -> Finding | None:
    at, end = text.find(b"="), len(text.rstrip(b"=" + _WHITE))
    if not 0 <= at < end:
        return None
    return _fault(
        begin + at, "padding stands inside the base64", "encode all bytes as one text, not in parts"
    )


def _padding(length: int, padding: int) -> Finding | None:
    """What is wrong with the end of so many characters in front of so much padding."""
    if length % 4 == 1:
        what = f"no bytes give {count(length, 'character')} of base64; the last one is left over"
        return Finding(Weight.FAULT, what, "something was cut off or put in; send it again", place="base64")
    needed = -length % 4
    if padding == needed:
        return None
    what = f"{count(padding, 'padding character')} after {count(length, 'character')} of base64"
    return Finding(Weight.FAULT, what, f"end it with {'=' * needed or 'none'}", place="base64")


def _spare(whole: bytes, data: bytes) -> Finding | None:
    """Bits after the last byte that are not zero: no encoder writes such."""
    tail = len(data) % 3
    right = pybase64.b64encode(data[len(data) - tail :]).rstrip(b"=") if tail else b""
    if whole.endswith(right):
        return None
    what = f"its last character, {chr(whole[-1])}, has bits left over that are not zero"
    return Finding(Weight.FAULT, what, f"it has to be {chr(right[-1])}", place="base64")


def _fault(at: int, what: str, remedy: str) -> Finding:
    return Finding(Weight.FAULT, what, remedy, place=f"character {at}")
