"""Unsigned LEB128: seven bits a byte, lowest first, the top bit set on all bytes but the last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from m2m_ref.error import DecompressionError

HEADER_BITS = 64
TOKEN_BITS = 32

_SMALL = tuple(bytes((value,)) for value in range(0x80))


def write(value: int) -> bytes:
    """`value` (0 or more) in as few bytes as will do."""
    if value < 0x80:
        return _SMALL[value]
    if value < 0x4000:
        return bytes((value & 0x7F | 0x80, value >> 7))
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def table(size: int) -> tuple[bytes, ...]:
    """What `write` gives for each value below `size` (at most 2^21), to look it up in."""
    two = (bytes((low, high)) for high in range(1, 0x80) for low in range(0x80, 0x100))
    three = (
        bytes((low, mid, high))
        for high in range(1, 0x80)
        for mid in range(0x80, 0x100)
        for low in range(0x80, 0x100)
    )
    return tuple(islice(chain(_SMALL, two, three), size))


def longest(bits: int) -> int:
    """The most bytes of a varint of so many bits."""
    return -(-bits // 7)


def read(data: bytes, start: int, bits: int = HEADER_BITS) -> tuple[int, int]:
    """The value that begins at `start`, and where the next one would.

    Raises DecompressionError if `data` ends inside it, if it goes on for longer than `bits` need, or if it
    does not fit `bits`. Leading zeros within that length are legal LEB128, and read.
    """
    if len(data) - start > 1:  # most are of one byte or two, and the loop takes longer than all this
        if (low := data[start]) < 0x80:
            return low, start + 1
        if (high := data[start + 1]) < 0x80:
            return low - 0x80 + (high << 7), start + 2
    value = shift = 0
    for end in range(start, min(len(data), start + -(-bits // 7))):  # longest(bits): a call costs a tenth
        byte = data[end]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return _held(value, bits, start), end + 1
        shift += 7
    raise DecompressionError(_unfinished(data, start, bits))


def read_all(data: bytes, bits: int = TOKEN_BITS) -> Iterator[int]:
    """The values of `data`, read as they are asked for. Raises DecompressionError as `read` does."""
    position = 0
    while position < len(data):
        value, position = read(data, position, bits)
        yield value


def _held(value: int, bits: int, start: int) -> int:
    if value >> bits:
        raise DecompressionError(f"the varint at byte {start} does not fit {bits} bits")
    return value


def _unfinished(data: bytes, start: int, bits: int) -> str:
    most = longest(bits)
    if start + most <= len(data):
        return f"the varint at byte {start} goes on after {most} bytes, the most that {bits} bits need"
    return f"the data ends inside the varint at byte {start}"
