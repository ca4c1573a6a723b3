"""Ways to put the bytes of a broken frame right (mend.py). Each gives all frames that it may have been."""

import hmac
import re
import struct
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]

from . import varint
from .broken import Broken

Change = Callable[[bytes], Iterator[bytes]]

COMPRESSED = 1 << 24
MOST = 300  # bytes of a header that may be missing


def put(data: bytes, place: re.Match[bytes], new: bytes) -> bytes:
    """`data` with something else in the place found."""
    return data[: place.start()] + new + data[place.end() :]


def tagged(data: bytes, secret: bytes) -> bytes:
    """A frame and its HMAC."""
    return data + hmac.digest(secret, data, "sha256")


def size_of(data: bytes) -> int:
    """header_len, as it stands there."""
    return int.from_bytes(data[:2], "little")


def with_variable(data: bytes, variable: bytes) -> bytes:
    """Another variable header, and its length."""
    return struct.pack("<H", 20 + len(variable)) + data[2:20] + variable + data[size_of(data) :]


def with_flags(data: bytes, flags: int) -> bytes:
    """Another flags word."""
    return data[:4] + struct.pack("<I", flags) + data[8:]


def with_trailer(data: bytes, payload: bytes, content: bytes) -> bytes:
    """Another payload, with its length and the CRC-32 of its content."""
    return data[: size_of(data)] + struct.pack("<II", len(payload), zlib.crc32(content)) + payload


def flags_of(data: bytes) -> int:
    """The flags word."""
    return int.from_bytes(data[4:8], "little")


def checksum_of(data: bytes) -> int:
    """The CRC-32 that is there."""
    return int.from_bytes(data[size_of(data) + 4 :][:4], "little")


def payload_of(data: bytes) -> bytes:
    """What payload_len says it is."""
    start = size_of(data) + 8
    return data[start : start + int.from_bytes(data[start - 8 : start - 4], "little")]


def other_length(data: bytes) -> Iterator[bytes]:
    """Every other header_len."""
    yield from (struct.pack("<H", size) + data[2:] for size in range(20, min(len(data), 0xFFFF) + 1))


def longer_header(data: bytes) -> Iterator[bytes]:
    """Another header_len, another length of a text, or zeros at the end of the variable header."""
    yield from other_length(data)
    variable = data[20 : size_of(data)]
    for at in (0, 1 + variable[0]) if variable else ():
        yield from (with_variable(data, variable[:at] + bytes([n]) + variable[at + 1 :]) for n in range(256))
    yield from (with_variable(data, variable + bytes(count)) for count in range(1, MOST))


def shorter_header(data: bytes) -> Iterator[bytes]:
    """Another header_len, or fewer bytes at the end of the variable header."""
    yield from other_length(data)
    variable = data[20 : size_of(data)]
    yield from (with_variable(data, variable[:count]) for count in range(len(variable)))


def other_count(data: bytes) -> Iterator[bytes]:
    """Another message count."""
    variable = data[20 : size_of(data)]
    at = 1 + variable[0]
    _, end = varint.read(variable, at, 64)
    yield from (
        with_variable(data, variable[:at] + varint.write(count) + variable[end:]) for count in range(300)
    )


def short_varint(data: bytes) -> Iterator[bytes]:
    """A varint of ten bytes or more replaced by 0."""
    yield from zeroed(data, rb"[\x80-\xff]{9,}[\x00-\x7f]?")


def ended_varint(data: bytes) -> Iterator[bytes]:
    """The varint at the end of the variable header replaced by 0."""
    yield from zeroed(data, rb"[\x80-\xff]+$")


def zeroed(data: bytes, found: bytes) -> Iterator[bytes]:
    """0 in place of what is found in the variable header, and as many more at its end as may be missing."""
    variable = data[20 : size_of(data)]
    for place in re.finditer(found, variable, re.DOTALL):
        mended = put(variable, place, b"\0")
        yield from (with_variable(data, mended + bytes(count)) for count in range(8))


def flag_set(data: bytes) -> Iterator[bytes]:
    """One flag bit more."""
    yield from (with_flags(data, flags_of(data) | 1 << bit) for bit in range(32))


def flag_cleared(data: bytes) -> Iterator[bytes]:
    """One flag bit less."""
    yield from (with_flags(data, flags_of(data) & ~(1 << bit)) for bit in range(32))


def right_payload_length(data: bytes) -> Iterator[bytes]:
    """A payload_len of all that follows."""
    at = size_of(data)
    yield data[:at] + struct.pack("<I", len(data) - at - 8) + data[at + 4 :]


def right_checksum(data: bytes) -> Iterator[bytes]:
    """The CRC-32 of the content."""
    payload = payload_of(data)
    yield with_trailer(data, payload, content_of(data))


def content_of(data: bytes) -> bytes:
    """The payload, decompressed if the flags say so."""
    compressed = flags_of(data) & COMPRESSED
    return bytes(brotli.decompress(payload_of(data))) if compressed else payload_of(data)


def ascii_texts(data: bytes) -> Iterator[bytes]:
    """Question marks for all that is not ASCII in one of the texts: model, id, content."""
    variable = data[20 : size_of(data)]
    at = 0
    for _ in range(2 if variable else 0):
        end = at + 1 + variable[at] if at < len(variable) else at
        yield with_variable(data, variable[: at + 1] + plain(variable[at + 1 : end]) + variable[end:])
        at = end
    if checksum_of(data) == zlib.crc32(content_of(data)):
        content = plain(content_of(data))
        payload = brotli.compress(content) if flags_of(data) & COMPRESSED else content
        yield with_trailer(data, payload, content)


def ascii_stream(stream: bytes) -> Iterator[bytes]:
    """The same of the content of a stream."""
    yield brotli.compress(plain(brotli.decompress(stream)))


def plain(text: bytes) -> bytes:
    """Question marks for all that is not ASCII."""
    return bytes(byte if byte < 0x80 else 0x3F for byte in text)


def compressed(sound: Callable[[], list[Broken]]) -> Change:
    """The stream of a content of the vectors, of the payload or of none, whichever has the CRC-32."""

    def change(data: bytes) -> Iterator[bytes]:
        for content in (*contents(sound()), payload_of(data), b""):
            if checksum_of(data) == zlib.crc32(content):
                yield with_trailer(data, brotli.compress(content), content)

    return change


def contents(wires: list[Broken]) -> Iterator[bytes]:
    """What is in the frames that are sound."""
    for one in wires:
        if one.form() == "m2m" and one.call != "frame.inspect":
            yield one.content()


def turned_integer(data: bytes) -> Iterator[bytes]:
    """The bytes of one integer the other way round."""
    trailer = size_of(data)
    for at, count in ((0, 2), (4, 4), (trailer, 4), (trailer + 4, 4)):
        yield data[:at] + data[at : at + count][::-1] + data[at + count :]


def shorter_payload(data: bytes) -> Iterator[bytes]:
    """A payload without its last byte, whose content is the same."""
    at = size_of(data)
    payload = payload_of(data)[:-1]
    yield data[:at] + struct.pack("<I", len(payload)) + data[at + 4 : at + 8] + payload
