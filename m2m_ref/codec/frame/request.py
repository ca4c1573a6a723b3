"""The variable header of requests (header.rs, RoutingHeader)."""

from __future__ import annotations

import msgspec

from m2m_ref.codec import varint
from m2m_ref.codec.frame import content, role
from m2m_ref.codec.frame.cursor import Cursor
from m2m_ref.codec.frame.header import pack_f32, pack_text
from m2m_ref.codec.frame.price import cost
from m2m_ref.codec.frame.survey import Survey
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
    def of(cls, value: object, survey: Survey) -> RequestHeader:
        """The header of content JSON. A writer always gives the cost."""
        tables = table()
        model = content.text(value, "model")
        codes, default = tables.roles, tables.default_role
        roles = role.pack(bytes([codes.get(name, default) for name in survey.roles]))
        limit = _max_tokens(value)
        completion = tables.completion_tokens if limit is None else limit
        prompt = survey.content_bytes // tables.bytes_per_token
        estimate = cost(model, prompt, completion)
        return cls(model, len(survey.roles), roles, survey.content_bytes, limit, estimate)

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

    def write(self) -> bytes:
        """The bytes of the header. Raises CompressionError if the model is too long."""
        return b"".join(
            (
                pack_text(self.model, "model"),
                varint.write(self.message_count),
                self.packed_roles,
                varint.write(self.content_hint),
                b"" if self.max_tokens is None else varint.write(self.max_tokens),
                b"" if self.cost is None else pack_f32(self.cost),
            )
        )


def _max_tokens(value: object) -> int | None:
    # The paths of the flag, so that field and flag come and go together.
    for path in table().max_tokens.paths:
        if (limit := content.unsigned(value, *path)) is not None:
            return min(limit, table().max_tokens_limit)
    return None
