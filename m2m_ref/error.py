"""The errors of the protocol: one class per kind (spec/protocol.md, Errors).

`kind` is what conformance judges. The text after the kind's prefix is advice for people.
"""

from __future__ import annotations

from typing import ClassVar


class M2MError(Exception):
    """A call that was refused. `str()` is the display text of its kind, with the detail."""

    kind: ClassVar[str]
    display: ClassVar[str]

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.display}: {self.detail}" if self.detail else self.display


class CompressionError(M2MError):
    """The content cannot be written in this form."""

    kind = "compression"
    display = "Compression error"


class DecompressionError(M2MError):
    """The wire cannot be read."""

    kind = "decompression"
    display = "Decompression error"


class InvalidCodecError(M2MError):
    """The wire is in a form that is not spoken."""

    kind = "invalid_codec"
    display = "Invalid codec"


class ProtocolError(M2MError):
    """The call or message does not fit the session's state."""

    kind = "protocol"
    display = "Protocol error"


class NegotiationFailedError(M2MError):
    """The peers could not agree, or one rejected the other."""

    kind = "negotiation_failed"
    display = "Negotiation failed"


class SessionNotEstablishedError(M2MError):
    """Data was asked for before the handshake or after the end."""

    kind = "session_not_established"
    display = "Session not established"


class SessionExpiredError(M2MError):
    """The session was idle for longer than its timeout."""

    kind = "session_expired"
    display = "Session expired"


class InvalidMessageError(M2MError):
    """The message lacks what its use needs."""

    kind = "invalid_message"
    display = "Invalid message format"


class CapabilityMismatchError(M2MError):
    """A capability is needed that the peer has not got."""

    kind = "capability_mismatch"
    display = "Capability mismatch"


class TokenizerError(M2MError):
    """A tokenizer is missing or failed."""

    kind = "tokenizer"
    display = "Tokenizer error"


class JsonError(M2MError):
    """The text is not the JSON of a message."""

    kind = "json"
    display = "JSON error"


class CryptoError(M2MError):
    """A secured frame cannot be verified, or a key cannot be used."""

    kind = "crypto"
    display = "Crypto error"


class SecurityThreatError(M2MError):
    """A scanner found a threat in the content."""

    kind = "security_threat"
    display = "Security threat detected"


class ContentBlockedError(M2MError):
    """A scanner refused the content."""

    kind = "content_blocked"
    display = "Content blocked"


KINDS: dict[str, type[M2MError]] = {error.kind: error for error in M2MError.__subclasses__()}
"""Every error class by its kind."""
