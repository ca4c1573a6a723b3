"""A case that was generated, before it has a name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a vector file says of a case. `flag` is a name and its explanation."""

    title: str
    requirements: list[str]
    steps: list[Part]
    profile: str | None = None
    needs: list[str] = field(default_factory=list)
    flag: tuple[str, str] | None = None
    notes: str = ""

    def part(self, name: str) -> Part:
        """The case as it is written, called `name`."""
        optional = {
            "needs": self.needs,
            "profile": self.profile,
            "flags": [self.flag[0]] if self.flag else [],
            "notes": self.notes,
        }
        given = {key: value for key, value in optional.items() if value}
        head = {"name": name, "title": self.title, "requirements": self.requirements}
        return {**head, **given, "steps": self.steps}


def literal(value: Any) -> Any:
    """`value` as a vector file writes it, every text in it for what it is."""
    if isinstance(value, dict):
        return {key: literal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [literal(item) for item in value]
    return f"${value}" if isinstance(value, str) and value.startswith("$") else value


def exactly(value: Any) -> Any:
    """`value` as a pattern that takes nothing else, no more keys either."""
    if isinstance(value, dict):
        return {"$exactly": {key: exactly(item) for key, item in value.items()}}
    return [exactly(item) for item in value] if isinstance(value, list) else literal(value)
