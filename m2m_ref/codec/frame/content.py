"""Content JSON, read without trusting its shape: what is not there, or of another type, is simply absent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from m2m_ref.codec.frame.table import Path
from m2m_ref.error import CompressionError

ABSENT = object()
"""What `at` gives where there is nothing. JSON's null is a value."""

_NESTING = frozenset({dict, list})


def parse(raw: bytes) -> object:
    """The JSON value of UTF-8 text. Raises CompressionError if it is not JSON."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise CompressionError(f"the content is not JSON, which a frame carries: {error}") from error


def body(value: object) -> dict[str, Any]:
    """The object that content is; an empty one if it is something else."""
    return value if type(value) is dict else {}


def hold_depth(value: object, limit: int, messages: Sequence[Any] = (), nested: Sequence[Any] = ()) -> None:
    """Refuse JSON that is nested more than `limit` deep. Raises CompressionError.

    `messages` may be a list in the object `value`, of which only the `nested` ones have to be looked into.
    """
    if messages and type(value) is dict:
        others = [item for item in value.values() if type(item) in _NESTING and item is not messages]
        inner = [message for message in nested if type(message) in _NESTING]
        deeper = _deeper(others, limit - 1) or _deeper(inner, limit - 2)
    else:
        deeper = type(value) in _NESTING and _deeper([value], limit)
    if deeper:
        raise CompressionError(f"the content's JSON is nested more than {limit} deep")


def _deeper(level: list[Any], limit: int) -> bool:
    """Whether one of these lists and objects is nested more than `limit` deep."""
    for _ in range(limit):
        if not level:
            return False
        below = []
        for outer in level:
            for inner in outer.values() if type(outer) is dict else outer:
                if type(inner) in _NESTING:
                    below.append(inner)  # a comprehension takes half as long again
        level = below
    return bool(level)


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


def messages(value: object) -> list[Any]:
    """The request's messages, whatever they are; none if `messages` is not a list."""
    found = at(value, ("messages",))
    return found if type(found) is list else []
