"""Brotli text."""

import brotli  # type: ignore[import-untyped]

from .error import WireError
from .text import LIMIT, pack, unpack

PREFIX = "#M2M[v3.0]|DATA:"


def build(content: str) -> str:
    """The text form of `content`. Another encoder may well write other bytes."""
    return PREFIX + pack(brotli.compress(content.encode(), quality=11, lgwin=22))


def read(wire: str) -> str:
    """The content of `#M2M[v3.0]|DATA:` and base64 of a Brotli stream."""
    if not wire.startswith(PREFIX):
        raise WireError("DATA: is missing")
    try:
        data = brotli.decompress(unpack(wire[len(PREFIX) :]))
        text = data.decode()
    except (brotli.error, UnicodeDecodeError) as error:
        raise WireError(f"stream: {error}") from None
    if len(data) > LIMIT:
        raise WireError("content over 16 MiB")
    return str(text)
