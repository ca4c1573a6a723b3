"""The messages peers exchange, and their JSON (spec/protocol.md, Messages)."""

from __future__ import annotations

import json
import time
from enum import Enum
from typing import Any, TypeVar

import msgspec
import orjson
from msgspec import Struct
from msgspec.structs import force_setattr

from m2m_ref.algorithm import Algorithm
from m2m_ref.capability import Capabilities, Unsigned, float32, unsigned64
from m2m_ref.error import JsonError


class MessageType(Enum):
    """The `type` of an envelope."""

    HELLO = "HELLO"
    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    DATA = "DATA"
    PING = "PING"
    PONG = "PONG"
    CLOSE = "CLOSE"


class RejectionCode(Enum):
    """Why a HELLO was rejected."""

    VERSION_MISMATCH = "VERSION_MISMATCH"
    NO_COMMON_ALGORITHM = "NO_COMMON_ALGORITHM"
    SECURITY_POLICY = "SECURITY_POLICY"
    RATE_LIMITED = "RATE_LIMITED"
    UNKNOWN = "UNKNOWN"

    @property
    def debug_name(self) -> str:
        """The name used inside error texts, e.g. `VersionMismatch`."""
        return self.value.title().replace("_", "")


class CloseReason(Enum):
    """Why a session is closed; in the strict profile only (spec/strict.yaml, close_reason)."""

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


class Data(Struct, frozen=True, omit_defaults=True):
    """The payload of DATA: `content` is the wire text, `original_size` in bytes."""

    algorithm: Algorithm
    content: str
    original_size: Unsigned | None = None
    security_status: SecurityStatus | None = None

    def __post_init__(self) -> None:
        unsigned64(self.original_size or 0)


class Empty(Struct, frozen=True):
    """The payload of PING, PONG and CLOSE, and what any other object is read as."""


Payload = Capabilities | Rejection | Data | Empty

_CAPABILITIES = frozenset({"version", "agent_id", "agent_type", "compression", "security"})
_COMPRESSION = frozenset({"algorithms", "max_payload", "streaming", "ml_routing"})
_SECURITY = frozenset({"threat_detection", "blocking_mode", "block_threshold"})


class _Envelope(Struct, frozen=True):
    type: MessageType
    timestamp: Unsigned
    session_id: str | None = None
    payload: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        unsigned64(self.timestamp)


T = TypeVar("T")


def _convert(value: object, shape: type[T]) -> T | None:
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError:
        return None


def _has(value: object, keys: frozenset[str]) -> bool:
    return isinstance(value, dict) and keys <= value.keys()


def _capabilities(value: dict[str, Any]) -> Capabilities | None:
    """`value` as capabilities: on the wire, unlike in a call, hardly any key may be left out."""
    if not _has(value, _CAPABILITIES):
        return None
    compression, security = value["compression"], value["security"]
    if not (_has(compression, _COMPRESSION) and _has(security, _SECURITY)):
        return None
    return _convert({**value, "compression": {"encodings": [], **compression}}, Capabilities)


def read_payload(value: dict[str, Any]) -> Payload:
    """The first of capabilities, rejection, data, empty whose required keys `value` has (message.rs:49)."""
    return _capabilities(value) or _convert(value, Rejection) or _convert(value, Data) or Empty()


def read_capabilities(value: dict[str, Any]) -> Capabilities:
    """Capabilities from a JSON object. Raises JsonError if a required key is missing or of a wrong type."""
    if (found := _capabilities(value)) is None:
        raise JsonError("not capabilities: a required key is missing or of the wrong type")
    return found


class Message(Struct, frozen=True):
    """One message: type, session id, payload, and timestamp in Unix milliseconds."""

    type: MessageType
    session_id: str | None
    payload: Payload | None
    timestamp: int

    @classmethod
    def _now(cls, kind: MessageType, session_id: str | None, payload: Payload) -> Message:
        return cls(kind, session_id, payload, time.time_ns() // 1_000_000)

    @classmethod
    def hello(cls, capabilities: Capabilities) -> Message:
        """HELLO: asks for a session."""
        return cls._now(MessageType.HELLO, None, capabilities)

    @classmethod
    def accept(cls, session_id: str, capabilities: Capabilities) -> Message:
        """ACCEPT: the session's id and the responder's capabilities."""
        return cls._now(MessageType.ACCEPT, session_id, capabilities)

    @classmethod
    def reject(cls, code: RejectionCode, message: str) -> Message:
        """REJECT: no session, and why."""
        return cls._now(MessageType.REJECT, None, Rejection(code, message))

    @classmethod
    def data(cls, session_id: str, algorithm: Algorithm, content: str) -> Message:
        """DATA: `content` is the wire text written with `algorithm`."""
        return cls._now(MessageType.DATA, session_id, Data(algorithm, content))

    @classmethod
    def ping(cls, session_id: str) -> Message:
        """PING: asks for a PONG."""
        return cls._now(MessageType.PING, session_id, Empty())

    @classmethod
    def pong(cls, session_id: str) -> Message:
        """PONG: answers a PING."""
        return cls._now(MessageType.PONG, session_id, Empty())

    @classmethod
    def close(
        cls, session_id: str, reason: CloseReason | None = None, message: str | None = None
    ) -> Message:
        """CLOSE: ends the session."""
        return cls._now(MessageType.CLOSE, session_id, Empty())

    def get_capabilities(self) -> Capabilities | None:
        """The payload, if it is capabilities; the type of the message does not matter."""
        return self.payload if isinstance(self.payload, Capabilities) else None

    def get_rejection(self) -> Rejection | None:
        """The payload, if it is a rejection."""
        return self.payload if isinstance(self.payload, Rejection) else None

    def get_data(self) -> Data | None:
        """The payload, if it is data."""
        return self.payload if isinstance(self.payload, Data) else None

    def to_object(self) -> dict[str, Any]:
        """The message as a JSON object; keys without a value are left out."""
        envelope: dict[str, Any] = {"type": self.type.value}
        if self.session_id is not None:
            envelope["session_id"] = self.session_id
        if self.payload is not None:
            envelope["payload"] = msgspec.to_builtins(self.payload)
        envelope["timestamp"] = self.timestamp
        return envelope

    @classmethod
    def from_object(cls, value: object) -> Message:
        """A message from a parsed JSON object. Raises JsonError if it is not one."""
        try:
            envelope = msgspec.convert(value, _Envelope)
        except msgspec.ValidationError as error:
            raise JsonError(f"not a message: {error}") from error
        payload = None if envelope.payload is None else read_payload(envelope.payload)
        return cls(envelope.type, envelope.session_id, payload, envelope.timestamp)

    def to_json(self) -> str:
        """The message as JSON text, on one line. Raises JsonError if a text in it is not Unicode."""
        try:
            return orjson.dumps(self.to_object()).decode()
        except orjson.JSONEncodeError as error:
            raise JsonError(str(error)) from error

    @classmethod
    def from_json(cls, text: str | bytes) -> Message:
        """A message from JSON text. Raises JsonError if it is not JSON, or not a message."""
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise JsonError(str(error)) from error
        message = cls.from_object(value)
        if message.timestamp == 0:  # to orjson -0 is the whole number 0, and a timestamp has no sign
            cls.from_object(json.loads(text, parse_int=_signed))
        return message


def _signed(digits: str) -> int | float:
    return -0.0 if digits == "-0" else int(digits)
