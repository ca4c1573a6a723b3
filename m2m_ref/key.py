"""Keys for secured frames: derived along paths from an organisation's master secret, or agreed on by X25519.

Sources: spec/protocol.md (Keys), RFC 5869 (HKDF), RFC 7748 (X25519); hierarchy.rs and exchange.rs of the Rust
package. `cryptography` is imported at the first use, since most runs never need a key. No secret is in any
error text or repr.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from m2m_ref.error import CryptoError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

KEY_BYTES = 32
"""The length of every key that is made here, and of both halves of an X25519 key pair."""

MASTER_BYTES = 16
"""The least length of a master secret: that of the shortest key a frame takes."""

ROOT = "m2m/v1"
EXCHANGE_INFO = "m2m-session-v1"
SHARED = "shared"

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def derive(master: bytes, path: str) -> bytes:
    """The 32-byte key at `path`: HKDF-SHA256 of `master`, without salt, the path in UTF-8 as info.

    Raises CryptoError if the master has fewer than 16 bytes, or the path cannot be written in UTF-8.
    """
    if not isinstance(master, bytes) or len(master) < MASTER_BYTES:
        raise CryptoError(
            f"a master secret is at least {MASTER_BYTES} bytes, and this one is {_size(master)}; "
            f"take {KEY_BYTES} random ones"
        )
    return _expand(master, path)


def organisation_path(organisation: str) -> str:
    """`m2m/v1/{org}`. Raises CryptoError for an id that is none, as all paths do."""
    return f"{ROOT}/{_id(organisation, 'organisation')}"


def agent_path(organisation: str, agent: str) -> str:
    """`m2m/v1/{org}/{agent}`. An agent may not be called `shared`: its key would be everybody's."""
    return f"{organisation_path(organisation)}/{_agent(agent)}"


def purpose_path(organisation: str, agent: str, purpose: str) -> str:
    """`m2m/v1/{org}/{agent}/{purpose}`; the purpose is an id like the others, such as `encryption`."""
    return f"{agent_path(organisation, agent)}/{_id(purpose, 'purpose')}"


def session_path(organisation: str, one: str, other: str, session: str) -> str:
    """`m2m/v1/{org}/session/{a}:{b}/{session}`, a ≤ b. In whichever order the two agents are given."""
    first, second = sorted((_agent(one), _agent(other)))
    return f"{organisation_path(organisation)}/session/{first}:{second}/{_id(session, 'session')}"


def shared_path(organisation: str) -> str:
    """`m2m/v1/{org}/shared`: the key of all agents of the organisation."""
    return f"{organisation_path(organisation)}/{SHARED}"


class KeyPair:
    """An X25519 key pair, for agents that share no master secret."""

    __slots__ = ("_private",)

    def __init__(self, private: X25519PrivateKey) -> None:
        self._private = private

    @classmethod
    def generate(cls) -> KeyPair:
        """A new pair, from the system's source of random bytes."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        return cls(X25519PrivateKey.generate())

    @classmethod
    def from_private(cls, private: bytes) -> KeyPair:
        """The pair of these 32 private bytes. Raises CryptoError for another length."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        return cls(X25519PrivateKey.from_private_bytes(_half(private, "private")))

    @property
    def public(self) -> bytes:
        """The 32 bytes to send to the peer."""
        return self._private.public_key().public_bytes_raw()

    def exchange(self, peer: bytes) -> bytes:
        """The 32-byte key that both sides get: HKDF-SHA256 of the X25519 secret, info `m2m-session-v1`.

        `peer` is the other side's public key. Raises CryptoError if it is not 32 bytes, or is a point of low
        order: with one of those the secret is zero whatever the private key, and anybody knows it (RFC 7748,
        6.1).
        """
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

        public = X25519PublicKey.from_public_bytes(_half(peer, "public"))
        try:
            secret = self._private.exchange(public)
        except ValueError:
            raise CryptoError(
                "the peer's public key is a point of low order, with which no secret can be agreed on; "
                "refuse the peer"
            ) from None
        return _expand(secret, EXCHANGE_INFO)


def _expand(secret: bytes, info: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    try:
        encoded = info.encode()
    except UnicodeEncodeError:
        raise CryptoError(
            "the path has a lone surrogate, which UTF-8 cannot write; use checked ids"
        ) from None
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=encoded).derive(secret)


def _agent(text: str) -> str:
    if text == SHARED:
        raise CryptoError(
            "no agent may be called `shared`: the path would be that of the organisation's shared key"
        )
    return _id(text, "agent")


def _id(text: str, what: str) -> str:
    # The text itself is not repeated: somebody may have passed a secret in its place.
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise CryptoError(f"the {what} id is not 1 to 128 of the characters A-Z, a-z, 0-9, - and _")
    return text


def _half(raw: bytes, which: str) -> bytes:
    if not isinstance(raw, bytes) or len(raw) != KEY_BYTES:
        raise CryptoError(f"an X25519 {which} key is {KEY_BYTES} bytes, and this one is {_size(raw)}")
    return raw


def _size(raw: object) -> str:
    return f"{len(raw)}" if isinstance(raw, bytes) else f"a {type(raw).__name__}"
