"""What the model foresees of a session: a plain reading of its rows, beside m2m_ref and without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from m2m_ref.model import Model, Row
from m2m_ref.profile import Settings

Snapshot = dict[str, object]

TIMEOUT = 300
"""Seconds after which an idle session has expired, unless it is created with others."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happens, and what is true of it by the way it is made.

    `facts` are those of the model that do not hang on time. `id` is the message's; `algorithm` and `encoding`
    are what an agreement comes to; `size` is the wire's, in bytes, and `saved` what the content has more.
    """

    name: str
    facts: Mapping[str, bool] = field(default_factory=dict)
    id: str | None = None
    algorithm: str | None = None
    encoding: str | None = None
    size: int = 0
    saved: int = 0


@dataclass
class Twin:
    """A session as the model foresees it. Times are whole seconds."""

    model: Model
    settings: Settings
    id: str
    timeout: int = TIMEOUT
    now: int = 0
    state: str = ""
    algorithm: str | None = None
    encoding: str | None = None
    sent: int = 0
    received: int = 0
    compressed: int = 0
    saved: int = 0
    touched: int = 0
    entered: int = 0
    pinged: int = 0
    pings: int = 0

    def __post_init__(self) -> None:
        self.state = self.state or self.model.initial
        self.touched = self.entered = self.pinged = self.now

    def happens(self, event: Event) -> Row:
        """The row that decides how the call ends, after what time has done before it."""
        if first := self.model.events[event.name].first:
            row = self._apply(replace(event, name=first))
            if row.failure:
                return row
        return self._apply(event)

    def copy(self) -> Twin:
        """Its clone: what it is, and counters and clocks of its own."""
        plain = {key: getattr(self, key) for key in ("timeout", "now", "state", "algorithm", "encoding")}
        return Twin(self.model, self.settings, self.id, **plain)

    def snapshot(self) -> Snapshot:
        """What an adapter shows of it."""
        return {
            "id": self.id,
            "state": self.state,
            "algorithm": self.algorithm,
            "encoding": self.encoding,
            "expired": self._times()["expired"],
            "messages_sent": self.sent,
            "messages_received": self.received,
            "bytes_compressed": self.compressed,
            "bytes_saved": self.saved,
        }

    def _apply(self, event: Event) -> Row:
        facts = {**self._times(), **event.facts}
        (row,) = (row for row in self.model.rows_of(event.name, self.state) if self._holds(row, facts))
        self.sent += row.sent
        self.received += row.received
        if row.touch:
            self.touched = self.now
        if row.target != row.state:
            self.state, self.entered = row.target, self.now
        for effect in row.effects:
            _EFFECTS[effect](self, event)
        return row

    def _holds(self, row: Row, facts: Mapping[str, bool]) -> bool:
        """A fact that an earlier one makes meaningless is not among `facts`, and not asked."""
        guard = self.model.guards.get(row.when, {})
        return all(facts.get(fact) == wanted for fact, wanted in guard.items())

    def _times(self) -> dict[str, bool]:
        """The facts that time brings about (spec/strict.yaml, facts)."""
        idle, lasted, waited = (self.now - since for since in (self.touched, self.entered, self.pinged))
        keep = self.settings
        return {
            "expired": idle > self.timeout,
            "unanswered": keep.hello_seconds is not None and lasted >= keep.hello_seconds,
            "overdue": keep.closing_seconds is not None and lasted >= keep.closing_seconds,
            "abandoned": self.pings == keep.missed_pongs and waited >= (keep.pong_seconds or 0),
            "ping_due": self._ping_due(idle, waited),
        }

    def _ping_due(self, idle: int, waited: int) -> bool:
        keep = self.settings
        if keep.ping_after_seconds is None or keep.pong_seconds is None:
            return False
        return waited >= keep.pong_seconds if self.pings else idle >= keep.ping_after_seconds

    def _take_session_id(self, event: Event) -> None:
        if event.id is not None:
            self.id = event.id

    def _store(self, event: Event) -> None:
        self.algorithm, self.encoding = event.algorithm, event.encoding

    def _count_bytes(self, event: Event) -> None:
        self.compressed += event.size
        self.saved += event.saved

    def _await_pong(self, _event: Event) -> None:
        self.pings, self.pinged = self.pings + 1, self.now

    def _answered(self, _event: Event) -> None:
        self.pings = 0

    def _nothing(self, _event: Event) -> None:
        """No snapshot shows it."""


_EFFECTS: dict[str, Callable[[Twin, Event], None]] = {
    "take_session_id": Twin._take_session_id,
    "store_negotiated": Twin._store,
    "store_their_choice": Twin._store,
    "bind_payload": Twin._nothing,
    "count_bytes": Twin._count_bytes,
    "await_pong": Twin._await_pong,
    "answered": Twin._answered,
}
