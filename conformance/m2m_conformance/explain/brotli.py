"""The Brotli form (spec/protocol.md, Brotli)."""

from __future__ import annotations

from m2m_conformance.explain import content, stream
from m2m_conformance.explain.opening import opened, size_of, unpacked
from m2m_conformance.explain.span import Explanation, Kind
from m2m_conformance.text import count
from m2m_ref.codec import brotli

_FORM = "Brotli"
_MARK = brotli.DATA.removeprefix(brotli.PREFIX)
_PREFIX = (brotli.PREFIX, "prefix", "Brotli, of version 3.0")
_DATA = (_MARK, "prefix", "base64 of one Brotli stream follows")


def explain(wire: str) -> Explanation:
    """A wire that has the prefix."""
    if not wire.startswith(brotli.DATA):
        return _without_mark(wire)
    way = opened(wire, [_PREFIX, _DATA])
    found = stream.read(way.data)
    span = stream.span(way, "stream", found, way.left, f"{count(len(found.content), 'byte')} of content")
    if found.problem:
        way.fault(span, found.problem, found.remedy)
    content.keep(way, found.content, span, whole=not found.problem)
    return way.explanation(_FORM, size_of(wire))


def _without_mark(wire: str) -> Explanation:
    way = unpacked(wire, [_PREFIX])
    span = way.span(way.left, "not read", f"{_MARK} is missing in front of it", Kind.IGNORED)
    remedy = f"write {brotli.DATA} and base64 of the stream"
    way.fault(span, f"{_MARK} has to follow {brotli.PREFIX}", remedy)
    return way.explanation(_FORM, size_of(wire))
