"""The facts that guards ask: pure functions of a situation, by the names spec/session.yaml gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from m2m_ref.algorithm import Algorithm
from m2m_ref.capability import Capabilities
from m2m_ref.codec import CodecEngine, CompressionResult
from m2m_ref.error import M2MError
from m2m_ref.message import Message


@dataclass(eq=False)
class Situation:
    """What a session is and was given, at the moment of one call. Nothing in it changes the session.

    `idle` and `timeout` are seconds. `message` or `content` is the call's argument.
    """

    state: str
    local: Capabilities
    algorithm: Algorithm | None
    codec: CodecEngine
    idle: float
    timeout: float
    message: Message | None = None
    content: str = ""
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
    "expired": lambda situation: is_expired(situation.idle, situation.timeout),
    "encodes": lambda situation: not isinstance(situation.encoded, M2MError),
    "decodes": lambda situation: not isinstance(situation.decoded, M2MError),
}
