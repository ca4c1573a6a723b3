"""A frame taken apart: each field can be replaced by itself, and the frame put together again as it then is.

Reads sound frames only, with nothing but `struct`; the layouts are those of spec/protocol.md (The frame).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from m2m_conformance.strategies.varint import value_of
from m2m_ref.codec import base64, frame
from m2m_ref.codec.frame import role
from m2m_ref.codec.frame.header import FIXED_BYTES, LENGTHS
from m2m_ref.codec.frame.table import table
from m2m_ref.codec.varint import HEADER_BITS, longest

Field = tuple[str, bytes]
"""Name and bytes of a field of the variable header; a text with its length byte."""

_FIELDS = struct.Struct("<HBBI")  # of the fixed header; the reserved bytes follow

VARINTS = ("count", "hint", "max_tokens", "prompt", "completion", "cached_tokens", "reasoning_tokens")
TEXTS = ("id", "model")


class UnevenError(ValueError):
    """The fields do not fill the variable header, or run past it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands in a frame without security, whether it is right or not.

    `header_len`, `payload_len` and `crc` are the integers that the frame gives; `fields` is the variable
    header.
    """

    header_len: int
    schema: int
    security: int
    flags: int
    reserved: bytes
    fields: tuple[Field, ...]
    payload_len: int
    crc: int
    payload: bytes

    @classmethod
    def of(cls, wire: str) -> Frame:
        """The parts of a sound frame in text form."""
        data = base64.decode(wire.removeprefix(frame.PREFIX))
        size, schema, security, flags = _FIELDS.unpack_from(data)
        length, crc = LENGTHS.unpack_from(data, size)
        fields = split(data[FIXED_BYTES:size], schema, flags)
        payload = data[size + LENGTHS.size :]
        reserved = data[_FIELDS.size : FIXED_BYTES]
        return cls(size, schema, security, flags, reserved, fields, length, crc, payload)

    @property
    def layout(self) -> str:
        """Which variable header the schema has: request, response or opaque."""
        return layout_of(self.schema)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are there."""
        return tuple(name for name, _ in self.fields)

    @property
    def variable(self) -> bytes:
        """The variable header."""
        return b"".join(data for _, data in self.fields)

    def field(self, name: str) -> bytes:
        """The bytes of a field. Raises KeyError if it is not there."""
        return dict(self.fields)[name]

    def headers(self) -> bytes:
        """Both headers."""
        fixed = _FIELDS.pack(self.header_len, self.schema, self.security, self.flags)
        return fixed + self.reserved + self.variable

    def body(self) -> bytes:
        """What follows the headers."""
        return LENGTHS.pack(self.payload_len, self.crc) + self.payload

    def data(self) -> bytes:
        """The bytes after the prefix."""
        return self.headers() + self.body()

    def with_fields(self, fields: tuple[Field, ...]) -> Frame:
        """Another variable header, and the `header_len` that it has."""
        size = FIXED_BYTES + sum(len(data) for _, data in fields)
        return replace(self, fields=fields, header_len=size)

    def with_field(self, name: str, data: bytes) -> Frame:
        """Other bytes for a field that is there, and the `header_len` that then is right."""
        return self.with_fields(tuple((each, data if each == name else old) for each, old in self.fields))

    def with_payload(self, payload: bytes) -> Frame:
        """Another payload, and its length; the CRC-32 stays."""
        return replace(self, payload=payload, payload_len=len(payload))

    def with_flag(self, mask: int, on: bool) -> Frame:
        """The flags with these bits set or cleared."""
        return replace(self, flags=self.flags | mask if on else self.flags & ~mask)

    def is_even(self) -> bool:
        """Whether the fields that flags and schema call for fill the variable header."""
        try:
            split(self.variable, self.schema, self.flags)
        except UnevenError:
            return False
        return True


def layout_of(schema: int) -> str:
    """The layout of the variable header of a schema byte."""
    return table().layouts.get(schema, "opaque")


def mask_of(layout: str, name: str) -> int:
    """The bit of a flag of a layout."""
    return table().flags[layout][name].mask


def split(variable: bytes, schema: int, flags: int) -> tuple[Field, ...]:
    """The fields of a variable header. Raises UnevenError if they do not fill it, or run past it."""
    layout = layout_of(schema)
    if layout == "opaque":
        return (("opaque", variable),)
    fields, at = [], 0
    for name, end_of in _layout(layout, flags):
        end = end_of(variable, at)
        if end > len(variable):
            raise UnevenError(f"the {name} runs past the header")
        fields.append((name, variable[at:end]))
        at = end
        if name == "count":
            end = at + role.packed_length(value_of(fields[-1][1]))
            fields.append(("roles", variable[at:end]))
            at = end
    if layout == "request" and len(variable) - at == 4:
        fields.append(("cost", variable[at:]))
        at = len(variable)
    if at > len(variable) or (at < len(variable) and not flags & table().extensions):
        raise UnevenError("the fields do not fill the header")
    return (*fields, ("extensions", variable[at:])) if at < len(variable) else tuple(fields)


def _layout(layout: str, flags: int) -> Iterator[tuple[str, Callable[[bytes, int], int]]]:
    """The fields of a layout in order, roles and the cost of a request aside."""
    own = table().flags[layout]
    if layout == "request":
        yield from (("model", _text_end), ("count", _varint_end), ("hint", _varint_end))
        if flags & own["max_tokens"].mask:
            yield "max_tokens", _varint_end
        return
    yield from (("id", _text_end), ("model", _text_end), ("finish", lambda _, at: at + 1))
    yield from (("prompt", _varint_end), ("completion", _varint_end))
    for name in ("cached_tokens", "reasoning_tokens"):
        if flags & own[name].mask:
            yield name, _varint_end
    if flags & own["cost_estimate"].mask:
        yield "cost", lambda _, at: at + 4


def _text_end(data: bytes, at: int) -> int:
    return at + 1 + data[at] if at < len(data) else at + 1


def _varint_end(data: bytes, at: int) -> int:
    for end in range(at, min(len(data), at + longest(HEADER_BITS))):
        if data[end] < 0x80:
            return end + 1
    raise UnevenError("a varint does not end")
