"""The reference implementation of M2M.

Its session machine is spec/session.yaml and its frame tables are spec/frame.yaml; the rest of the protocol is
described in spec/protocol.md.
"""

from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.capability import Capabilities, CompressionCaps, NegotiatedCaps, SecurityCaps
from m2m_ref.codec import BinaryResult, CodecEngine, CompressionResult
from m2m_ref.codec.frame import FrameInfo, FrameKey, FrameShape, Mode, inspect
from m2m_ref.error import (
    CapabilityMismatchError,
    CompressionError,
    ContentBlockedError,
    CryptoError,
    DecompressionError,
    InvalidCodecError,
    InvalidMessageError,
    JsonError,
    M2MError,
    NegotiationFailedError,
    ProtocolError,
    SecurityThreatError,
    SessionExpiredError,
    SessionNotEstablishedError,
    TokenizerError,
)
from m2m_ref.key import KeyPair, derive
from m2m_ref.machine import SessionState
from m2m_ref.message import Message, MessageType
from m2m_ref.payload import Close, CloseReason, Data, Empty, Rejection, RejectionCode, SecurityStatus
from m2m_ref.profile import Profile
from m2m_ref.session import Session
from m2m_ref.stats import SessionStats

__all__ = [
    "Algorithm",
    "BinaryResult",
    "Capabilities",
    "CapabilityMismatchError",
    "Close",
    "CloseReason",
    "CodecEngine",
    "CompressionCaps",
    "CompressionError",
    "CompressionResult",
    "ContentBlockedError",
    "CryptoError",
    "Data",
    "DecompressionError",
    "Empty",
    "Encoding",
    "FrameInfo",
    "FrameKey",
    "FrameShape",
    "InvalidCodecError",
    "InvalidMessageError",
    "JsonError",
    "KeyPair",
    "M2MError",
    "Message",
    "MessageType",
    "Mode",
    "NegotiatedCaps",
    "NegotiationFailedError",
    "Profile",
    "ProtocolError",
    "Rejection",
    "RejectionCode",
    "SecurityCaps",
    "SecurityStatus",
    "SecurityThreatError",
    "Session",
    "SessionExpiredError",
    "SessionNotEstablishedError",
    "SessionState",
    "SessionStats",
    "TokenizerError",
    "derive",
    "inspect",
]
