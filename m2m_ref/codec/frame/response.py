"""The variable header of responses (header.rs, ResponseHeader)."""

from __future__ import annotations

from typing import Any

import msgspec

from m2m_ref.codec import varint
from m2m_ref.codec.frame import content
from m2m_ref.codec.frame.cursor import Cursor
from m2m_ref.codec.frame.flag import rules
from m2m_ref.codec.frame.header import FIXED_BYTES, pack_text
from m2m_ref.codec.frame.price import cost_field, prices_of
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


def read(data: bytes, end: int, flags: int) -> tuple[ResponseHeader, int]:
    """The header of a frame up to `end`, and where its fields end. Raises DecompressionError."""
    cursor = Cursor(data, FIXED_BYTES, end)
    header = ResponseHeader(
        cursor.text("id"),
        cursor.text("model"),
        cursor.byte("finish reason"),
        cursor.varint("prompt tokens"),
        cursor.varint("completion tokens"),
        cursor.varint("cached tokens") if _has(flags, "cached_tokens") else None,
        cursor.varint("reasoning tokens") if _has(flags, "reasoning_tokens") else None,
        cursor.f32("cost estimate") if _has(flags, "cost_estimate") else None,
    )
    return header, cursor.position


def write(value: object, raw: bytes, depth: int) -> tuple[int, bytes]:
    """The flags and the variable header of content JSON, whose text is `raw`.

    A token count that is not one is 0. Raises CompressionError if the id or the model is too long, or the
    content nested more than `depth` deep.
    """
    content.hold_depth(value, raw, depth)
    body = content.body(value)
    flags = rules("response").word(body)
    model = content.text(body, "model")
    prompt = content.unsigned(body, "usage", "prompt_tokens") or 0
    completion = content.unsigned(body, "usage", "completion_tokens") or 0
    fields = (
        pack_text(content.text(body, "id"), "id"),
        pack_text(model, "model"),
        _finish_reason(body),
        varint.write(prompt),
        varint.write(completion),
        _count(body, flags, "cached_tokens"),
        _count(body, flags, "reasoning_tokens"),
        cost_field(prices_of(model), prompt, completion) if _has(flags, "cost_estimate") else b"",
    )
    return flags, b"".join(fields)


def _finish_reason(body: dict[str, Any]) -> bytes:
    reason = content.text(body, "choices", 0, "finish_reason")
    return bytes((table().finish_reasons.get(reason, table().other_finish_reason),))


def _has(flags: int, name: str) -> bool:
    return bool(flags & table().flags["response"][name].mask)


def _count(body: dict[str, Any], flags: int, name: str) -> bytes:
    if not _has(flags, name):
        return b""
    (path,) = table().flags["response"][name].paths
    return varint.write(content.unsigned(body, *path) or 0)
