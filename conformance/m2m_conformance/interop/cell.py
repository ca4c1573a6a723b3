"""All conversations of one initiator with one responder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from m2m_conformance.interop.action import Role
from m2m_conformance.interop.conversation import Conversation, conversations
from m2m_conformance.interop.entrant import Entrant
from m2m_conformance.interop.fault import PLAYED, Fate, Fault, Played
from m2m_conformance.interop.table import Table
from m2m_conformance.outcome import MAX_BREAKS

Progress = Callable[[Conversation, int, int], None]
"""Is told which conversation begins, its number, and how many there are."""


class End(StrEnum):
    """Why a cell ended before its last conversation, or that it did not (`NOT`, which is false)."""

    NOT = ""
    START = "a target does not start"
    BREAKS = f"a target broke {MAX_BREAKS} times in a row"
    INTERRUPT = "interrupted"


@dataclass
class Finding:
    """A fault, by a shortest trace, which is that of `conversation`, and all conversations that show it."""

    conversation: str
    fault: Fault
    conversations: list[str] = field(default_factory=list)


@dataclass
class Cell:
    """What came of the conversations of `players`.

    `reasons` are why any was skipped, or was not promised to go well, each by its fate, with the ids.
    `unfinished` of them were not begun, because the cell was `stopped`.
    """

    players: Mapping[Role, Entrant]
    counts: Counter[Fate] = field(default_factory=Counter)
    reasons: dict[tuple[Fate, str], list[str]] = field(default_factory=dict)
    findings: dict[tuple[Role, tuple[str, ...]], Finding] = field(default_factory=dict)
    unfinished: int = 0
    stopped: End = End.NOT
    seconds: float = 0.0

    @property
    def played(self) -> int:
        """How many conversations were had."""
        return sum(self.counts[each] for each in PLAYED)

    @property
    def passed(self) -> bool:
        """Whether nothing failed, nothing broke, and at least one conversation went as it should."""
        bad = self.counts[Fate.FAILED] or self.counts[Fate.ERRORED] or self.stopped
        return bool(self.counts[Fate.PASSED]) and not bad

    @property
    def shortest(self) -> list[Finding]:
        """One finding for each fault, the shortest first."""
        return sorted(self.findings.values(), key=lambda each: len(each.fault.turns))

    def add(self, conversation: str, played: Played) -> None:
        """Count one more."""
        self.counts[played.fate] += 1
        if played.reason:
            self.reasons.setdefault((played.fate, played.reason), []).append(conversation)
        if played.fault is not None:
            self._find(conversation, played.fault)

    def _find(self, conversation: str, fault: Fault) -> None:
        known = self.findings.setdefault((fault.blame, fault.what), Finding(conversation, fault))
        known.conversations.append(conversation)
        if len(fault.turns) < len(known.fault.turns):
            known.conversation, known.fault = conversation, fault


def play_cell(players: Mapping[Role, Entrant], globs: Sequence[str], progress: Progress) -> Cell:
    """Play a cell, or those of its conversations whose id matches a glob. A KeyboardInterrupt ends it."""
    cell, table, began = Cell(players), Table(players), time.perf_counter()
    every = conversations({role: entrant.profile for role, entrant in players.items()}, globs)
    try:
        _play_each(cell, table, every, progress)
        _shorten(cell, table)
    except KeyboardInterrupt:
        cell.stopped = End.INTERRUPT
    finally:
        table.stop()
    cell.unfinished = len(every) - cell.counts.total()
    cell.seconds = time.perf_counter() - began
    return cell


def _play_each(cell: Cell, table: Table, every: Sequence[Conversation], progress: Progress) -> None:
    breaks = 0
    for number, conversation in enumerate(every, 1):
        progress(conversation, number, len(every))
        down = table.start()
        played = down or table.has(conversation)
        cell.add(conversation.id, played)
        if played.fate is not Fate.SKIPPED:  # which says nothing of a target's health
            breaks = breaks + 1 if played.fate is Fate.ERRORED else 0
        cell.stopped = End.START if down and number == 1 else End.BREAKS if breaks == MAX_BREAKS else End.NOT
        if cell.stopped:
            return


def _shorten(cell: Cell, table: Table) -> None:
    for finding in cell.findings.values():
        finding.fault = table.shortened(finding.fault)
