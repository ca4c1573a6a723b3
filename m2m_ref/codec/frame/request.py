"""The variable header of requests (header.rs, RoutingHeader)."""

from __future__ import annotations

from dataclasses import dataclass

from m2m_ref.codec import varint
from m2m_ref.codec.frame import content
from m2m_ref.codec.frame.cursor import Cursor
from m2m_ref.codec.frame.header import pack_f32, pack_text
from m2m_ref.codec.frame.price import cost
from m2m_ref.codec.frame.table import table

_F32_BYTES = 4


@dataclass(frozen=True, slots=True)
class RequestHeader:
    """Model, a role code for each message, content hint in bytes, max tokens, cost estimate in USD."""

    model: str
    roles: tuple[int, ...]
    content_hint: int
    max_tokens: int | None
    cost: float | None

    @classmethod
    def of(cls, value: object) -> RequestHeader:
        """The header of content JSON. A writer always gives the cost."""
        model = content.text(value, "model")
        roles = tuple(_role(message) for message in content.messages(value))
        hint = sum(_content_bytes(message) for message in content.messages(value))
        limit = _max_tokens(value)
        completion = table().completion_tokens if limit is None else limit
        return cls(model, roles, hint, limit, cost(model, hint // table().bytes_per_token, completion))

    @classmethod
    def read(cls, cursor: Cursor, flags: int) -> RequestHeader:
        """The header at the cursor, which afterwards may have bytes left. Raises DecompressionError."""
        model = cursor.text("model")
        count = cursor.varint("message count")
        roles = _unpack_roles(cursor.take(-(-count // 4), "roles"), count)
        hint = cursor.varint("content hint")
        limited = flags & table().flags["request"]["max_tokens"].mask
        limit = cursor.varint("max tokens") if limited else None
        # No flag tells of the cost: it is there when just its four bytes are left.
        estimate = cursor.f32("cost estimate") if cursor.left == _F32_BYTES else None
        return cls(model, roles, hint, limit, estimate)

    def write(self) -> bytes:
        """The bytes of the header. Raises CompressionError if the model is too long."""
        return b"".join(
            (
                pack_text(self.model, "model"),
                varint.write(len(self.roles)),
                _pack_roles(self.roles),
                varint.write(self.content_hint),
                b"" if self.max_tokens is None else varint.write(self.max_tokens),
                b"" if self.cost is None else pack_f32(self.cost),
            )
        )


def _role(message: object) -> int:
    return table().roles.get(content.text(message, "role"), table().default_role)


def _content_bytes(message: object) -> int:
    own = len(content.text(message, "content").encode())
    return own + sum(len(content.text(part, "text").encode()) for part in content.parts(message))


def _max_tokens(value: object) -> int | None:
    # The paths of the flag, so that field and flag come and go together.
    for path in table().flags["request"]["max_tokens"].paths:
        if (limit := content.unsigned(value, *path)) is not None:
            return min(limit, table().max_tokens_limit)
    return None


def _pack_roles(roles: tuple[int, ...]) -> bytes:
    """Two bits each, the first in the lowest bits of the first byte."""
    padded = roles + (0,) * (-len(roles) % 4)
    quads = zip(padded[::4], padded[1::4], padded[2::4], padded[3::4], strict=True)
    return bytes(a | b << 2 | c << 4 | d << 6 for a, b, c, d in quads)


def _unpack_roles(packed: bytes, count: int) -> tuple[int, ...]:
    return tuple(byte >> shift & 3 for byte in packed for shift in (0, 2, 4, 6))[:count]
