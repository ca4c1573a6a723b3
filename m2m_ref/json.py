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
_NESTING = frozenset({dict, list})


def read(text: bytes | str, profile: Profile = Profile.CORE) -> Any:
    """The JSON value of `text`, within the limits of `profile`. Raises JsonError."""
    value = parse(text)
    limits = settings(profile)
    _hold_nesting(value, limits)
    if is_longer(text, limits.text_bytes):  # else no text in it is
        _hold_texts(value, limits.text_bytes)
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
    _hold_nesting(value, limits)
    _hold_texts(value, limits.text_bytes)


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


def _hold_nesting(value: object, limits: Settings) -> None:
    level = [value] if type(value) in _NESTING else []
    for _ in range(limits.json_depth):
        if not level:
            return
        if limits.list_items is not None:
            _hold_lists(level, limits.list_items)
        level = _below(level)
    if level:
        raise JsonError(f"nested more than {limits.json_depth} deep")


def _below(level: list[Any]) -> list[Any]:
    """The lists and objects right inside these."""
    found = []
    for outer in level:
        for inner in outer.values() if type(outer) is dict else outer:
            if type(inner) in _NESTING:
                found.append(inner)  # a comprehension takes half as long again
    return found


def _hold_lists(level: list[Any], limit: int) -> None:
    longest = max((len(each) for each in level if type(each) is list), default=0)
    if longest > limit:
        raise JsonError(f"a list of {longest} items; {limit} are allowed")


def _hold_texts(value: object, limit: int | None) -> None:
    left = [] if limit is None else [value]
    while left:
        item = left.pop()
        if isinstance(item, dict):
            left += item
            left += item.values()
        elif isinstance(item, list):
            left += item
        elif isinstance(item, str) and is_longer(item, limit):
            raise JsonError(f"a text of more than {limit} bytes")
