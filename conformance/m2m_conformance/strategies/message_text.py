"""Messages as JSON text, in other spellings than the reference writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st

from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.message import messages
from m2m_ref.message import Message
from m2m_ref.profile import Profile

_SPACES = ("", " ", "\n\t", "\r\n  ")
_UNKNOWN: dict[str, Any] = {
    "x": None,
    "": [],
    "Type": "PING",
    "日本語": {"type": 1, "timestamp": -1},
    "trace_id": 0.5,
}
"""Keys that no object of a message has, and values of every type."""

_FOREIGN = ("extensions", *_UNKNOWN)
"""Keys of objects whose own keys are not the protocol's."""

_DEFAULTS: dict[str, Any] = {
    "encodings": [],
    "preferred_encoding": "Cl100kBase",
    "model_version": None,
    "extensions": {},
}
"""What a key of capabilities is read as if it is left out (spec/protocol.md, Capabilities)."""

_NULLABLE = {
    "type": ("session_id", "payload"),
    "algorithm": ("original_size", "security_status"),
    "scanned": ("threat_type", "confidence"),
}
"""What may be null in place of left out, by a key that only objects of this shape have."""


@dataclass(frozen=True, slots=True)
class MessageText:
    """JSON text, and the message that a right reader finds in it."""

    text: str
    message: Message


@dataclass(frozen=True, slots=True)
class _Style:
    """How JSON is spelled. `order` 0 leaves the keys as they are, any other number mixes them up."""

    space: str
    write: Callable[[str], str]
    order: int
    unknown: bool
    nulls: bool
    short: bool


def message_texts(*, profile: Profile | str = "core") -> st.SearchStrategy[MessageText]:
    """JSON texts of sound messages (`messages`), and the message that each is.

    Keys in any order, white space between tokens, characters as escapes, unknown keys at every level, `null`
    for what is absent, and optional keys of capabilities left out where they have their default. Never equal
    keys, a byte order mark, or anything that a reader of JSON is free to refuse.
    """
    return st.builds(_spelled, messages(profile=profile), _styles())


def _styles() -> st.SearchStrategy[_Style]:
    return st.builds(
        _Style,
        space=st.sampled_from(_SPACES),
        write=st.sampled_from([_plain, json.dumps, _escaped, _with_slashes]),
        order=either(st.just(0), st.integers(0, 2**16)),
        unknown=st.booleans(),
        nulls=st.booleans(),
        short=st.booleans(),
    )


def _spelled(message: Message, style: _Style) -> MessageText:
    return MessageText(_write(message.to_object(), style, Random(style.order)), message)


def _write(value: Any, style: _Style, order: Random, *, known: bool = True) -> str:
    """JSON text; `known`: the keys of an object are those of the protocol, not somebody's own."""
    if isinstance(value, dict):
        items = list(_items(value, style) if known else value.items())
        if style.order:
            order.shuffle(items)
        space = style.space
        colon = f"{space}:{space}"
        parts = [
            style.write(key) + colon + _write(item, style, order, known=key not in _FOREIGN)
            for key, item in items
        ]
        return _between("{", parts, "}", space)
    if isinstance(value, list):
        return _between("[", [_write(item, style, order) for item in value], "]", style.space)
    return style.write(value) if isinstance(value, str) else json.dumps(value)


def _items(value: dict[str, Any], style: _Style) -> Iterator[tuple[str, Any]]:
    """The items of an object of the protocol, as the style has them."""
    for key, item in value.items():
        if not (style.short and key in _DEFAULTS and item == _DEFAULTS[key]):
            yield key, item
    if style.nulls:
        absent = (key for sign, keys in _NULLABLE.items() if sign in value for key in keys)
        yield from ((key, None) for key in absent if key not in value)
    if style.unknown:
        yield from _UNKNOWN.items()


def _between(start: str, parts: list[str], end: str, space: str) -> str:
    return start + space + f"{space},{space}".join(parts) + space + end


def _plain(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _with_slashes(text: str) -> str:
    return _plain(text).replace("/", "\\/")


def _escaped(text: str) -> str:
    """Every character as an escape, in UTF-16 and with digits of either case."""
    units = text.encode("utf-16-be")
    return '"' + "".join(f"\\u{units[at]:02x}{units[at + 1]:02X}" for at in range(0, len(units), 2)) + '"'
