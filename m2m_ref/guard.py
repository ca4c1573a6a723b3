"""The facts that guards ask: pure functions of a situation, by the names the model gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from m2m_ref.algorithm import Algorithm
from m2m_ref.capability import Capabilities
from m2m_ref.codec import CodecEngine, CompressionResult, detect
from m2m_ref.error import M2MError
from m2m_ref.message import Message
from m2m_ref.payload import CloseReason
from m2m_ref.profile import Settings

_INSTANT = 1e-9  # s, as near as times are told apart


@dataclass(eq=False)
class Situation:
    """What a session is and was given, at the moment of one call. Nothing in it changes the session.

    Times are seconds: since the idle clock was touched, until it makes the session expired, since the state
    was entered, since the last PING was sent. `pings` are unanswered. `message`, `content` and `reason` are
    the call's arguments; the content of a close is its message.
    """

    state: str
    id: str
    local: Capabilities
    algorithm: Algorithm | None
    codec: CodecEngine
    settings: Settings
    idle: float
    timeout: float
    in_state: float = 0.0
    since_ping: float = 0.0
    pings: int = 0
    message: Message | None = None
    content: str = ""
    reason: CloseReason | None = None
    known: dict[str, bool] = field(default_factory=dict)

    @property
    def remote(self) -> Capabilities | None:
        """The capabilities in the message."""
        return self.message.get_capabilities() if self.message else None

    @cached_property
    def encoded(self) -> CompressionResult | M2MError:
        """The content compressed with the negotiated algorithm, m2m without one; or the codec's error."""
        try:
            return self.codec.compress(self.content, self.algorithm or Algorithm.M2M)
        except M2MError as error:
            return error

    @cached_property
    def decoded(self) -> str | M2MError:
        """The data's content decompressed; or the codec's error."""
        data = self.message.get_data() if self.message else None
        try:
            return self.codec.decompress(data.content if data else "")
        except M2MError as error:
            return error

    def holds(self, guard: Mapping[str, bool]) -> bool:
        """Whether every fact of `guard` is as it says, asked in order and no further than needed."""
        return all(self._ask(fact) == wanted for fact, wanted in guard.items())

    def _ask(self, fact: str) -> bool:
        if fact not in self.known:
            self.known[fact] = FACTS[fact](self)
        return self.known[fact]


def is_expired(idle: float, timeout: float) -> bool:
    """Whether `idle` seconds without activity are strictly more than `timeout` (session.rs:104).

    To the nanosecond: sums of floating-point fractions are a little off, and 300 s are not more than 300 s.
    """
    return round(idle, 9) > timeout


def _compatible(situation: Situation) -> bool:
    return situation.remote is not None and situation.local.is_compatible(situation.remote)


def _common_algorithm(situation: Situation) -> bool:
    remote = situation.remote
    return remote is not None and situation.local.compression.negotiate(remote.compression) is not None


def _label_fits(situation: Situation) -> bool:
    data = situation.message.get_data() if situation.message else None
    return data is None or data.algorithm is situation.algorithm is detect(data.content)


def _expired(situation: Situation) -> float:
    if is_expired(situation.idle, situation.timeout):
        return 0.0
    return max(0.0, situation.timeout - situation.idle) + _INSTANT


def _unanswered(situation: Situation) -> float | None:
    return _left(situation.settings.hello_seconds, situation.in_state)


def _overdue(situation: Situation) -> float | None:
    return _left(situation.settings.closing_seconds, situation.in_state)


def _abandoned(situation: Situation) -> float | None:
    if situation.pings != situation.settings.missed_pongs:
        return None
    return _left(situation.settings.pong_seconds, situation.since_ping)


def _ping_due(situation: Situation) -> float | None:
    if situation.pings == 0:
        return _left(situation.settings.ping_after_seconds, situation.idle)
    return _left(situation.settings.pong_seconds, situation.since_ping)


def _left(seconds: int | None, gone: float) -> float | None:
    return None if seconds is None else round(seconds - gone, 9)


TIMERS: dict[str, Callable[[Situation], float | None]] = {
    "expired": _expired,
    "unanswered": _unanswered,
    "overdue": _overdue,
    "abandoned": _abandoned,
    "ping_due": _ping_due,
}
"""For each fact that time alone brings about: the seconds until it holds (0 or less if it does), or None."""


def _has_come(timer: str) -> Callable[[Situation], bool]:
    def fact(situation: Situation) -> bool:
        left = TIMERS[timer](situation)
        return left is not None and left <= 0

    return fact


FACTS: dict[str, Callable[[Situation], bool]] = {
    "has_capabilities": lambda situation: situation.remote is not None,
    "has_session_id": lambda situation: (
        situation.message is not None and situation.message.session_id is not None
    ),
    "has_rejection": lambda situation: (
        situation.message is not None and situation.message.get_rejection() is not None
    ),
    "has_data": lambda situation: situation.message is not None and situation.message.get_data() is not None,
    "compatible": _compatible,
    "common_algorithm": _common_algorithm,
    "encodes": lambda situation: not isinstance(situation.encoded, M2MError),
    "decodes": lambda situation: not isinstance(situation.decoded, M2MError),
    "own_session": lambda situation: (
        situation.message is not None and situation.message.session_id == situation.id
    ),
    "label_fits": _label_fits,
    **{timer: _has_come(timer) for timer in TIMERS},
}
