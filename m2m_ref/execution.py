"""A session's data, and how the rows of the model change it.

The machine chooses the row; here it is carried out: counters, clocks and effects, then error or result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from m2m_ref.answer import error_of, message_of
from m2m_ref.capability import Capabilities, NegotiatedCaps
from m2m_ref.codec import CodecEngine, CompressionResult
from m2m_ref.guard import TIMERS, Situation
from m2m_ref.machine import SessionState, profile_machine
from m2m_ref.message import Message
from m2m_ref.model import Row
from m2m_ref.payload import CloseReason
from m2m_ref.profile import Profile

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call hands back."""

    message: Message | None = None
    content: str | None = None


class Execution:
    """What a session is, without the calls of the protocol. Times are in seconds of `clock`."""

    __slots__ = (
        "_bytes_compressed",
        "_bytes_saved",
        "_capabilities",
        "_clock",
        "_codec",
        "_created",
        "_entered",
        "_id",
        "_machine",
        "_negotiated",
        "_pinged",
        "_pings",
        "_received",
        "_sent",
        "_state",
        "_timeout",
        "_touched",
    )

    def __init__(
        self,
        capabilities: Capabilities,
        id: str,  # noqa: A002 - the protocol's name for it
        profile: Profile,
        clock: Clock,
        timeout: float,
    ) -> None:
        self._machine = profile_machine(profile)
        self._capabilities = capabilities
        self._id = id
        self._clock = clock
        self._timeout = timeout
        self._state = SessionState(self._machine.model.initial)
        self._negotiated: NegotiatedCaps | None = None
        self._codec = _first_codec(profile)
        self._created = self._touched = self._entered = self._pinged = clock()
        self._pings = 0
        self._sent = self._received = self._bytes_compressed = self._bytes_saved = 0

    @property
    def profile(self) -> Profile:
        """The rules the session keeps."""
        return self._machine.profile

    @property
    def next_deadline(self) -> float | None:
        """When `tick` will next have something to do, by the session's clock; None if never.

        It changes with every call. A tick that comes late does no harm.
        """
        now = self._clock()
        situation = self._situation(now)
        left = [TIMERS[fact](situation) for fact in self._awaited()]
        return min((now + each for each in left if each is not None), default=None)

    def _awaited(self) -> set[str]:
        """The facts that a tick looks at in this state and that time brings about."""
        model = self._machine.model
        guards = [model.guards.get(row.when, {}) for row in model.rows_of("tick", self._state.value)]
        return {fact for guard in guards for fact in guard if fact in TIMERS}

    def _fire(
        self, event: str, message: Message | None = None, content: str = "", reason: CloseReason | None = None
    ) -> Outcome:
        """Carry out `event`, after the one that comes first."""
        if first := self._machine.model.events[event].first:
            self._step(first, self._situation(self._clock()))
        situation = self._situation(self._clock())
        situation.message, situation.content, situation.reason = message, content, reason
        return self._step(event, situation)

    def _step(self, event: str, situation: Situation) -> Outcome:
        """Trigger `event` and carry out the row that fired: first what it moves, then its error or result."""
        row = self._machine.fire(self, event, situation)
        self._move(row, situation)
        if row.failure:
            raise error_of(row.failure, situation)
        return self._outcome(row, situation)

    def _situation(self, now: float) -> Situation:
        return Situation(
            state=self._state.value,
            id=self._id,
            local=self._capabilities,
            algorithm=self._negotiated.algorithm if self._negotiated else None,
            codec=self._codec,
            settings=self._machine.settings,
            idle=now - self._touched,
            timeout=self._timeout,
            in_state=now - self._entered,
            since_ping=now - self._pinged,
            pings=self._pings,
        )

    def _move(self, row: Row, situation: Situation) -> None:
        self._sent += row.sent
        self._received += row.received
        if row.touch:
            self._touched = self._clock()
        if row.target != row.state:
            self._entered = self._clock()
        for effect in row.effects:
            EFFECTS[effect](self, situation)

    def _outcome(self, row: Row, situation: Situation) -> Outcome:
        if row.returns == "content":
            assert isinstance(situation.decoded, str)
            return Outcome(content=situation.decoded)
        return Outcome(message=message_of(row.reply, situation) if row.reply else None)

    def _take_session_id(self, situation: Situation) -> None:
        assert situation.message is not None
        assert situation.message.session_id is not None
        self._id = situation.message.session_id

    def _store_negotiated(self, situation: Situation) -> None:
        assert situation.remote is not None
        self._agree(self._capabilities.negotiate(situation.remote))

    def _store_their_choice(self, situation: Situation) -> None:
        assert situation.remote is not None
        self._agree(situation.remote.negotiate(self._capabilities))

    def _agree(self, agreed: NegotiatedCaps | None) -> None:
        assert agreed is not None
        self._negotiated = agreed
        self._codec = self._codec.with_ml_routing(agreed.ml_routing).with_encoding(agreed.encoding)

    def _bind_payload(self, situation: Situation) -> None:
        assert situation.remote is not None
        both = (self._capabilities, situation.remote)
        limits = [each.compression.max_payload for each in both if each.compression.max_payload]
        if limits:
            self._codec = self._codec.with_content_limit(min(limits))

    def _count_bytes(self, situation: Situation) -> None:
        result = situation.encoded
        assert isinstance(result, CompressionResult)
        self._bytes_compressed += result.compressed_bytes
        self._bytes_saved += max(0, result.original_bytes - result.compressed_bytes)

    def _await_pong(self, _situation: Situation) -> None:
        self._pings += 1
        self._pinged = self._clock()

    def _answered(self, _situation: Situation) -> None:
        self._pings = 0


EFFECTS: dict[str, Callable[[Execution, Situation], None]] = {
    "take_session_id": Execution._take_session_id,
    "store_negotiated": Execution._store_negotiated,
    "store_their_choice": Execution._store_their_choice,
    "bind_payload": Execution._bind_payload,
    "count_bytes": Execution._count_bytes,
    "await_pong": Execution._await_pong,
    "answered": Execution._answered,
}
"""What the effects of the model do."""


@cache
def _first_codec(profile: Profile) -> CodecEngine:
    """The codec before anything is agreed on, shared by all sessions."""
    return CodecEngine(profile=profile)
