"""The sessions that a server holds: so many at most, none for longer than it is used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from m2m_ref import Session

Clock = Callable[[], float]


class FullError(Exception):
    """There are as many sessions as are held at most."""


class Entry:
    """A session, when it was last asked for, and the lock of those that take long with it."""

    __slots__ = ("_lock", "seen", "session")

    def __init__(self, session: Session, seen: float) -> None:
        self.session = session
        self.seen = seen
        self._lock: asyncio.Lock | None = None  # few sessions ever need one

    @asynccontextmanager
    async def turn(self, *, long: bool) -> AsyncIterator[Session]:
        """The session, for one caller at a time. Callers that await nothing meanwhile need no lock."""
        if self._lock is None and not long:
            yield self.session
            return
        self._lock = self._lock or asyncio.Lock()
        async with self._lock:
            yield self.session


class Store:
    """Sessions by id, the one that was not asked for the longest first.

    `timeout` is in seconds of `clock`: a session that nobody asked for in that time is gone. `most` are held.
    """

    def __init__(self, timeout: float, most: int, clock: Clock) -> None:
        self._timeout = timeout
        self._most = most
        self._clock = clock
        self._entries: dict[str, Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, session: Session) -> None:
        """Hold a session. Raises FullError."""
        self.sweep()
        if len(self._entries) >= self._most:
            raise FullError(f"{self._most} sessions are open, and no more are held")
        self._entries[session.id] = Entry(session, self._clock())

    def get(self, id: str) -> Entry | None:  # noqa: A002 - the protocol's name for it
        """The session of this id, asked for now; None if there is none, or none any more."""
        self.sweep()
        entry = self._entries.pop(id, None)
        if entry is not None:
            entry.seen = self._clock()
            self._entries[id] = entry
        return entry

    def remove(self, id: str) -> None:  # noqa: A002
        """Hold it no more; it may be gone already."""
        self._entries.pop(id, None)

    def sweep(self) -> None:
        """Let go of those that nobody asked for in time."""
        due = self._clock() - self._timeout
        while self._entries and (entry := next(iter(self._entries.values()))).seen < due:
            del self._entries[entry.session.id]
