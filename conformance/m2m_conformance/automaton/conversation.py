"""A session that is given inputs one after the other: what each is made for, as things stand."""

from __future__ import annotations

from m2m_conformance.automaton.alphabet import Alphabet, Input
from m2m_conformance.automaton.observation import COUNTERS, Snapshot
from m2m_conformance.derive.offer import Offer
from m2m_conformance.derive.script import ID
from m2m_conformance.derive.stimulus import HANDLE, THEIRS, Scene

_NEW = {"id": ID, "state": "Initial", "algorithm": None, "encoding": None, "expired": False}


class Conversation:
    """Where a conversation stands: the handle it goes on with, and its last snapshot."""

    def __init__(self, alphabet: Alphabet) -> None:
        self.alphabet = alphabet
        self.handle = HANDLE
        self.seen: Snapshot = {**_NEW, **dict.fromkeys(COUNTERS, 0)}
        self._clones = self._accepts = 0

    def scene(self, given: Input) -> Scene:
        """What `given` is made for. Seen relatively, every ACCEPT brings another id."""
        theirs = THEIRS
        if self.alphabet.relative:
            self._accepts += 1
            theirs = f"s-{self._accepts}00"
        seen, own = self.seen, self.alphabet.own
        return Scene(seen["id"], seen["algorithm"], own, self._offer(given), theirs, self.handle)

    def _offer(self, given: Input) -> Offer:
        one, other = self.alphabet.offers
        return given.offer or (other if self.seen["encoding"] in one.encodings else one)

    def next_clone(self) -> str:
        """The handle of the next clone."""
        self._clones += 1
        return f"copy_{self._clones}"

    def take(self, handle: str) -> None:
        """Go on with the clone of that handle, whose counters grow from zero."""
        self.handle = handle
        self.seen = {**self.seen, **dict.fromkeys(COUNTERS, 0)}
