"""Frames: the fixed header, and what it says of the rest (spec/protocol.md, The frame)."""

from __future__ import annotations

from dataclasses import dataclass

from m2m_conformance.explain import body, variable
from m2m_conformance.explain.span import Kind, Span
from m2m_conformance.explain.walk import EndError, Walk
from m2m_conformance.text import count
from m2m_ref.codec.frame.header import FIXED_BYTES, LENGTHS, RESERVED_BYTES
from m2m_ref.codec.frame.seal import HMAC_TAG_BYTES
from m2m_ref.codec.frame.table import table

_CUT_OFF = "it was cut off: send all of it"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What the fixed header says, with the span of header_len."""

    length: int
    schema: int
    security: int
    flags: int
    span: Span

    @property
    def security_name(self) -> str:
        """The name of the security byte in spec/frame.yaml, or `unknown`."""
        return table().security_names.get(self.security, "unknown")


def walk(way: Walk) -> None:
    """Go through a frame without its prefix."""
    way.within(len(way.data), "the frame", _CUT_OFF)
    try:
        fixed = _fixed(way)
    except EndError:
        return
    end = _header_end(way, fixed)
    variable.walk(way, fixed.schema, fixed.flags, end)
    way.within(len(way.data), "the frame", _CUT_OFF)
    if end is None:
        way.rest("not read", "it is not known where the headers end")
    else:
        body.walk(way, fixed.security_name, bool(fixed.flags & table().compressed))


def _fixed(way: Walk) -> Fixed:
    length = way.number(2, "header_len", _length, Kind.LENGTH)
    span = way.spans[-1]
    schema = way.number(1, "schema", _schema)
    security = way.number(1, "security", _security)
    if security not in table().security_names:
        names = ", ".join(f"{byte:02x} {name}" for byte, name in table().security_names.items())
        way.fault(way.spans[-1], f"there is no security {security:02x}", f"it has to be one of {names}")
    flags = way.number(4, "flags", lambda word: _flags(word, schema))
    if left := flags & ~sum(_masks(schema).values()):
        bits = ", ".join(str(bit) for bit in range(32) if left >> bit & 1)
        way.note(way.spans[-1], f"no reader looks at flags without a meaning, written 0: {bits}")
    reserved = way.field(RESERVED_BYTES, "reserved", _reserved, Kind.IGNORED)
    if any(reserved.raw):
        way.note(reserved, "no reader looks at the reserved bytes; they are written zero")
    return Fixed(length, schema, security, flags, span)


def _length(length: int) -> str:
    if length < FIXED_BYTES:
        return str(length)
    return f"{length}: {FIXED_BYTES} fixed and {length - FIXED_BYTES} variable"


def _schema(byte: int) -> str:
    name = table().schema_names.get(byte, "unknown")
    opaque = "; its variable header is opaque" if table().layouts.get(byte, "opaque") == "opaque" else ""
    return f"{byte:02x} {name}{opaque}"


def _security(byte: int) -> str:
    return f"{byte:02x} {table().security_names.get(byte, 'unknown')}"


def _reserved(raw: bytes) -> str:
    return "not looked at" if any(raw) else "zero"


def _masks(schema: int) -> dict[str, int]:
    """The flags that mean something with a schema, lowest bit first."""
    tables = table()
    own = tables.flags.get(tables.layouts.get(schema, "opaque"), {})
    masks = {name: flag.mask for name, flag in own.items()}
    return masks | {"compressed": tables.compressed, "extensions": tables.extensions}


def _flags(word: int, schema: int) -> str:
    names = ", ".join(name for name, mask in _masks(schema).items() if word & mask)
    return f"{word:08x}: {names}" if names else f"{word:08x}"


def _header_end(way: Walk, fixed: Fixed) -> int | None:
    """Where the headers end, None if that cannot be told: where header_len says, or else where a payload_len
    stands that fits."""
    length, size = fixed.length, len(way.data)
    in_range = FIXED_BYTES <= length <= size
    if in_range and (fixed.security_name == "aead" or _room(way.data, length, fixed) >= 0):
        return length
    fitting = _fitting(way.data, fixed)
    hint = "" if fitting is None else f"it seems to be {fitting}: there stands a payload_len that fits"
    if not in_range:
        way.fault(
            fixed.span,
            _out_of_range(length, size),
            hint or "it counts the bytes of both headers; or the frame was cut off",
        )
        return fitting
    if fitting is not None:
        way.fault(fixed.span, f"{length} bytes of headers leave no payload that fits the frame", hint)
    return length if fitting is None else fitting


def _out_of_range(length: int, size: int) -> str:
    if length < FIXED_BYTES:
        return f"{length} is less than the {FIXED_BYTES} bytes of the fixed header"
    return f"{length} runs past the frame's {count(size, 'byte')}"


def _room(data: bytes, at: int, fixed: Fixed) -> int:
    """Bytes between the payload and the tag, if headers end at `at`. Below zero: the payload does not fit."""
    behind = HMAC_TAG_BYTES if fixed.security_name == "hmac" else 0
    start = at + LENGTHS.size
    if start > len(data):
        return -1
    length, _ = LENGTHS.unpack_from(data, at)
    return len(data) - behind - start - int(length)


def _fitting(data: bytes, fixed: Fixed) -> int | None:
    """The first place for the end of the headers from which the payload would fill the rest of the frame."""
    if fixed.security_name == "aead":
        return None
    places = range(FIXED_BYTES, min(len(data), table().header_limit) + 1)
    return next((at for at in places if _room(data, at, fixed) == 0), None)
