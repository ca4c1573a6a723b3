"""Unsigned LEB128: seven bits a byte, lowest first, the top bit says that more follow."""

from .error import WireError


def write(value: int) -> bytes:
    """`value` (0 or more) in as few bytes as it takes."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read(data: bytes, at: int, bits: int) -> tuple[int, int]:
    """The value at `at`, which must fit `bits` bits, and where the next thing starts."""
    value = 0
    for count in range((bits + 6) // 7):
        if at + count >= len(data):
            raise WireError("varint runs past the end")
        byte = data[at + count]
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            if value >> bits:
                raise WireError(f"varint over {bits} bits")
            return value, at + count + 1
    raise WireError(f"varint over {bits} bits")
