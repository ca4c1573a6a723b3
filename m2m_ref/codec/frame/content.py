"""Content JSON, read without trusting its shape: what is not there, or of another type, is simply absent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from m2m_ref import json
from m2m_ref.codec.frame.table import Path, table
from m2m_ref.error import CompressionError, JsonError
from m2m_ref.profile import Settings

ABSENT = object()
"""What `at` gives where there is nothing. JSON's null is a value."""

_PLAIN_KEYS = 2  # of a message that has a role and a content, and nothing else
_SHORT = 4096  # bytes of text in which brackets are counted sooner than values are gone through


def parse(raw: bytes) -> object:
    """The JSON value of UTF-8 text. Raises CompressionError if it is not JSON."""
    try:
        value = json.parse_signless(raw)
        return json.parse(raw) if _minds_sign(value) else value
    except JsonError as error:
        raise CompressionError(f"the content is not JSON, which a frame carries: {error.detail}") from error


def _minds_sign(value: object) -> bool:
    """Whether there is a 0 that sets a flag, which a `-0` would not: max tokens are the one such number."""
    if type(value) is dict:
        for path in table().max_tokens.paths:
            if value.get(path[0]) == 0:
                return True
    return False


def hold_lengths(value: object, limits: Settings) -> None:
    """Refuse texts and lists that are longer than the profile has them. Raises CompressionError."""
    try:
        json.hold_lengths(value, limits)
    except JsonError as error:
        raise CompressionError(f"the content's JSON is not within the limits: {error.detail}") from error


def body(value: object) -> dict[str, Any]:
    """The object that content is; an empty one if it is something else."""
    return value if type(value) is dict else {}


def hold_depth(
    value: object, raw: bytes, limit: int, messages: Sequence[Any] = (), plain: bool = False
) -> None:
    """Refuse JSON nested more than `limit` deep; `raw` is its text. Raises CompressionError.

    `messages` may be a list in the object `value`; if it is `plain`, each is an object with two texts in it.
    """
    if len(raw) <= 2 * limit:  # it takes a bracket to open and one to close
        return
    if plain and type(value) is dict:
        deeper = _is_deeper_beside(value, limit, messages)
    elif len(raw) <= _SHORT and raw.count(b"[") + raw.count(b"{") <= limit:
        return
    else:
        deeper = type(value) in json.NESTING and json.is_deeper([value], limit)
    if deeper:
        raise CompressionError(f"the content's JSON is nested more than {limit} deep")


def _is_deeper_beside(value: dict[str, Any], limit: int, messages: Sequence[Any]) -> bool:
    """Whether the object is nested more than `limit` deep, two texts in each of its messages aside."""
    for item in value.values():
        if type(item) in json.NESTING and item is not messages and json.is_deeper([item], limit - 1):
            return True
    if sum(map(len, messages)) == _PLAIN_KEYS * len(messages):
        return False
    return json.is_deeper([message for message in messages if len(message) > _PLAIN_KEYS], limit - 2)


def at(value: object, path: Path) -> object:
    """What is at `path` inside `value`, or ABSENT."""
    for step in path:
        if type(value) is dict:
            value = value.get(step, ABSENT)
        elif type(value) is list and type(step) is int and step < len(value):
            value = value[step]
        else:
            return ABSENT
    return value


def text(value: object, *path: str | int) -> str:
    """The text at `path`, or the empty one."""
    found = at(value, path)
    return found if type(found) is str else ""


def unsigned(value: object, *path: str | int) -> int | None:
    """The whole number at `path`, from 0 to 2^64-1, or None. `true` is none, and 1.0 is none."""
    found = at(value, path) if path else value
    return found if type(found) is int and found >= 0 else None
