"""The variable header of responses (header.rs, ResponseHeader)."""

from __future__ import annotations

import msgspec

from m2m_ref.codec import varint
from m2m_ref.codec.frame import content
from m2m_ref.codec.frame.cursor import Cursor
from m2m_ref.codec.frame.header import pack_f32, pack_text
from m2m_ref.codec.frame.price import cost
from m2m_ref.codec.frame.table import table


class ResponseHeader(msgspec.Struct, frozen=True):
    """Id, model, finish reason byte, token counts, cost estimate in USD. None where there is no field."""

    id: str
    model: str
    finish_reason: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int | None
    reasoning_tokens: int | None
    cost: float | None

    @classmethod
    def of(cls, value: object, flags: int) -> ResponseHeader:
        """The header of content JSON whose flags word is `flags`. A count that is not one is 0."""
        model = content.text(value, "model")
        prompt = content.unsigned(value, "usage", "prompt_tokens") or 0
        completion = content.unsigned(value, "usage", "completion_tokens") or 0
        reason = content.text(value, "choices", 0, "finish_reason")
        return cls(
            content.text(value, "id"),
            model,
            table().finish_reasons.get(reason, table().other_finish_reason),
            prompt,
            completion,
            _count(value, flags, "cached_tokens"),
            _count(value, flags, "reasoning_tokens"),
            cost(model, prompt, completion) if _has(flags, "cost_estimate") else None,
        )

    @classmethod
    def read(cls, cursor: Cursor, flags: int) -> ResponseHeader:
        """The header at the cursor, which afterwards may have bytes left. Raises DecompressionError."""
        return cls(
            cursor.text("id"),
            cursor.text("model"),
            cursor.byte("finish reason"),
            cursor.varint("prompt tokens"),
            cursor.varint("completion tokens"),
            cursor.varint("cached tokens") if _has(flags, "cached_tokens") else None,
            cursor.varint("reasoning tokens") if _has(flags, "reasoning_tokens") else None,
            cursor.f32("cost estimate") if _has(flags, "cost_estimate") else None,
        )

    def write(self) -> bytes:
        """The bytes of the header. Raises CompressionError if the id or the model is too long."""
        counts = (self.prompt_tokens, self.completion_tokens, self.cached_tokens, self.reasoning_tokens)
        return b"".join(
            (
                pack_text(self.id, "id"),
                pack_text(self.model, "model"),
                bytes([self.finish_reason]),
                varint.write_all(count for count in counts if count is not None),
                b"" if self.cost is None else pack_f32(self.cost),
            )
        )


def _has(flags: int, name: str) -> bool:
    return bool(flags & table().flags["response"][name].mask)


def _count(value: object, flags: int, name: str) -> int | None:
    (path,) = table().flags["response"][name].paths
    return content.unsigned(value, *path) if _has(flags, name) else None
