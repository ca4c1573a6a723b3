"""Frames under a key, by HMAC of the standard library or the ChaCha20-Poly1305 written down in chacha.py."""

import hmac
import os
from types import ModuleType

from . import chacha, frame
from .error import WireError
from .text import pack, unpack

BYTE = {"hmac": 1, "aead": 2}
LEAST = {"hmac": 16, "aead": 32}


def build(content: str, algorithm: str, key: dict[str, str]) -> str:
    """The text form of the secured frame of `content`."""
    secret = secret_of(key)
    if algorithm != "m2m":
        raise WireError("only frames are secured")
    return frame.PREFIX + pack(seal(unpack(frame.build(content)[7:]), key["mode"], secret, os.urandom(12)))


def seal(plain: bytes, mode: str, secret: bytes, nonce: bytes) -> bytes:
    """An unsecured frame secured; both without prefix."""
    size = int.from_bytes(plain[:2], "little")
    headers, body = plain[:3] + bytes([BYTE[mode]]) + plain[4:size], plain[size:]
    if mode == "hmac":
        return headers + body + hmac.digest(secret, headers + body, "sha256")
    return headers + nonce + chacha.seal(secret[:32], nonce, body, headers)


def read(wire: str, key: dict[str, str], oracle: ModuleType) -> str:
    """The content of a frame secured with `key`; anything else is refused."""
    return str(oracle.read(plain(wire, key)))


def plain(wire: str, key: dict[str, str]) -> str:
    """The frame without its security, which is verified."""
    secret = secret_of(key)
    if not wire.startswith(frame.PREFIX):
        raise WireError("only frames are secured")
    return frame.PREFIX + pack(unseal(unpack(wire[7:]), key["mode"], secret))


def secret_of(key: dict[str, str]) -> bytes:
    """The secret, if it is long enough."""
    secret = bytes.fromhex(key["secret"])
    if len(secret) < LEAST[key["mode"]]:
        raise WireError("the secret is too short")
    return secret


def unseal(data: bytes, mode: str, secret: bytes) -> bytes:
    """The frame without its security, which is verified."""
    size = int.from_bytes(data[:2], "little")
    if data[3:4] != bytes([BYTE[mode]]) or size > len(data):
        raise WireError("not secured like this")
    headers, rest = data[:size], data[size:]
    body = check_tag(data, secret)[size:] if mode == "hmac" else decrypt(headers, rest, secret[:32])
    return headers[:3] + b"\0" + headers[4:] + body


def check_tag(data: bytes, secret: bytes) -> bytes:
    """The frame before its tag."""
    if len(data) < 32 or hmac.digest(secret, data[:-32], "sha256") != data[-32:]:
        raise WireError("HMAC differs")
    return data[:-32]


def decrypt(headers: bytes, sealed: bytes, secret: bytes) -> bytes:
    """The body. What decrypts to it, encrypts to the same, tag and all: the cipher is one exclusive or."""
    nonce, encrypted = sealed[:12], sealed[12:-16]
    if len(sealed) < 28:
        raise WireError("no room for nonce and tag")
    body = chacha.xor_stream(secret, nonce, encrypted)
    if chacha.seal(secret, nonce, body, headers) != sealed[12:]:
        raise WireError("the tag differs")
    return body
