"""The variable header of requests (header.rs, RoutingHeader)."""

from __future__ import annotations

from typing import Any

import msgspec

from m2m_ref.codec import varint
from m2m_ref.codec.frame import content, role
from m2m_ref.codec.frame.cursor import Cursor
from m2m_ref.codec.frame.flag import rules
from m2m_ref.codec.frame.header import pack_f32, pack_text
from m2m_ref.codec.frame.price import cost
from m2m_ref.codec.frame.survey import surveyor
from m2m_ref.codec.frame.table import table

_F32_BYTES = 4


class RequestHeader(msgspec.Struct, frozen=True):
    """Model, number of messages, roles as packed, content hint (bytes), max tokens, cost estimate (USD)."""

    model: str
    message_count: int
    packed_roles: bytes
    content_hint: int
    max_tokens: int | None
    cost: float | None

    @classmethod
    def read(cls, cursor: Cursor, flags: int) -> RequestHeader:
        """The header at the cursor, which afterwards may have bytes left. Raises DecompressionError."""
        model = cursor.text("model")
        count = cursor.varint("message count")
        roles = cursor.take(role.packed_length(count), "roles")
        hint = cursor.varint("content hint")
        limit = cursor.varint("max tokens") if flags & table().max_tokens.mask else None
        # No flag tells of the cost: it is there when just its four bytes are left.
        estimate = cursor.f32("cost estimate") if cursor.left == _F32_BYTES else None
        return cls(model, count, roles, hint, limit, estimate)

    @property
    def roles(self) -> bytes:
        """The role code of each message, a byte each."""
        return role.unpack(self.packed_roles, self.message_count)


def write(value: object) -> tuple[int, bytes]:
    """The flags and the variable header of content JSON. A writer always gives the cost.

    Raises CompressionError if the model is too long, or the content nested too deeply.
    """
    tables, body = table(), content.body(value)
    messages = content.messages(body)
    flags, roles, size, nested = surveyor()(messages)
    content.hold_depth(value, tables.depth_limit, messages, nested)
    model = content.text(body, "model")
    field = pack_text(model, "model")  # before the price is looked up, since it refuses a long one
    limit = _max_tokens(body)
    completion = tables.completion_tokens if limit is None else limit
    fields = (
        field,
        varint.write(len(roles)),
        role.pack(roles),
        varint.write(size),
        b"" if limit is None else varint.write(limit),
        pack_f32(cost(model, size // tables.bytes_per_token, completion)),
    )
    return rules("request").word(body) | flags, b"".join(fields)


def _max_tokens(body: dict[str, Any]) -> int | None:
    # The paths of the flag, so that field and flag come and go together.
    for path in table().max_tokens.paths:
        if (limit := content.unsigned(content.at(body, path))) is not None:
            return min(limit, table().max_tokens_limit)
    return None
