"""Content JSON, read without trusting its shape: what is not there, or of another type, is simply absent."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from m2m_ref.codec.frame.table import Path
from m2m_ref.error import CompressionError

ABSENT = object()
"""What `at` gives where there is nothing. JSON's null is a value."""


def parse(raw: bytes, depth_limit: int) -> object:
    """The JSON value of UTF-8 text. Raises CompressionError if it is not JSON, or nested too deeply."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise CompressionError(f"the content is not JSON, which a frame carries: {error}") from error
    if raw.count(b"[") + raw.count(b"{") > depth_limit and _deeper(value, depth_limit):
        raise CompressionError(f"the content's JSON is nested more than {depth_limit} deep")
    return value


def _deeper(value: object, limit: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        inner = (item for outer in level for item in (outer.values() if isinstance(outer, dict) else outer))
        level = [item for item in inner if isinstance(item, dict | list)]
    return bool(level)


def at(value: object, path: Path) -> object:
    """What is at `path` inside `value`, or ABSENT."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step, ABSENT)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return ABSENT
    return value


def text(value: object, *path: str | int) -> str:
    """The text at `path`, or the empty one."""
    found = at(value, path)
    return found if isinstance(found, str) else ""


def unsigned(value: object, *path: str | int) -> int | None:
    """The whole number at `path`, from 0 to 2^64-1, or None. `true` is none, and 1.0 is none."""
    found = at(value, path)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def messages(value: object) -> list[object]:
    """The request's messages, whatever they are; none if `messages` is not a list."""
    found = at(value, ("messages",))
    return found if isinstance(found, list) else []


def parts(message: object) -> Iterator[object]:
    """The content parts of a message whose content is a list."""
    found = at(message, ("content",))
    return iter(found if isinstance(found, list) else ())
