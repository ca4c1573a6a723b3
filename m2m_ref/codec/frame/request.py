"""The variable header of requests (header.rs, RoutingHeader)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import msgspec

from m2m_ref.codec import varint
from m2m_ref.codec.frame import content, role
from m2m_ref.codec.frame.cursor import Cursor
from m2m_ref.codec.frame.flag import rules
from m2m_ref.codec.frame.header import FIXED_BYTES, pack_text
from m2m_ref.codec.frame.price import Prices, cost_field, prices_of
from m2m_ref.codec.frame.survey import surveyor
from m2m_ref.codec.frame.table import table
from m2m_ref.error import DecompressionError

_F32 = struct.Struct("<f")
_ONE_BYTE = 0x7F  # the most a varint of one byte holds


class RequestHeader(msgspec.Struct, frozen=True):
    """Model, number of messages, roles as packed, content hint (bytes), max tokens, cost estimate (USD)."""

    model: str
    message_count: int
    packed_roles: bytes
    content_hint: int
    max_tokens: int | None
    cost: float | None

    @property
    def roles(self) -> bytes:
        """The role code of each message, a byte each."""
        return role.unpack(self.packed_roles, self.message_count)


@cache
def reader() -> Callable[[bytes, int, int], tuple[RequestHeader, int]]:
    """The function that reads the header of a frame, made of the tables.

    Its arguments are the frame, the end of its headers and its flags; it gives the header, and where its
    fields end. It raises DecompressionError.
    """
    mask = table().max_tokens.mask

    def read(data: bytes, end: int, flags: int) -> tuple[RequestHeader, int]:
        try:
            at = FIXED_BYTES + 1 + data[FIXED_BYTES]
            model = data[FIXED_BYTES + 1 : at].decode()
            count, start = data[at], at + 1
            if count > _ONE_BYTE:
                count, start = varint.read(data, at)
            at = start + (count + 3) // 4
            roles = data[start:at]
            hint, at = varint.read(data, at)
            limit = None
            if flags & mask:
                limit, at = varint.read(data, at)
        except (IndexError, UnicodeDecodeError, DecompressionError):
            return _careful(Cursor(data, FIXED_BYTES, end), flags)
        if at + _F32.size != end:
            return _careful(Cursor(data, FIXED_BYTES, end), flags)
        return RequestHeader(model, count, roles, hint, limit, _F32.unpack_from(data, at)[0]), end

    return read


def _careful(cursor: Cursor, flags: int) -> tuple[RequestHeader, int]:
    """The same for a header of which anything is odd: it looks for the end before each field.

    No flag tells of the cost: it is there when just its four bytes are left, and then nothing is odd. Nearly
    all headers have all fields and nothing else, and going through those like this would be a third of a
    reader's work with short content.
    """
    model = cursor.text("model")
    count = cursor.varint("message count")
    roles = cursor.take(role.packed_length(count), "roles")
    hint = cursor.varint("content hint")
    limit = cursor.varint("max tokens") if flags & table().max_tokens.mask else None
    return RequestHeader(model, count, roles, hint, limit, None), cursor.position


@cache
def writer() -> Callable[[object, bytes, int], tuple[int, bytes]]:
    """The function that gives the flags and the variable header of content JSON, made of the tables.

    Its arguments are the JSON, its text, and how deep it may be nested. A writer always gives the cost. It
    raises CompressionError if the content is nested too deep, or the model is too long. Names are local to
    it and calls few, since with short content this is most of what a writer does itself.
    """
    tables, survey, word = table(), surveyor(), rules("request").word
    per_token, usual, most = tables.bytes_per_token, tables.completion_tokens, tables.max_tokens_limit
    mask, keys = tables.max_tokens.mask, [key for (key,) in tables.max_tokens.paths]

    def write(value: object, raw: bytes, depth: int) -> tuple[int, bytes]:
        body: dict[Any, Any] = value if type(value) is dict else {}
        messages, model = body.get("messages"), body.get("model")
        messages = messages if type(messages) is list else []
        flags, roles, size, plain = survey(messages)
        content.hold_depth(value, raw, depth, messages, plain)
        flags |= word(body)
        field, prices = _model(model if type(model) is str else "")
        limit, completion = b"", usual
        if flags & mask:
            for key in keys:
                number = body.get(key)
                if type(number) is int and number >= 0:  # which set the flag
                    completion = number if number < most else most
                    break
            limit = varint.write(completion)
        price = cost_field(prices, size // per_token, completion)
        fields = (field, varint.write(len(roles)), role.pack(roles), varint.write(size), limit, price)
        return flags, b"".join(fields)

    return write


@lru_cache(maxsize=256)
def _model(name: str) -> tuple[bytes, Prices]:
    """The field of a model, and its prices. Raises CompressionError if it is too long."""
    return pack_text(name, "model"), prices_of(name)
