"""What a peer offers, and what two peers agree on (spec/protocol.md, Capabilities).

The classes are built by keyword and read from JSON objects; both ways give the same values. Sequences are
kept as tuples, so capabilities can be shared between sessions.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import force_setattr, replace

from m2m_ref.algorithm import Algorithm, Encoding

PROTOCOL_VERSION = "3.0"
U64_MAX = 2**64 - 1

Unsigned = Annotated[int, Meta(ge=0)]


def float32(number: float) -> float:
    """The shortest decimal that is the same 32-bit float as `number`, as JSON writers of float32 print it.

    Raises ValueError for a number beyond float32.
    """
    if (packed := _packed(number)) is None:
        raise ValueError(f"{number!r} does not fit a 32-bit float")
    (exact,) = struct.unpack("<f", packed)
    candidates = (float(f"{exact:.{digits}g}") for digits in range(1, 10))
    return next(value for value in candidates if _packed(value) == packed)


def _packed(number: float) -> bytes | None:
    """The four bytes of a 32-bit float; None beyond its range."""
    try:
        return struct.pack("<f", number)
    except OverflowError:
        return None


def unsigned64(number: int) -> int:
    """`number` itself. Raises ValueError when it is beyond 64 unsigned bits."""
    if not 0 <= number <= U64_MAX:
        raise ValueError(f"{number} does not fit 64 unsigned bits")
    return number


class CompressionCaps(Struct, frozen=True, kw_only=True):
    """Algorithms and token encodings, in order of preference. `max_payload` in bytes, 0 for no limit."""

    algorithms: Sequence[Algorithm] = (
        Algorithm.M2M,
        Algorithm.TOKEN_NATIVE,
        Algorithm.BROTLI,
        Algorithm.NONE,
    )
    max_payload: Unsigned = 0
    streaming: bool = True
    ml_routing: bool = False
    encodings: Sequence[Encoding] = (Encoding.CL100K_BASE, Encoding.O200K_BASE)
    preferred_encoding: Encoding = Encoding.CL100K_BASE

    def __post_init__(self) -> None:
        force_setattr(self, "algorithms", tuple(self.algorithms))
        force_setattr(self, "encodings", tuple(self.encodings))
        unsigned64(self.max_payload)

    def negotiate(self, remote: CompressionCaps) -> Algorithm | None:
        """The first of our algorithms that the remote has too, None without one (capabilities.rs:88)."""
        return next((each for each in self.algorithms if each in remote.algorithms), None)

    def negotiate_encoding(self, remote: CompressionCaps) -> Encoding:
        """Our preferred encoding if the remote lists it, else our first that it lists, else cl100k."""
        wanted = (self.preferred_encoding, *self.encodings)
        return next((each for each in wanted if each in remote.encodings), Encoding.CL100K_BASE)


class SecurityCaps(Struct, frozen=True, kw_only=True):
    """Threat scanning. `block_threshold` is a 32-bit float."""

    threat_detection: bool = False
    model_version: str | None = None
    blocking_mode: bool = False
    block_threshold: float = 0.8

    def __post_init__(self) -> None:
        force_setattr(self, "block_threshold", float32(self.block_threshold))

    def with_blocking(self, threshold: float) -> SecurityCaps:
        """These, blocking from `threshold` on, which is clamped to 0..1."""
        return replace(self, blocking_mode=True, block_threshold=min(max(threshold, 0.0), 1.0))


class NegotiatedCaps(Struct, frozen=True, kw_only=True):
    """What one peer takes to be agreed."""

    algorithm: Algorithm
    encoding: Encoding
    streaming: bool
    ml_routing: bool
    threat_detection: bool
    blocking_mode: bool


def _agent_id() -> str:
    return str(uuid.uuid4())


class Capabilities(Struct, frozen=True, kw_only=True):
    """Everything a peer says of itself in HELLO or ACCEPT."""

    version: str = PROTOCOL_VERSION
    agent_id: str = msgspec.field(default_factory=_agent_id)
    agent_type: str = "m2m-ref"
    compression: CompressionCaps = msgspec.field(default_factory=CompressionCaps)
    security: SecurityCaps = msgspec.field(default_factory=SecurityCaps)
    extensions: dict[str, str] = msgspec.field(default_factory=dict)

    def is_compatible(self, remote: Capabilities) -> bool:
        """Whether the versions are equal, as text, before their first dot."""
        return self.version.partition(".")[0] == remote.version.partition(".")[0]

    def negotiate(self, remote: Capabilities) -> NegotiatedCaps | None:
        """What we take to be agreed with `remote`; None if the version or every algorithm differs."""
        algorithm = self.compression.negotiate(remote.compression)
        if algorithm is None or not self.is_compatible(remote):
            return None
        ours, theirs = self.compression, remote.compression
        return NegotiatedCaps(
            algorithm=algorithm,
            encoding=ours.negotiate_encoding(theirs),
            streaming=ours.streaming and theirs.streaming,
            ml_routing=ours.ml_routing and theirs.ml_routing,
            threat_detection=self.security.threat_detection or remote.security.threat_detection,
            blocking_mode=self.security.blocking_mode or remote.security.blocking_mode,
        )
