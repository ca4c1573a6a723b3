"""What messages carry, and how payloads, which have no tag, are told apart (spec/protocol.md, Messages)."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr

from m2m_ref.algorithm import Algorithm
from m2m_ref.capability import Capabilities, Unsigned, float32, unsigned64
from m2m_ref.error import JsonError
from m2m_ref.profile import Profile, Settings, settings


class RejectionCode(Enum):
    """Why a HELLO was rejected. Which of them there are is the profile's matter (`rejection_codes`)."""

    VERSION_MISMATCH = "VERSION_MISMATCH"
    NO_COMMON_ALGORITHM = "NO_COMMON_ALGORITHM"
    SECURITY_POLICY = "SECURITY_POLICY"
    RATE_LIMITED = "RATE_LIMITED"
    UNKNOWN = "UNKNOWN"
    SERVER_BUSY = "SERVER_BUSY"

    @property
    def debug_name(self) -> str:
        """The name used inside error texts, e.g. `VersionMismatch`."""
        return self.value.title().replace("_", "")


class CloseReason(Enum):
    """Why a session is closed. Which of them there are is the profile's matter (`close_reasons`)."""

    NORMAL = "NORMAL"
    TIMEOUT = "TIMEOUT"
    ERROR = "ERROR"
    CLIENT_SHUTDOWN = "CLIENT_SHUTDOWN"
    SERVER_SHUTDOWN = "SERVER_SHUTDOWN"


class Rejection(Struct, frozen=True):
    """The payload of REJECT."""

    code: RejectionCode
    message: str


class SecurityStatus(Struct, frozen=True, omit_defaults=True):
    """What a scanner found in the content of DATA. `confidence` is a 32-bit float."""

    scanned: bool
    safe: bool
    threat_type: str | None = None
    confidence: float | None = None

    def __post_init__(self) -> None:
        if self.confidence is not None:
            force_setattr(self, "confidence", float32(self.confidence))


if TYPE_CHECKING:
    _Size = int | None
    _Status = SecurityStatus | None
else:
    _Size = _Status = None  # all that the decoder may read by itself (`message`, `_read_plain`)


class Data(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """The payload of DATA: `content` is the wire text, `original_size` in bytes."""

    algorithm: Algorithm
    content: str
    original_size: _Size = None
    security_status: _Status = None


class Close(Struct, frozen=True, omit_defaults=True):
    """The payload of CLOSE with a reason, in the strict profile only (spec/strict.yaml, close_reason)."""

    reason: CloseReason
    message: str | None = None


class Empty(Struct, frozen=True):
    """The payload of PING, PONG and CLOSE, and what any other object is read as."""


Payload = Capabilities | Rejection | Data | Close | Empty

_COMPRESSION = frozenset({"algorithms", "max_payload", "streaming", "ml_routing"})
_SECURITY = frozenset({"threat_detection", "blocking_mode", "block_threshold"})


def read_payload(value: dict[str, Any], profile: Profile = Profile.CORE) -> Payload:
    """The first of capabilities, rejection, data, close, empty that `value` can be read as (message.rs:49).

    That is, its required keys are there, and all its keys have the right types. In core there is no close.
    """
    known = settings(profile)
    for required, read in _SHAPES:
        if required <= value.keys() and (found := read(value, known)) is not None:
            return found
    return Empty()


def read_capabilities(value: object) -> Capabilities:
    """Capabilities from a JSON object. Raises JsonError if a required key is missing or of a wrong type."""
    found = read_payload(value) if isinstance(value, dict) else None
    if not isinstance(found, Capabilities):
        raise JsonError("not capabilities: a required key is missing or of the wrong type")
    return found


def _capabilities(value: dict[str, Any], _known: Settings) -> Capabilities | None:
    """`value` as capabilities: on the wire, unlike in a call, hardly any key may be left out."""
    compression, security = value["compression"], value["security"]
    if not (_has(compression, _COMPRESSION) and _has(security, _SECURITY)):
        return None
    return _convert({**value, "compression": {"encodings": [], **compression}}, Capabilities)


def _rejection(value: dict[str, Any], known: Settings) -> Rejection | None:
    """`value` as a rejection, unless only another profile has its code."""
    foreign = {*settings(Profile.STRICT).rejection_codes} - {*known.rejection_codes}
    found = _convert(value, Rejection)
    return None if found is not None and found.code.value in foreign else found


class _Data(Struct):
    """Data as JSON may have it."""

    algorithm: Algorithm
    content: str
    original_size: Unsigned | None = None
    security_status: SecurityStatus | None = None

    def __post_init__(self) -> None:
        unsigned64(self.original_size or 0)


def _data(value: dict[str, Any], _known: Settings) -> Data | None:
    if (found := _convert(value, _Data)) is None:
        return None
    return Data(found.algorithm, found.content, found.original_size, found.security_status)


def _close(value: dict[str, Any], known: Settings) -> Close | None:
    found = _convert(value, Close)
    return found if found is not None and found.reason.value in known.close_reasons else None


_SHAPES: tuple[tuple[frozenset[str], Callable[[dict[str, Any], Settings], Payload | None]], ...] = (
    (frozenset({"version", "agent_id", "agent_type", "compression", "security"}), _capabilities),
    (frozenset({"code", "message"}), _rejection),
    (frozenset({"algorithm", "content"}), _data),
    (frozenset({"reason"}), _close),
)
"""The required keys of each payload, and how it is read, in order."""

T = TypeVar("T")


def _convert(value: object, shape: type[T]) -> T | None:
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError:
        return None


def _has(value: object, keys: frozenset[str]) -> bool:
    return isinstance(value, dict) and keys <= value.keys()
