"""Content with a piece less in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def less(content: str) -> Iterator[str]:
    """JSON without one of its values, outer ones first, or with an empty text. Nothing if it is no JSON."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return
    for smaller in _less(value):
        text = json.dumps(smaller, ensure_ascii=False, separators=(",", ":"))
        if len(text) < len(content):
            yield text


def _less(value: Any) -> Iterator[Any]:
    match value:
        case dict():
            yield from ({key: kept for key, kept in value.items() if key != name} for name in value)
            yield from ({**value, name: each} for name, inner in value.items() for each in _less(inner))
        case list():
            yield from ([*value[:at], *value[at + 1 :]] for at in range(len(value)))
            yield from (
                [*value[:at], each, *value[at + 1 :]]
                for at, inner in enumerate(value)
                for each in _less(inner)
            )
        case str() if value:
            yield ""
