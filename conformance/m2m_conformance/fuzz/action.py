"""What happens in a conversation, as data: so it can be played again, and with some of it left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from m2m_conformance.fuzz.letter import Letter


@dataclass(frozen=True)
class Create:
    """A session. Actions that follow name it, as they name any action, by `number`."""

    number: int
    capabilities: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """create_hello, close or tick."""

    number: int
    party: int
    event: str


@dataclass(frozen=True)
class Give:
    """A message to a call that takes one: a letter, or what the action of a number sent."""

    number: int
    party: int
    event: str
    letter: Letter | int


@dataclass(frozen=True)
class Compress:
    """Content to be sent."""

    number: int
    party: int
    content: str


@dataclass(frozen=True)
class Clone:
    """A clone, which is a party under the number of this."""

    number: int
    party: int


@dataclass(frozen=True)
class Wait:
    """Time passes for everyone; then each shows itself."""

    number: int
    seconds: int


Action: TypeAlias = Create | Call | Give | Compress | Clone | Wait
