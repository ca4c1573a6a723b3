"""Where the two of a cell meet: an instance of each, started afresh when it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.difference import Difference
from m2m_conformance.interop.action import Action, Role
from m2m_conformance.interop.conversation import GREETING, Conversation
from m2m_conformance.interop.entrant import Entrant
from m2m_conformance.interop.exchange import MissingError, play
from m2m_conformance.interop.fault import Fate, Fault, Played
from m2m_conformance.sequence.shrink import without_a_piece


class Table:
    """An instance of each of two. A target that plays with itself has two as well."""

    def __init__(self, players: Mapping[Role, Entrant]) -> None:
        self._targets = {role: entrant.target() for role, entrant in players.items()}
        self._players = players
        self._down = set(Role)

    def has(self, conversation: Conversation) -> Played:
        """What becomes of a conversation. Never raises for what a target does."""
        try:
            return self._skipped(conversation) or self._played(conversation)
        except MissingError as error:
            return Played(Fate.SKIPPED, f"{self._players[error.role].name}: {error}")

    def start(self) -> Played | None:
        """Start whoever is down; who cannot be started, if anyone cannot."""
        for role in sorted(self._down):
            try:
                self._targets[role].start()
            except BrokenTargetError as error:
                found = (Difference("target", "a reply", str(error)),)
                log = self._targets[role].log()
                return Played(
                    Fate.ERRORED, fault=Fault(role, ("initialize",), found, (), (), broke=True, log=log)
                )
            self._down.discard(role)
        return None

    def stop(self) -> None:
        """End both, also if an interrupt comes meanwhile."""
        with ExitStack() as end:
            for target in self._targets.values():
                end.callback(target.stop)

    def _skipped(self, conversation: Conversation) -> Played | None:
        """Skipped, if somebody lacks something; of all that is lacking the first is told."""
        for role, target in self._targets.items():
            for feature in ("session", *conversation.needs.get(role, ())):
                if feature not in target.info.features:
                    reason = target.info.lacks.get(feature, "not offered")
                    return Played(Fate.SKIPPED, f"{self._players[role].name}: {feature}: {reason}")
        return None

    def _played(self, conversation: Conversation) -> Played:
        for target in self._targets.values():
            target.begin(conversation.id)
        return self._kept(play(self._targets, conversation.actions))

    def _kept(self, played: Played) -> Played:
        """The same; whoever broke is down from now on."""
        if played.fault is not None and played.fault.broke:
            self._targets[played.fault.blame].stop()
            self._down.add(played.fault.blame)
        return played

    def shortened(self, fault: Fault) -> Fault:
        """The same fault by fewer actions; not of one that breaks a target, which may take a time limit."""
        if fault.broke:
            return fault
        while shorter := next(
            filter(None, (self._same(fault, each) for each in _fewer(fault.actions))), None
        ):
            fault = shorter
        return fault

    def _same(self, fault: Fault, actions: Sequence[Action]) -> Fault | None:
        """What `actions` come to, if that is the same fault."""
        if self.start() is not None:
            return None
        try:
            found = self._kept(play(self._targets, actions)).fault
        except MissingError:
            return None
        same = found is not None and (found.blame, found.what) == (fault.blame, fault.what)
        return found if same else None


def _fewer(actions: Sequence[Action]) -> Iterator[Sequence[Action]]:
    """The same with less between the handshake, which stays whole, and the last."""
    head, between, last = actions[:GREETING], actions[GREETING:-1], actions[-1:]
    choices: list[Sequence[Action]] = [(), *without_a_piece(between)] if between else []
    return ([*head, *left, *last] for left in choices)
