"""M2M v1 frames, written and read."""

import struct
import zlib

import brotli  # type: ignore[import-untyped]

from . import varint
from .error import WireError
from .header import header_of
from .text import LIMIT, pack, unpack

PREFIX = "#M2M|1|"


def build(content: str) -> str:
    """The text form of the frame of `content`."""
    data = content.encode()
    payload = brotli.compress(data, quality=5, lgwin=22) if len(data) >= 100 else data
    return PREFIX + pack(header_of(content) + struct.pack("<II", len(payload), zlib.crc32(data)) + payload)


def known_start(content: str) -> str:
    """As much of the text form as does not hang on the Brotli encoder: prefix and headers."""
    header = header_of(content)
    return PREFIX + pack(header)[: len(header) * 8 // 6]


def read(wire: str) -> str:
    """The content of a frame in text form. A frame with a security byte is refused: there is no key."""
    data = unpack(wire[len(PREFIX) :])
    if len(data) < 20:
        raise WireError("no fixed header")
    size, schema, security, flags = struct.unpack_from("<HBBI", data)
    if security != 0:
        raise WireError(f"security byte {security:#04x}")
    if size < 20 or size > len(data):
        raise WireError(f"header length {size}")
    check_variable(data[20:size], schema, flags)
    return read_payload(data[size:], compressed=bool(flags >> 24 & 1))


def read_payload(data: bytes, *, compressed: bool) -> str:
    """Length, CRC-32 and payload; what comes after the payload is ignored."""
    if len(data) < 8:
        raise WireError("no payload length and CRC")
    size, crc = struct.unpack_from("<II", data)
    payload = data[8 : 8 + size]
    if len(payload) < size:
        raise WireError("payload runs past the end")
    try:
        content = brotli.decompress(payload) if compressed else payload
        text = content.decode()
    except (brotli.error, UnicodeDecodeError) as error:
        raise WireError(f"payload: {error}") from None
    if len(content) > LIMIT:
        raise WireError("payload over 16 MiB")
    if zlib.crc32(content) != crc:
        raise WireError("CRC-32 differs")
    return str(text)


def check_variable(data: bytes, schema: int, flags: int) -> None:
    """Walk the variable header: every field within it, and all of it used."""
    if schema in (0x01, 0x04):
        at = walk_request(data, flags)
    elif schema in (0x02, 0x05, 0x10):
        at = walk_response(data, flags)
    else:
        return
    if at != len(data) and not flags >> 25 & 1:
        raise WireError(f"{len(data) - at} bytes of the variable header are left over")


def walk_request(data: bytes, flags: int) -> int:
    """Where the fields of a request's header end."""
    at = skip_text(data, 0)
    count, at = varint.read(data, at, 64)
    at = skip(data, at, (count + 3) // 4)
    _, at = varint.read(data, at, 64)
    if flags >> 6 & 1:
        _, at = varint.read(data, at, 64)
    return at + 4 if len(data) - at == 4 else at


def walk_response(data: bytes, flags: int) -> int:
    """Where the fields of a response's header end."""
    at = skip_text(data, skip_text(data, 0))
    at = skip(data, at, 1)
    for _ in range(2 + (flags >> 5 & 1) + (flags >> 6 & 1)):
        _, at = varint.read(data, at, 64)
    return skip(data, at, 4) if flags >> 7 & 1 else at


def skip(data: bytes, at: int, count: int) -> int:
    """`at + count`, if the header goes so far."""
    if at + count > len(data):
        raise WireError("a field runs past the header")
    return at + count


def skip_text(data: bytes, at: int) -> int:
    """The place after a length byte and its UTF-8 text."""
    start = skip(data, at, 1)
    end = skip(data, start, data[at])
    try:
        data[start:end].decode()
    except UnicodeDecodeError:
        raise WireError("model or id is not UTF-8") from None
    return end
