"""What the headers of a frame say, whether or not the rest is there."""

import base64
import string
import struct
from typing import Any

from . import varint
from .error import WireError
from .frame import PREFIX, check_variable

LETTERS = frozenset(string.ascii_letters + string.digits + "+/")
BEHIND = {1: 8 + 32, 2: 12 + 8 + 16}


def look(wire: str) -> dict[str, Any]:
    """All that the vectors ask of a frame in text form."""
    if not wire.startswith(PREFIX):
        raise WireError("no frame")
    text = wire[len(PREFIX) :]
    sound = text[: bad_at(text)]
    size, schema, security, flags = fixed(start_of(sound))
    data = start_of(sound.ljust(len(text), "A")) if bad_at(text) * 6 >= size * 8 else start_of(sound)
    if not 20 <= size <= len(data):
        raise WireError(f"header length {size}")
    check_variable(data[20:size], schema, flags)
    found = {"header_length": size, "schema": schema, "security": security, "flags": flags}
    return {**found, **fields(data[20:size], schema, flags), **behind(data[size:], security)}


def bad_at(text: str) -> int:
    """Where the first letter is that is none of base64; the padding is at the end, if anywhere."""
    whole = text.rstrip("=")
    return next((at for at, each in enumerate(whole) if each not in LETTERS), len(text))


def fixed(data: bytes) -> tuple[int, int, int, int]:
    """Length of both headers, schema, security, flags."""
    if len(data) < 20:
        raise WireError("no fixed header")
    size, schema, security, flags = struct.unpack_from("<HBBI", data)
    return size, schema, security, flags


def start_of(text: str) -> bytes:
    """The bytes of base64 that may be cut off anywhere: what is left of a group counts whole bytes only."""
    whole = text.rstrip("=")
    bits = "".join(f"{digit(each):06b}" for each in whole)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))


def digit(letter: str) -> int:
    """The value of one letter of base64."""
    return base64.b64decode(f"AAA{letter}", validate=True)[2] & 63


def fields(data: bytes, schema: int, flags: int) -> dict[str, Any]:
    """Those of the variable header, which has been checked."""
    if schema in (0x01, 0x04):
        return request(data, flags)
    return response(data, flags) if schema in (0x02, 0x05, 0x10) else {}


def request(data: bytes, flags: int) -> dict[str, Any]:
    """The fields of a request's header."""
    model, at = text_at(data, 0)
    count, at = varint.read(data, at, 64)
    roles = [data[at + place // 4] >> 2 * (place % 4) & 3 for place in range(count)]
    hint, at = varint.read(data, at + (count + 3) // 4, 64)
    limit, at = varint.read(data, at, 64) if flags & 64 else (None, at)
    cost = struct.unpack_from("<f", data, at)[0] if len(data) - at == 4 else None
    found = {"model": model, "message_count": count, "roles": roles, "content_hint": hint}
    return {**found, "max_tokens": limit, "cost": cost}


def response(data: bytes, flags: int) -> dict[str, Any]:
    """The fields of a response's header."""
    (name, at) = text_at(data, 0)
    (model, at) = text_at(data, at)
    found: dict[str, Any] = {"id": name, "model": model, "finish_reason": data[at]}
    at += 1
    for field, there in (
        ("prompt_tokens", True),
        ("completion_tokens", True),
        ("cached_tokens", flags & 32),
        ("reasoning_tokens", flags & 64),
    ):
        found[field], at = varint.read(data, at, 64) if there else (None, at)
    return {**found, "cost": struct.unpack_from("<f", data, at)[0] if flags & 128 else None}


def text_at(data: bytes, at: int) -> tuple[str, int]:
    """A text after its length byte, and where the next field is."""
    end = at + 1 + data[at]
    return data[at + 1 : end].decode(), end


def behind(data: bytes, security: int) -> dict[str, Any]:
    """Payload length and CRC-32, where they can be seen, and whether something is missing."""
    if security == 2 or len(data) < 8:
        return {"payload_length": None, "crc32": None, "truncated": len(data) < BEHIND.get(security, 8)}
    size, crc = struct.unpack_from("<II", data)
    missing = len(data) < BEHIND.get(security, 8) + size
    return {"payload_length": size, "crc32": crc, "truncated": missing}
