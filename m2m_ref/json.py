"""JSON text, read as the Rust package's reader does (`serde_json`, as a `Value`), and its limits.

orjson does the work. It takes and refuses the same texts (RFC 8259, nothing after it, no lone surrogates, no
number beyond 64-bit floats), and gives the same values: floats for whole numbers beyond 64 bits, the last of
equal keys. Only `-0` is not the same, and the depth. What stays different: the package rounds floats less
exactly, in the last digits, and so may refuse one that is almost too large; and here a value that a later,
equal key replaces is gone before the limits are looked at.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

from m2m_ref.error import JsonError
from m2m_ref.profile import Profile, Settings, settings

_MAYBE_MINUS_ZERO = re.compile(rb"-0(?![^\s,\]}])(?<![^\s,:\[]-0)")
_TEXT_OR_MINUS_ZERO = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|(?<![eE])-0(?![.eE])', re.DOTALL)
NESTING = frozenset({dict, list})
"""The types that nest."""


def read(text: bytes | str, profile: Profile = Profile.CORE) -> Any:
    """The JSON value of `text`, within the limits of `profile`. Raises JsonError."""
    value = parse(text)
    limits = settings(profile)
    _hold_depth(value, limits)
    if may_be_long(text, limits):
        hold_lengths(value, limits)
    return value


def parse(text: bytes | str) -> Any:
    """The JSON value of `text`; bytes are UTF-8. `-0` is a float (de.rs, parse_number).

    Raises JsonError if it is not JSON. Limits are not looked at; `hold` does.
    """
    value = parse_signless(text)
    raw = text.encode() if isinstance(text, str) else text
    if _MAYBE_MINUS_ZERO.search(raw) and _has_zero(value):
        return parse_signless(_TEXT_OR_MINUS_ZERO.sub(_as_float, raw))
    return value


def parse_signless(text: bytes | str) -> Any:
    """The same with `-0` as 0: quicker with long texts, and enough where 0 is nothing special."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise JsonError(str(error)) from error


def hold(value: object, limits: Settings) -> None:
    """Refuse what is nested too deep, has a text that is too long or a list with too many items.

    Keys are texts too; their length and that of texts is in bytes of UTF-8. Raises JsonError.
    """
    _hold_depth(value, limits)
    hold_lengths(value, limits)


def hold_lengths(value: object, limits: Settings) -> None:
    """The same of texts and lists only. Raises JsonError."""
    left = [] if limits.text_bytes is None and limits.list_items is None else [value]
    while left:
        item = left.pop()
        if isinstance(item, dict):
            left += item
            left += item.values()
        elif isinstance(item, list):
            _hold_list(item, limits.list_items)
            left += item
        elif isinstance(item, str) and is_longer(item, limits.text_bytes):
            raise JsonError(f"a text of more than {limits.text_bytes} bytes")


def may_be_long(text: bytes | str, limits: Settings) -> bool:
    """Whether a text or a list in JSON text may be over its limit. An item takes two characters or more."""
    items = limits.list_items
    if items is not None and len(text) > 2 * items:
        return True
    return is_longer(text, limits.text_bytes)


def is_deeper(level: list[Any], limit: int) -> bool:
    """Whether one of these lists and objects is nested more than `limit` deep."""
    for _ in range(limit):
        if not level:
            return False
        below = []
        for outer in level:
            for inner in outer.values() if type(outer) is dict else outer:
                if type(inner) in NESTING:
                    below.append(inner)  # a comprehension takes half as long again
        level = below
    return bool(level)


def is_longer(text: bytes | str, limit: int | None) -> bool:
    """Whether `text` has more bytes of UTF-8 than `limit`; None is no limit."""
    if limit is None or 4 * len(text) <= limit:  # no character takes more than four
        return False
    return len(text.encode(errors="surrogatepass") if isinstance(text, str) else text) > limit


def _as_float(found: re.Match[bytes]) -> bytes:
    return b"-0.0" if found[0] == b"-0" else found[0]


def _has_zero(value: object) -> bool:
    """Whether there is a whole number 0, which is what orjson makes of `-0`."""
    left = [value]
    while left:
        item = left.pop()
        if isinstance(item, dict):
            left += item.values()
        elif isinstance(item, list):
            left += item
        elif type(item) is int and item == 0:
            return True
    return False


def _hold_depth(value: object, limits: Settings) -> None:
    if type(value) in NESTING and is_deeper([value], limits.json_depth):
        raise JsonError(f"nested more than {limits.json_depth} deep")


def _hold_list(value: list[Any], limit: int | None) -> None:
    if limit is not None and len(value) > limit:
        raise JsonError(f"a list of {len(value)} items; {limit} are allowed")
