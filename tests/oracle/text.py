"""Base64 of the text forms, and the guard on size."""

import base64

from .error import WireError

LIMIT = 16 * 1024 * 1024


def pack(data: bytes) -> str:
    """Standard alphabet, padded."""
    return base64.b64encode(data).decode()


def unpack(text: str) -> bytes:
    """The bytes of `text`, if `text` is just what `pack` makes of them."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise WireError(f"base64: {error}") from None
    if pack(data) != text:
        raise WireError("base64: bits are set that stand for nothing")
    return data
