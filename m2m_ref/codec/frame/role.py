"""The roles of a request header: two bits each, the first in the lowest bits of the first byte."""

from __future__ import annotations

from itertools import product

_PER_BYTE = 4
_DIGITS = b"0123" + bytes(252)
_PACKED = {
    bytes(codes): bytes((sum(code << 2 * place for place, code in enumerate(codes)),))
    for count in range(1, _PER_BYTE + 1)
    for codes in product(range(4), repeat=count)
}
"""The byte of each row of up to four codes. Most requests have no more; the sum below takes longer."""
_UNPACKED = [bytes(byte >> shift & 3 for shift in (0, 2, 4, 6)) for byte in range(256)]


def packed_length(count: int) -> int:
    """How many bytes so many roles take."""
    return -(-count // _PER_BYTE)


def pack(codes: bytes) -> bytes:
    """The codes (0 to 3, a byte each) in two bits each, the last byte filled up with zeros."""
    if 0 < len(codes) <= _PER_BYTE:
        return _PACKED[codes]
    # Two bits each, the first lowest: the digits of a number to base 4, read from the last.
    digits = codes[::-1].translate(_DIGITS)
    return int(b"0" + digits, 4).to_bytes(packed_length(len(codes)), "little")


def unpack(packed: bytes, count: int) -> bytes:
    """The first `count` codes, a byte each."""
    return b"".join([_UNPACKED[byte] for byte in packed])[:count]
