"""What a target answers to a request (spec/adapter.md, Replies)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a value, or an error kind with the target's text; and the session's snapshot."""

    value: Any = None
    kind: str | None = None
    text: str = ""
    session: dict[str, Any] | None = None
