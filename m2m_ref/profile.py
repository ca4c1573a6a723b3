"""The two profiles, and the settings that differ between them (spec/strict.yaml).

`core` is what the released Rust package does; `strict` has the published rules in place of some of it. The
rows of the session machine that differ are read by `model`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from typing import Any

from m2m_ref.document import read_document
from m2m_ref.resource import spec_path


class Profile(Enum):
    """A set of rules. An implementation is judged by one at a time."""

    CORE = "core"
    STRICT = "strict"

    # Members are what they are; Enum's own, in Python, takes longer than all else in `settings`.
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Settings:
    """What the profile says beside the rows. None is no limit, or no such timer.

    Times in seconds, lengths in bytes of UTF-8. `json_depth`, `text_bytes` and `list_items` bind all JSON,
    `message_bytes` the text of a message.
    """

    hello_seconds: int | None
    closing_seconds: int | None
    ping_after_seconds: int | None
    pong_seconds: int | None
    missed_pongs: int | None
    session_id: str
    rejection_codes: tuple[str, ...]
    close_reasons: tuple[str, ...]
    message_bytes: int | None
    json_depth: int
    text_bytes: int | None
    list_items: int | None
    bytes_after_payload: bool
    exact_tokenizer_id: bool
    prefixed_as_none: bool
    legacy_prefixes: tuple[str, ...]


@cache
def settings(profile: Profile) -> Settings:
    """The settings of `profile`. Raises DocumentError if spec/strict.yaml breaks its schema."""
    table = strict_document()["settings"]
    return Settings(**{field.name: _value(table[field.name][profile.value]) for field in fields(Settings)})


@cache
def strict_document() -> dict[str, Any]:
    """The strict profile as it is written. Raises DocumentError if it breaks its schema."""
    return read_document(spec_path("strict.yaml"), "strict.schema.json")


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
