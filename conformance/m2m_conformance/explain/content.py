"""What a wire was found to hold."""

from __future__ import annotations

from m2m_conformance.explain.span import Span
from m2m_conformance.explain.walk import Walk, not_utf8
from m2m_conformance.text import count
from m2m_ref import json
from m2m_ref.error import JsonError

NOT_JSON = "not JSON"

_PARSED = 2**20  # bytes of content that are parsed to see what it is: values take more room than text


def keep(way: Walk, raw: bytes, span: Span | None, *, whole: bool) -> None:
    """Keep `raw` as the content, or its beginning, which is in `span`; whole content has to be UTF-8."""
    way.content = raw
    if whole and (problem := not_utf8(raw)) is not None:
        way.fault(span, f"in the content, {problem}", "content is Unicode text: write it in UTF-8")


def describe(raw: bytes) -> str:
    """What content is, and how long."""
    size = count(len(raw), "byte")
    return f"{found}, {size}" if (found := kind(raw)) else size


def kind(raw: bytes) -> str:
    """Whether content is JSON, as that of a frame should be; empty if it is too long to say."""
    if len(raw) > _PARSED:
        return ""
    try:
        json.parse_signless(raw)
    except JsonError:
        return NOT_JSON
    return "JSON text"
