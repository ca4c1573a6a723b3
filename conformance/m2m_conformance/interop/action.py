"""What two peers do in a conversation, as data: so it can be played again, and with some of it left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias


class Role(StrEnum):
    """The two sides of a conversation: who sends HELLO, and who answers it."""

    INITIATOR = "initiator"
    RESPONDER = "responder"

    @property
    def other(self) -> Role:
        """The other side."""
        return Role.RESPONDER if self is Role.INITIATOR else Role.INITIATOR


@dataclass(frozen=True)
class Open:
    """A session of one side, with these capabilities."""

    role: Role
    capabilities: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """create_hello, close or tick. What it sends is known by `number`."""

    number: int
    role: Role
    event: str


@dataclass(frozen=True)
class Ping:
    """A PING of a side's session, which the suite makes: nothing makes a session of core send one."""

    number: int
    role: Role


@dataclass(frozen=True)
class Compress:
    """Content to be sent as DATA."""

    number: int
    role: Role
    content: str


@dataclass(frozen=True)
class Give:
    """A side takes what the action `letter` sent: by process_hello and its like if `direct`.

    `late`: the session has ended by then, and the message has to be refused.
    """

    number: int
    role: Role
    letter: int
    direct: bool = False
    late: bool = False


@dataclass(frozen=True)
class Wait:
    """Seconds pass for both sides, if they have a clock that obeys."""

    seconds: int


Action: TypeAlias = Open | Call | Ping | Compress | Give | Wait
