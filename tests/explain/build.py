"""Wires put together by hand, and what an explanation says of them in short."""

from __future__ import annotations

import base64
import struct
import zlib

from m2m_conformance.explain import Explanation, Finding, explain
from tests.oracle.price import cost

REQUEST = b'{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}],"max_tokens":300}'
COST = cost("gpt-4o", 1, 300)  # (1 / 1000 * 0.25 + 300 / 1000 * 1.0) / 100 = 0.0030025
FIELDS = b"\x06gpt-4o" + b"\x01" + b"\x01" + b"\x05" + b"\xac\x02" + COST
"""The variable header of REQUEST: model, message count, roles, content hint, max tokens, cost."""
MAX_TOKENS, COMPRESSED, EXTENSIONS = 1 << 6, 1 << 24, 1 << 25


def fixed(variable: bytes, schema: int = 1, security: int = 0, flags: int = MAX_TOKENS) -> bytes:
    return struct.pack("<HBBI12x", 20 + len(variable), schema, security, flags) + variable


def body(payload: bytes, content: bytes | None = None) -> bytes:
    return struct.pack("<II", len(payload), zlib.crc32(payload if content is None else content)) + payload


def text(data: bytes) -> str:
    return "#M2M|1|" + base64.b64encode(data).decode()


SOUND = fixed(FIELDS) + body(REQUEST)
"""The frame of REQUEST, without its prefix. Its headers are 36 bytes, payload_len is at 36, crc32 at 40."""


def framed(data: bytes) -> Explanation:
    return explain(text(data))


Row = tuple[int, str, str, str]


def rows(found: Explanation) -> list[Row]:
    """Offset, bytes in hex, field and meaning of every span; long bytes as their number."""
    return [
        (
            span.offset,
            span.raw.hex(" ") if len(span.raw) <= 12 else f"{len(span.raw)} bytes",
            span.field,
            span.meaning,
        )
        for span in found.spans
    ]


def fields(found: Explanation) -> dict[str, str]:
    """What each field means."""
    return {span.field: span.meaning for span in found.spans}


def said(findings: list[Finding]) -> list[tuple[str, str, str]]:
    """Where, what, and what to do."""
    return [(each.where, each.what, each.remedy) for each in findings]
