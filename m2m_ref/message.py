"""The messages peers exchange, and their JSON (spec/protocol.md, Messages)."""

from __future__ import annotations

import time
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import orjson
from msgspec import Meta, Struct

from m2m_ref import json
from m2m_ref.algorithm import Algorithm
from m2m_ref.capability import U64_MAX, Capabilities, Unsigned, unsigned64
from m2m_ref.error import InvalidMessageError, JsonError
from m2m_ref.payload import (
    Close,
    CloseReason,
    Data,
    Empty,
    Payload,
    Rejection,
    RejectionCode,
    read_payload,
)
from m2m_ref.profile import Profile, settings


class MessageType(Enum):
    """The `type` of an envelope."""

    HELLO = "HELLO"
    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    DATA = "DATA"
    PING = "PING"
    PONG = "PONG"
    CLOSE = "CLOSE"


class _Envelope(Struct, frozen=True):
    """An envelope as JSON may have it."""

    type: MessageType
    timestamp: Unsigned
    session_id: str | None = None
    payload: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        unsigned64(self.timestamp)


if TYPE_CHECKING:
    _Payload = Payload | None
    _Timestamp = int
else:  # all that the decoder may read by itself (`_read_plain`)
    _Payload = Data
    _Timestamp = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class Message(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One message: type, session id, payload, and timestamp in Unix milliseconds."""

    type: MessageType
    session_id: str | None
    payload: _Payload
    timestamp: _Timestamp

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
    def close(cls, session_id: str, reason: CloseReason | None = None, message: str | None = None) -> Message:
        """CLOSE: ends the session. Raises InvalidMessageError for a message without a reason."""
        if message is not None and reason is None:
            raise InvalidMessageError("a CLOSE that has a message has a reason too")
        return cls._now(MessageType.CLOSE, session_id, Close(reason, message) if reason else Empty())

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
        """The message as a JSON object; keys without a value are left out.

        Raises JsonError for a whole number that is not one of 64 unsigned bits.
        """
        size = self.payload.original_size if isinstance(self.payload, Data) else None
        for number in (self.timestamp, size or 0):
            if not 0 <= number <= U64_MAX:
                raise JsonError(f"{number} does not fit 64 unsigned bits")
        envelope: dict[str, Any] = {"type": self.type.value}
        if self.session_id is not None:
            envelope["session_id"] = self.session_id
        if self.payload is not None:
            envelope["payload"] = msgspec.to_builtins(self.payload)
        envelope["timestamp"] = self.timestamp
        return envelope

    def to_json(self) -> str:
        """The message as JSON text, on one line. Raises JsonError if a text in it is not Unicode."""
        try:
            return orjson.dumps(self.to_object()).decode()
        except orjson.JSONEncodeError as error:
            raise JsonError(str(error)) from error

    @classmethod
    def from_json(cls, text: str | bytes, profile: Profile = Profile.CORE) -> Message:
        """A message from JSON text. Raises JsonError if it is not JSON, not a message, or beyond a limit."""
        try:
            if len(text) < _SHORT:
                return _decode(text)
            if len(text) < _LONG:
                return _read_plain(text)
        except (msgspec.DecodeError, ValueError):
            pass  # not plain, or not a message
        limit = settings(profile).message_bytes
        if json.is_longer(text, limit):
            raise JsonError(f"a message of more than {limit} bytes")
        return cls._of(json.read(text, profile), profile)

    @classmethod
    def from_object(cls, value: object, profile: Profile = Profile.CORE) -> Message:
        """A message from a parsed JSON object. Raises JsonError if it is not one, or beyond a limit."""
        json.hold(value, settings(profile))
        return cls._of(value, profile)

    @classmethod
    def _of(cls, value: object, profile: Profile) -> Message:
        try:
            envelope = msgspec.convert(value, _Envelope)
        except msgspec.ValidationError as error:
            raise JsonError(f"not a message: {error}") from error
        payload = None if envelope.payload is None else read_payload(envelope.payload, profile)
        return cls(envelope.type, envelope.session_id, payload, envelope.timestamp)


_decode = msgspec.json.Decoder(Message).decode
_SHORT = 1 << 11
_LONG = 1 << 21
"""Characters, or bytes. Less than `_LONG` is within every profile's limits of a text and of a message."""


def _read_plain(text: str | bytes) -> Message:
    """The message that `text` is, if it is plain DATA, in a fraction of the time. Else raises some error.

    In a long string with escapes orjson is the faster one, in all else msgspec's decoder. Neither must take
    what `json.read` reads otherwise, so the types that they go by are narrow: no key that is not known, since
    the decoder would skip its value unread, and no whole number that may be `-0` or have more than 64 bits.
    """
    escaped = "\\" in text if isinstance(text, str) else b"\\" in text
    return msgspec.convert(orjson.loads(text), Message) if escaped else _decode(text)
