"""Content JSON, read without trusting its shape: what is not there, or of another type, is simply absent."""

from __future__ import annotations

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


def hold_depth(value: object, limit: int, messages: list[Any] | None = None) -> None:
    """Refuse JSON that is nested more than `limit` deep. Raises CompressionError.

    If `messages` are given, they are those of the value's list of messages that have to be looked into.
    """
    if messages is None or type(value) is not dict:
        deeper = type(value) in _NESTING and _deeper([value], limit)
    else:
        others = [item for key, item in value.items() if type(item) in _NESTING and key != "messages"]
        nested = [message for message in messages if type(message) in _NESTING]
        deeper = bool(others and _deeper(others, limit - 1)) or bool(nested and _deeper(nested, limit - 2))
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


def messages(value: object) -> list[object]:
    """The request's messages, whatever they are; none if `messages` is not a list."""
    found = at(value, ("messages",))
    return found if type(found) is list else []
