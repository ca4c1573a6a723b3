"""A peer as the explorer has it: what its model session is, as a value, and what each event makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from m2m_conformance.automaton.behaviour import asked, clocks
from m2m_conformance.derive.offer import Offer
from m2m_conformance.derive.twin import TIMEOUT, Event, Twin
from m2m_ref.model import Model, Reply, Row
from m2m_ref.profile import Profile, settings

CLOSED = "Closed"


class Message(NamedTuple):
    """A message under way: its type, session id, and what it offers, or the label of DATA."""

    type: str
    id: str = ""
    algorithms: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.type


class Peer(NamedTuple):
    """A session. `clocks` are seconds: idle, in this state, since the last PING; then PINGs unanswered."""

    state: str
    id: str
    algorithm: str = ""
    encoding: str = ""
    clocks: tuple[int, ...] = (0, 0, 0, 0)

    def __str__(self) -> str:
        agreed = (
            f" ({self.algorithm}, {self.encoding})" if self.algorithm and self.state == "Established" else ""
        )
        return f"{self.state}{agreed}"


@dataclass(frozen=True)
class Outcome:
    """What an event made of a peer: the row that decided, the peer after it, the message it sends."""

    row: Row
    peer: Peer
    sends: Message | None


class Side:
    """What one peer is by itself, whatever state it is in: its model and its offer. Results are kept."""

    def __init__(self, name: str, model: Model, offer: Offer) -> None:
        self.name = name
        self.model = model
        self.offer = offer
        self.settings = settings(Profile(model.profile))
        self.start = Peer(model.initial, f"id-of-{name}")
        self._known: dict[tuple[Peer, str, Message | None], Outcome] = {}
        self._later: dict[tuple[Peer, int], Peer] = {}
        self._ending: dict[Peer, bool] = {}
        self._asked = {state: asked(model, state) for state in model.states}

    def happens(self, peer: Peer, event: str, message: Message | None = None) -> Outcome:
        """What `event` makes of `peer`; `message` is the one it is about."""
        key = (peer, event, message)
        if key not in self._known:
            self._known[key] = self._worked_out(peer, event, message)
        return self._known[key]

    def _worked_out(self, peer: Peer, event: str, message: Message | None) -> Outcome:
        twin = self._twin(peer)
        row = twin.happens(self._event(event, peer, message))
        after = self._peer(twin)
        return Outcome(row, after, self._message(row.reply, after, message) if row.reply else None)

    def later(self, peer: Peer, seconds: int) -> Peer:
        """The peer after some time, which by itself changes nothing but clocks."""
        key = (peer, seconds)
        if key not in self._later:
            twin = self._twin(peer)
            twin.now += seconds
            self._later[key] = self._peer(twin)
        return self._later[key]

    def _twin(self, peer: Peer) -> Twin:
        twin = Twin(
            self.model,
            self.settings,
            peer.id,
            state=peer.state,
            algorithm=peer.algorithm or None,
            encoding=peer.encoding or None,
        )
        idle, lasted, waited, twin.pings = peer.clocks
        twin.touched, twin.entered, twin.pinged = -idle, -lasted, -waited
        return twin

    @staticmethod
    def _peer(twin: Twin) -> Peer:
        return Peer(twin.state, twin.id, twin.algorithm or "", twin.encoding or "", clocks(twin))

    def _event(self, name: str, peer: Peer, message: Message | None) -> Event:
        if message is None:
            return Event(name, {"encodes": True})
        offer = Offer(message.algorithms, message.encodings)
        algorithm, encoding = self._agreed(name, offer) if message.encodings else (None, None)
        return Event(name, self._facts(peer, message, offer), message.id or None, algorithm, encoding)

    def _agreed(self, event: str, offer: Offer) -> tuple[str | None, str]:
        """By whose preference, the effects of the event's rows say."""
        effects = {effect for row in self.model.rows if row.event == event for effect in row.effects}
        theirs = "store_their_choice" in effects
        return offer.agreed(self.offer) if theirs else self.offer.agreed(offer)

    def _facts(self, peer: Peer, message: Message, offer: Offer) -> Mapping[str, bool]:
        return {
            "has_capabilities": bool(message.encodings),
            "has_session_id": bool(message.id),
            "has_rejection": message.type == "REJECT",
            "has_data": message.type == "DATA",
            "compatible": True,
            "common_algorithm": bool(self.offer.common(offer)),
            "own_session": message.id == peer.id,
            "label_fits": message.algorithms == (peer.algorithm,),
            "decodes": True,
        }

    def _message(self, reply: Reply, peer: Peer, answered: Message | None) -> Message:
        if reply.message == "HELLO":
            return Message("HELLO", "", self.offer.algorithms, self.offer.encodings)
        if reply.message == "ACCEPT":
            listed = self.offer.algorithms
            if reply.algorithms and answered:
                listed = tuple(Offer(answered.algorithms).common(self.offer))
            return Message("ACCEPT", peer.id, listed, self.offer.encodings)
        if reply.message == "REJECT":
            return Message("REJECT")
        return Message(reply.message, peer.id, (peer.algorithm,) if reply.message == "DATA" else ())

    def timers(self, peer: Peer) -> list[int]:
        """The seconds after which a fact comes true that a guard in this state asks, nearest first."""
        left = (when - now for when, now in self._marks(peer))
        return sorted(each for each in left if each > 0)

    def _marks(self, peer: Peer) -> Iterator[tuple[int, int]]:
        """For each fact that time brings about in this state: the seconds at which it does, and those now."""
        keep, facts = self.settings, self._asked[peer.state]
        idle, lasted, waited, pings = peer.clocks
        if "expired" in facts:
            yield TIMEOUT + 1, idle
        if "unanswered" in facts or "overdue" in facts:
            yield (keep.hello_seconds if "unanswered" in facts else keep.closing_seconds) or 0, lasted
        if "ping_due" in facts:
            yield (keep.pong_seconds or 0, waited) if pings else (keep.ping_after_seconds or 0, idle)

    def timeless(self, peer: Peer) -> Peer:
        """The same where no more time will pass: of clocks only the facts that they have brought about."""
        idle, lasted, waited, pings = peer.clocks
        marks = [each for each in (self.settings.ping_after_seconds, TIMEOUT + 1) if each and each <= idle]
        whole = {when for when, now in self._marks(peer) if when <= now}
        return peer._replace(
            clocks=(max(marks, default=0), lasted * (lasted in whole), waited * (waited in whole), pings)
        )

    def ends(self, peer: Peer) -> bool:
        """Whether a session that nothing reaches any more is Closed in the end, by time and `tick` alone."""
        if peer not in self._ending:
            self._ending[peer] = self._ends(peer)
        return self._ending[peer]

    def _ends(self, peer: Peer) -> bool:
        seen: set[Peer] = set()
        while peer.state != CLOSED and peer not in seen:
            seen.add(peer)
            if "tick" in self.model.events:
                peer = self.happens(peer, "tick").peer
            if timers := self.timers(peer):
                peer = self.later(peer, timers[0])
        return peer.state == CLOSED
