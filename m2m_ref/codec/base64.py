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
        data = pybase64.b64decode(text, None, True)  # validated; named arguments take it twice as long
    except ValueError as error:  # binascii.Error, or a character that is not ASCII
        raise DecompressionError(f"the wire is not standard padded base64: {error}") from error
    padding = -len(data) % 3
    if padding and text[-1 - padding] not in _LAST[padding]:
        raise DecompressionError("the wire's base64 has bits left over after its last byte that are not zero")
    return data


def decode_start(text: str, begin: int, count: int) -> bytes:
    """At least the first `count` bytes that `text` from `begin` on stands for, if it has so many.

    No more of it is looked at than that takes, and it may be cut off anywhere. Raises DecompressionError as
    `decode` does.
    """
    part = text[begin : begin + -(-count // 3) * 4]
    cut = len(part) % 4
    if not cut:
        return decode(part)
    whole, rest = decode(part[:-cut]), part[-cut:].rstrip("=")
    # Two or three characters hold one byte or two, and a few bits of the next one.
    return whole + decode(rest.ljust(4, "A"))[: len(rest) - 1] if rest else whole


def decoded_length(text: str, begin: int) -> int:
    """How many bytes `text` from `begin` on stands for, if it is base64. It may be cut off anywhere."""
    padding = text.count("=", max(begin, len(text) - 2))  # there are two of them at most
    return (len(text) - begin - padding) * 3 // 4
