"""The variable header of a frame (spec/protocol.md, Request header and Response header)."""

from __future__ import annotations

import struct
from collections import Counter

from m2m_conformance.explain.span import Kind
from m2m_conformance.explain.walk import EndError, Walk
from m2m_conformance.text import count
from m2m_ref.codec.frame import role
from m2m_ref.codec.frame.table import table

_COST_BYTES = 4
_SHOWN = 8  # roles that are named one by one
_DISAGREE = "lengths, counts, flags and header_len have to agree"


def walk(way: Walk, schema: int, flags: int, end: int | None) -> None:
    """Go through the variable header, up to `end`. None: up to its last sure field, wherever that is."""
    layout = table().layouts.get(schema, "opaque")
    if end is not None:
        way.within(end, "the variable header", _DISAGREE)
    elif layout == "opaque":
        return
    elif way.end > table().header_limit:
        way.within(table().header_limit, "what header_len can count", _DISAGREE)
    try:
        if layout == "request":
            _request(way, flags, end is not None)
        elif layout == "response":
            _response(way, flags)
        elif way.left:
            way.span(way.left, "variable header", f"opaque: {count(way.left, 'byte')}")
    except EndError:
        way.rest("not read", "the rest of the variable header")
    if end is not None:
        _hold_filled(way, flags)


def _request(way: Walk, flags: int, bounded: bool) -> None:
    way.text("model")
    messages = way.varint("message count")
    if messages is None:
        raise EndError  # nobody knows how many roles there are
    if messages:
        way.field(role.packed_length(messages), "roles", lambda raw: _roles(raw, messages))
    way.varint("content hint", lambda size: f"{count(size, 'byte')} of text in the messages")
    if flags & table().max_tokens.mask:
        way.varint("max tokens")
    # No flag tells of the cost: it is there when just its four bytes are left.
    if bounded and way.left == _COST_BYTES:
        way.field(_COST_BYTES, "cost estimate", _dollars)


def _response(way: Walk, flags: int) -> None:
    masks = {name: flag.mask for name, flag in table().flags["response"].items()}
    way.text("id")
    way.text("model")
    way.number(1, "finish reason", _reason)
    way.varint("prompt tokens")
    way.varint("completion tokens")
    for name in ("cached_tokens", "reasoning_tokens"):
        if flags & masks[name]:
            way.varint(name.replace("_", " "))
    if flags & masks["cost_estimate"]:
        way.field(_COST_BYTES, "cost estimate", _dollars)


def _hold_filled(way: Walk, flags: int) -> None:
    """What is left after the last field are extensions, or it should not be there."""
    if not way.left:
        return
    left = way.left
    if flags & table().extensions:
        way.span(left, "extensions", f"{count(left, 'byte')}, skipped", Kind.IGNORED)
        return
    span = way.span(left, "left over", "after the last field", Kind.IGNORED)
    bit = table().extensions.bit_length() - 1
    way.fault(
        span,
        f"the fields end {count(left, 'byte')} before header_len says",
        f"{_DISAGREE}, or flag {bit} be set",
    )


def _roles(raw: bytes, messages: int) -> str:
    """The first roles by name with their two bits, and how many there are of each if there are more."""
    codes = role.unpack(raw, messages)
    names = _role_names()
    if messages <= _SHOWN:
        return ", ".join(f"{names[code]} ({code:02b})" for code in codes)
    counts = Counter(codes)
    return ", ".join(f"{counts[code]} {names[code]} ({code:02b})" for code in sorted(counts))


def _role_names() -> dict[int, str]:
    """The names of each code: several roles can share one."""
    names: dict[int, list[str]] = {}
    for name, code in table().roles.items():
        names.setdefault(code, []).append(name)
    return {code: "/".join(each) for code, each in names.items()}


def _reason(byte: int) -> str:
    names = {each: name for name, each in table().finish_reasons.items()}
    return f"{byte:02x} {names.get(byte, 'other or none')}"


def _dollars(raw: bytes) -> str:
    (value,) = struct.unpack("<f", raw)
    return f"{value:.6g} USD"
