"""Standard base64 with padding, in its one canonical spelling."""

from __future__ import annotations

import pybase64

from m2m_ref.error import DecompressionError

# The last characters before `=` and `==` whose spare bits, two and four, are zero.
_LAST = {1: frozenset("AEIMQUYcgkosw048"), 2: frozenset("AQgw")}


def encode(data: bytes) -> str:
    """`data` in base64: standard alphabet, padded, no line breaks."""
    return pybase64.b64encode_as_string(data)


def decode(text: str) -> bytes:
    """The bytes `text` stands for.

    Raises DecompressionError for a foreign character, white space, missing or misplaced padding, and for
    bits after the last byte that are not zero: such a text is not what any encoder writes.
    """
    try:
        data = pybase64.b64decode(text, validate=True)
    except ValueError as error:  # binascii.Error, or a character that is not ASCII
        raise DecompressionError(f"the wire is not standard padded base64: {error}") from error
    padding = -len(data) % 3
    if padding and text[-1 - padding] not in _LAST[padding]:
        raise DecompressionError("the wire's base64 has bits left over after its last byte that are not zero")
    return data
