"""The variable header of requests (header.rs, RoutingHeader)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from m2m_ref.codec import varint
from m2m_ref.codec.frame import content, role
from m2m_ref.codec.frame.cursor import Cursor
from m2m_ref.codec.frame.flag import rules
from m2m_ref.codec.frame.header import FIXED_BYTES, pack_text, unpack_f32
from m2m_ref.codec.frame.price import cost_field
from m2m_ref.codec.frame.survey import surveyor
from m2m_ref.codec.frame.table import table

_F32_BYTES = 4
_ONE_BYTE, _TWO_BYTES = 0x7F, 0x3FFF  # the most a varint of so many bytes holds


class RequestHeader(msgspec.Struct, frozen=True):
    """Model, number of messages, roles as packed, content hint (bytes), max tokens, cost estimate (USD)."""

    model: str
    message_count: int
    packed_roles: bytes
    content_hint: int
    max_tokens: int | None
    cost: float | None

    @classmethod
    def read(cls, data: bytes, end: int, flags: int) -> tuple[RequestHeader, int]:
        """The header of a frame up to `end`, and where its fields end. Raises DecompressionError."""
        return _plain(data, end, flags) or cls._careful(Cursor(data, FIXED_BYTES, end), flags)

    @classmethod
    def _careful(cls, cursor: Cursor, flags: int) -> tuple[RequestHeader, int]:
        model = cursor.text("model")
        count = cursor.varint("message count")
        roles = cursor.take(role.packed_length(count), "roles")
        hint = cursor.varint("content hint")
        limit = cursor.varint("max tokens") if flags & table().max_tokens.mask else None
        # No flag tells of the cost: it is there when just its four bytes are left.
        estimate = cursor.f32("cost estimate") if cursor.left == _F32_BYTES else None
        return cls(model, count, roles, hint, limit, estimate), cursor.position

    @property
    def roles(self) -> bytes:
        """The role code of each message, a byte each."""
        return role.unpack(self.packed_roles, self.message_count)


def _plain(data: bytes, end: int, flags: int) -> tuple[RequestHeader, int] | None:
    """The same for a header whose fields are all there and whose numbers are small; else None.

    Nearly all headers are such, and with short content going through them field by field is a third of a
    reader's work. A header of which anything is odd is left to `_careful`, also if it is broken.
    """
    try:
        at = FIXED_BYTES + 1 + data[FIXED_BYTES]
        model, count = data[FIXED_BYTES + 1 : at].decode(), data[at]
        start = at + 1
        at = start + (count + 3) // 4
        roles = data[start:at]
        hint = data[at]
        at += 1
        if hint > _ONE_BYTE:
            hint += (data[at] << 7) - 0x80
            at += 1
        limit = None
        if flags & table().max_tokens.mask:
            limit, at = _small(data, at)
    except (IndexError, UnicodeDecodeError):
        return None
    if count > _ONE_BYTE or hint > _TWO_BYTES or (limit or 0) > _TWO_BYTES or at + _F32_BYTES != end:
        return None
    return RequestHeader(model, count, roles, hint, limit, unpack_f32(data, at)), end


def _small(data: bytes, at: int) -> tuple[int, int]:
    """A varint of one byte or two, and where the next field is; more than `_TWO_BYTES` if it is longer."""
    low = data[at]
    if low <= _ONE_BYTE:
        return low, at + 1
    return low - 0x80 + (data[at + 1] << 7), at + 2


@cache
def writer() -> Callable[[object, int | None], tuple[int, bytes]]:
    """The function that gives the flags and the variable header of content JSON, made of the tables.

    A writer always gives the cost. The function's second argument is how deep the content may be nested; None
    is to say that it is not too deep. It raises CompressionError if it is, or if the model is too long. Names
    are local to it and calls few, since with short content this is most of what a writer does itself.
    """
    tables, survey, own = table(), surveyor(), rules("request")
    mask, per_token, usual = tables.max_tokens.mask, tables.bytes_per_token, tables.completion_tokens

    def write(value: object, depth: int | None) -> tuple[int, bytes]:
        body: dict[str, Any] = value if type(value) is dict else {}
        messages, model = body.get("messages"), body.get("model")
        messages = messages if type(messages) is list else []
        flags, roles, size, plain = survey(messages)
        if depth is not None:
            content.hold_depth(value, depth, messages, plain)
        flags |= own.word(body)
        name = model if type(model) is str else ""
        field = pack_text(name, "model")  # before the price is looked up, since it refuses a long one
        limit, completion = b"", usual
        if flags & mask:
            completion = _max_tokens(body)
            limit = varint.write(completion)
        price = cost_field(name, size // per_token, completion)
        fields = (field, varint.write(len(roles)), role.pack(roles), varint.write(size), limit, price)
        return flags, b"".join(fields)

    return write


def _max_tokens(body: dict[str, Any]) -> int:
    """The first number that sets the flag; one has to."""
    for path in table().max_tokens.paths:
        number = body.get(str(path[0]))
        if type(number) is int and number >= 0:
            return min(number, table().max_tokens_limit)
    raise LookupError("the flag is set, and nothing sets it")
