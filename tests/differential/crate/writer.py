"""The headers the crate writes (header.rs, frame.rs), each of its faults a switch."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

from tests.differential.anatomy import stream_content
from tests.oracle import header as right
from tests.oracle import varint
from tests.oracle.error import WireError
from tests.oracle.frame import PREFIX
from tests.oracle.price import cost
from tests.oracle.text import unpack

FAULTS = frozenset(
    {
        "role-dropped",
        "limit-without-field",
        "limit-first-key",
        "limit-wrapped",
        "text-length-wrapped",
        "tokens-wrapped",
        "header-length-wrapped",
        "minus-zero",
    }
)
_OWN_ROLES = ("system", "developer", "user", "assistant", "tool")
_NONE: frozenset[str] = frozenset()


def faults(content: str, wire: str) -> set[str]:
    """The faults it takes to write `content` as `wire`; none if it takes others."""
    try:
        data = unpack(wire.removeprefix(PREFIX))
    except WireError:
        return set()
    header = header_of(content, FAULTS)
    if header is None or not data.startswith(header) or not _holds(data[len(header) :], content.encode()):
        return set()
    return {fault for fault in FAULTS if header_of(content, FAULTS - {fault}) != header}


def _holds(data: bytes, content: bytes) -> bool:
    """Whether `data` is right from the payload length on, and to its end."""
    size, checksum = struct.unpack_from("<II", data)
    payload = data[8:]
    unpacked = stream_content(payload) if len(content) >= 100 else payload
    return (size, checksum, unpacked) == (len(payload), zlib.crc32(content), content)


def header_of(content: str, on: frozenset[str] = _NONE) -> bytes | None:
    """Fixed and variable header of JSON content, with the faults `on`; None if it cannot be written."""
    # Python's reader gives -0 as the integer 0; the crate's gives the float -0.0.
    number = _minus_zero if "minus-zero" in on else int
    value = json.loads(content, parse_int=number)
    schema = 2 if right.is_response(value) else 1
    found = _response(value, on) if schema == 2 else _request(value, on)
    if found is None:
        return None
    flags, variable = found
    size = len(variable) + 20
    if size > 0xFFFF and "header-length-wrapped" not in on:
        return None
    flags |= (len(content.encode()) >= 100) << 24
    return struct.pack("<HBBI12x", size & 0xFFFF, schema, 0, flags) + variable


def _minus_zero(token: str) -> int | float:
    return -0.0 if token == "-0" else int(token)


def _request(value: Any, on: frozenset[str]) -> tuple[int, bytes] | None:
    model = _text(right.get(value, "model"), on)
    limit, announced = _limit(value, on)
    if model is None:
        return None
    messages = right.list_of(right.get(value, "messages"))
    hint = right.hint_of(messages)
    # The flags do not depend on how often a message is there, and the oracle is slow with very many.
    different = list({json.dumps(message): message for message in messages}.values())
    flags = right.request({**_object(value), "model": "", "messages": different})[0] & ~64 | 64 * announced
    fields = [model, varint.write(len(messages)), _roles(messages, on), varint.write(hint)]
    fields += [] if limit is None else [varint.write(limit)]
    fields += [cost(_name(value), hint // 4, 500 if limit is None else limit)]
    return flags, b"".join(fields)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(value: Any) -> str:
    model = right.get(value, "model")
    return model if isinstance(model, str) else ""


def _text(value: Any, on: frozenset[str]) -> bytes | None:
    raw = value.encode() if isinstance(value, str) else b""
    if len(raw) > 255 and "text-length-wrapped" not in on:
        return None
    return bytes([len(raw) & 0xFF]) + raw


def _limit(value: Any, on: frozenset[str]) -> tuple[int | None, bool]:
    """Max tokens, and whether flag 6 announces them."""
    there = [key for key in ("max_tokens", "max_completion_tokens") if key in _object(value)]
    keys = there[:1] if "limit-first-key" in on else there
    limit = next((int(value[key]) for key in keys if right.is_unsigned(value[key])), None)
    if limit is not None:
        limit = limit & 0xFFFFFFFF if "limit-wrapped" in on else min(limit, 0xFFFFFFFF)
    return limit, bool(there) if "limit-without-field" in on else limit is not None


def _roles(messages: list[Any], on: frozenset[str]) -> bytes:
    dropping = "role-dropped" in on
    kept = [one for one in messages if not dropping or right.get(one, "role") in _OWN_ROLES]
    return b"".join(right.pack_roles(kept[at : at + 4]) for at in range(0, len(kept), 4))


def _response(value: Any, on: frozenset[str]) -> tuple[int, bytes] | None:
    name, model = _text(value.get("id"), on), _text(value.get("model"), on)
    if name is None or model is None:
        return None
    flags, plain = right.response({**value, "id": "", "model": ""})
    usage = value.get("usage")
    counts = [_tokens(usage, on, "prompt_tokens"), _tokens(usage, on, "completion_tokens")]
    counts += [_tokens(usage, on, "prompt_tokens_details", "cached_tokens")] if flags & 32 else []
    counts += [_tokens(usage, on, "completion_tokens_details", "reasoning_tokens")] if flags & 64 else []
    fields = [name, model, plain[2:3], *map(varint.write, counts)]
    fields += [cost(_name(value), counts[0], counts[1])] if flags & 128 else []
    return flags, b"".join(fields)


def _tokens(usage: Any, on: frozenset[str], *keys: str) -> int:
    count = right.count_at(usage, *keys)
    return count & 0xFFFFFFFF if "tokens-wrapped" in on else count
