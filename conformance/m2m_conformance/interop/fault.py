"""What can become of a conversation, and the trace of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from m2m_conformance.difference import Difference
from m2m_conformance.interop.action import Action, Role

Message = Mapping[str, Any]


class Fate(StrEnum):
    """What became of a conversation.

    `UNPROMISED`: both sides did what their profiles say, and all the same do not understand each other as
    peers should. `ERRORED`: a side crashed, hung or broke the adapter protocol.
    """

    PASSED = "passed"
    UNPROMISED = "unpromised"
    FAILED = "failed"
    ERRORED = "errored"
    SKIPPED = "skipped"


PLAYED = (Fate.PASSED, Fate.UNPROMISED, Fate.FAILED, Fate.ERRORED)


@dataclass(frozen=True)
class Turn:
    """One step of a trace: who did what by which call, the message that it took, the one it sent.

    `state` is what the session showed after it; it is empty where that is not as foreseen.
    """

    role: Role | None
    does: str
    call: str = ""
    takes: Message | None = None
    sends: Message | None = None
    state: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong in the last of `turns`, and who is to mend it.

    `what` is the row or the call, the fields that differ, and of DATA how it was to be written: it is the
    same for the same fault, whatever led to it. `note` says why it is not the one whose turn it was.
    """

    blame: Role
    what: tuple[str, ...]
    differences: tuple[Difference, ...]
    turns: tuple[Turn, ...]
    actions: tuple[Action, ...]
    broke: bool = False
    note: str = ""
    log: str = ""


@dataclass(frozen=True)
class Played:
    """One conversation: its fate, why it was skipped or was not promised to go well, or its fault."""

    fate: Fate
    reason: str = ""
    fault: Fault | None = None
