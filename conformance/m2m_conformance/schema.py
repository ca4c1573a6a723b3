"""What a JSON schema finds wrong, in plain words."""

from __future__ import annotations

import json
import re
from typing import Any

_WORDS = (
    (re.compile(r'"(.*)" is a required property'), "{} has no `{}`"),
    (
        re.compile(r"Additional properties are not allowed \((.*) (?:was|were) unexpected\)"),
        "{} has what does not belong there: {}",
    ),
    (re.compile(r'(.*) is not of type "(.*)"'), "{} is {}, which is not of type {}"),
    (re.compile(r"(.*) is not of types (.*)"), "{} is {}, which is of none of the types {}"),
    (re.compile(r'(.*) is not one of ".*'), "{} is {}, which is none of those that there are"),
    (re.compile(r"(.*) is not valid under any .*"), "{} is {}, which is none of those that there are"),
    (re.compile(r"(.*) was expected"), "{} is not {}"),
    (re.compile(r"(.*) has non-unique elements"), "{} is {}, in which something stands twice"),
)
"""How people would say what the schemas' library says; the first gap is the place."""


def plain(place: str, reason: str) -> str:
    """What a schema found wrong at a place, as people would say it."""
    for pattern, words in _WORDS:
        if found := pattern.fullmatch(reason):
            return words.format(place, *found.groups())
    return f"{place}: {reason}"


def quoted(reason: str) -> str:
    """The text that a schema found wrong, empty if it was no text."""
    found = re.match(r'"(?:[^"\\]|\\.)*"', reason)
    value: Any = json.loads(found[0]) if found else ""
    return str(value)
