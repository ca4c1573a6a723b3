"""Secured frames: HMAC-SHA256 over them, or their payload under ChaCha20-Poly1305.

Sources: spec/protocol.md (Frame security), RFC 2104, RFC 8439; hmac_auth.rs and aead.rs of the Rust package.
`cryptography` is imported at the first AEAD frame, since most runs have none. No secret is in any error text
or repr.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field
from enum import Enum

from m2m_ref.codec.frame.table import table
from m2m_ref.error import CryptoError

HMAC_TAG_BYTES = 32
NONCE_BYTES = 12
AEAD_TAG_BYTES = 16
AEAD_KEY_BYTES = 32

AEAD_LIMIT = 2**31 - 1
"""Bytes of nonce, payload and tag together. The cipher of the library takes no more: it panics."""


class Mode(Enum):
    """How a frame is secured: the names of `security` in spec/frame.yaml."""

    HMAC = "hmac"
    AEAD = "aead"

    @property
    def least_bytes(self) -> int:
        """The least length of a secret. AEAD takes the first 32 bytes of it, HMAC all."""
        return 16 if self is Mode.HMAC else AEAD_KEY_BYTES


@dataclass(frozen=True, slots=True, eq=False)
class FrameKey:
    """What frames are secured with. Raises CryptoError if the secret is too short for the mode."""

    mode: Mode
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.secret, bytes):
            raise CryptoError(f"a secret is bytes, and this one is a {type(self.secret).__name__}")
        if len(self.secret) < self.mode.least_bytes:
            raise CryptoError(
                f"a secret for {self.mode.name} is at least {self.mode.least_bytes} bytes, "
                f"and this one is {len(self.secret)}"
            )


def security_byte(key: FrameKey | None) -> int:
    """The security byte of frames written with `key`; without one, that of unsecured frames."""
    return table().security["none" if key is None else key.mode.value]


def seal(headers: bytes, body: bytes, key: FrameKey, nonce: bytes | None = None) -> bytes:
    """The secured frame, without its prefix.

    `headers` are the fixed and the variable one, with the security byte of `key` in them; `body` is
    payload_len, crc32 and payload. `nonce`, 12 bytes, is for AEAD and for published vectors only: two frames
    with one nonce and key give their contents away. Left out it is random. Raises CryptoError for a nonce of
    another length, and for a body of 2 GiB.
    """
    if key.mode is Mode.HMAC:
        frame = headers + body
        return frame + _tag(frame, key)
    nonce = os.urandom(NONCE_BYTES) if nonce is None else nonce
    if len(nonce) != NONCE_BYTES:
        raise CryptoError(f"a nonce is {NONCE_BYTES} bytes, and this one is {len(nonce)}")
    return headers + nonce + _encrypt(headers, body, key, nonce)


def unseal(data: bytes, header_length: int, security: int, key: FrameKey | None) -> bytes:
    """The verified body (payload_len, crc32, payload) of a frame given without its prefix.

    A reader calls this for every frame, before it reads the variable header. `header_length` and `security`
    are what the fixed header says; they need not be true. Raises CryptoError unless `security` is the byte of
    `key` and the frame is as it was sealed with it.

    Without a key only unsecured frames are read; with one, only frames secured with it. Otherwise who can
    change one bit on the way makes a secured frame an unsecured one, which nobody verifies (`decode_secure`
    in frame.rs reads it). Who has a key and still wants unsecured frames reads those without it.
    """
    if security != security_byte(key):
        raise CryptoError(_mismatch(security, key))
    if key is None:
        return data[header_length:]
    if key.mode is Mode.HMAC:
        return _verify(data, key)[header_length:]
    return _decrypt(data[:header_length], data[header_length:], key)


def _mismatch(security: int, key: FrameKey | None) -> str:
    names = table().security_names
    found = f"the frame's security byte is {security:#04x} ({names.get(security, 'unknown')})"
    if security not in names:
        return f"{found}; its payload is not handed out"
    if key is None:
        return f"{found}, and there is no key to verify it with; its payload is not handed out"
    return f"{found}, and the key is for {key.mode.value}; its payload is not handed out"


def _tag(frame: bytes, key: FrameKey) -> bytes:
    return hmac.new(key.secret, frame, "sha256").digest()  # hmac.digest has an OverflowError from 2 GiB on


def _verify(data: bytes, key: FrameKey) -> bytes:
    if len(data) < HMAC_TAG_BYTES:
        raise CryptoError(
            f"the frame has {len(data)} bytes, and its HMAC alone has {HMAC_TAG_BYTES}; it was cut off"
        )
    frame, tag = data[:-HMAC_TAG_BYTES], data[-HMAC_TAG_BYTES:]
    if not hmac.compare_digest(_tag(frame, key), tag):
        raise CryptoError(
            "the frame's HMAC does not fit: it was changed or cut off, or secured with another key"
        )
    return frame


def _encrypt(headers: bytes, body: bytes, key: FrameKey, nonce: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    _hold(len(nonce) + len(body) + AEAD_TAG_BYTES)
    return ChaCha20Poly1305(key.secret[:AEAD_KEY_BYTES]).encrypt(nonce, body, headers)


def _decrypt(headers: bytes, sealed: bytes, key: FrameKey) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    if len(sealed) < NONCE_BYTES + AEAD_TAG_BYTES:
        raise CryptoError(
            f"{len(sealed)} bytes follow the headers, and nonce and tag alone have "
            f"{NONCE_BYTES + AEAD_TAG_BYTES}; the frame was cut off"
        )
    _hold(len(sealed))
    nonce, encrypted = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return ChaCha20Poly1305(key.secret[:AEAD_KEY_BYTES]).decrypt(nonce, encrypted, headers)
    except InvalidTag:
        raise CryptoError(
            "the frame's tag does not fit: it was changed or cut off, or secured with another key"
        ) from None


def _hold(size: int) -> None:
    if size > AEAD_LIMIT:
        raise CryptoError(f"AEAD takes {AEAD_LIMIT} bytes with nonce and tag, and these are {size}")
