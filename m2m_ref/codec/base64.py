"""Standard base64 with padding, in its one canonical spelling."""

from __future__ import annotations

import binascii

from m2m_ref.error import DecompressionError


def encode(data: bytes) -> str:
    """`data` in base64: standard alphabet, padded, no line breaks."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def decode(text: str) -> bytes:
    """The bytes `text` stands for.

    Raises DecompressionError for a foreign character, white space, missing or misplaced padding, and for
    bits after the last byte that are not zero: such a text is not what any encoder writes.
    """
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:  # binascii.Error, or a character that is not ASCII
        raise DecompressionError(f"the wire is not standard padded base64: {error}") from error
    if encode(data) != text:
        raise DecompressionError("the wire's base64 has bits left over after its last byte that are not zero")
    return data
