"""Tells which form a wire has, and has it taken apart."""

from __future__ import annotations

from dataclasses import replace

from m2m_conformance.explain import base64, brotli, frame, tokennative
from m2m_conformance.explain.opening import opened, size_of, unpacked
from m2m_conformance.explain.span import Explanation, Finding, Kind, Span, Weight
from m2m_conformance.explain.walk import Walk
from m2m_conformance.text import count
from m2m_ref.codec.brotli import PREFIX as BROTLI
from m2m_ref.codec.engine import PREFIXES
from m2m_ref.codec.frame import PREFIX as FRAME
from m2m_ref.codec.tokennative import PREFIX as TOKEN_NATIVE
from m2m_ref.profile import Profile, settings

_SIGNS = ("#m2m", "#tk")  # of something that was meant to be a wire


def explain(wire: str, *, binary: bool = False) -> Explanation:
    """A wire byte by byte, and what is wrong with it. With `binary` it is a binary form, given in base64.

    Any text is explained, and nothing is raised: what is broken is read on as far as that makes sense.
    """
    if binary:
        return _misnamed(wire) if wire.startswith(PREFIXES) else _binary(wire)
    if wire.startswith(FRAME):
        return _frame(wire)
    if wire.startswith(TOKEN_NATIVE):
        return tokennative.explain(wire)
    if wire.startswith(BROTLI):
        return brotli.explain(wire)
    return _none(wire)


def _frame(wire: str) -> Explanation:
    way = opened(wire, [(FRAME, "prefix", "M2M frame, version 1; base64 follows")])
    frame.walk(way)
    return way.explanation("M2M frame, text form", size_of(wire))


def _misnamed(wire: str) -> Explanation:
    """A text form that was said to be a binary one."""
    what = "this is a text form, and a binary form was asked for"
    found = explain(wire)
    fault = Finding(Weight.FAULT, what, "explain it as a text form")
    return replace(found, findings=(fault, *found.findings))


def _binary(wire: str) -> Explanation:
    """A binary form. Offsets of a frame are from behind its prefix, as in the text form."""
    data, findings = base64.read(wire, 0)
    mark = FRAME.encode()
    if not data.startswith(mark):
        way = Walk(data)
        way.findings += findings
        return tokennative.explain_binary(way)
    way = Walk(data.removeprefix(mark), [(FRAME, "prefix", "M2M frame, version 1")])
    way.findings += findings
    frame.walk(way)
    return way.explanation("M2M frame, binary form", len(data))


def _none(wire: str) -> Explanation:
    """Content as it is."""
    way = unpacked(wire)
    way.content = way.data
    if way.left:
        span = way.span(way.left, "content", f"as it is, {count(way.left, 'byte')}", Kind.PAYLOAD)
        _hold_prefix(way, wire, span)
    return way.explanation("no known prefix, so content as it is", size_of(wire))


def _hold_prefix(way: Walk, wire: str, span: Span) -> None:
    """Say if it begins like a wire of the past, or almost like one."""
    legacy = settings(Profile.STRICT).legacy_prefixes
    if prefix := next(filter(wire.startswith, legacy), ""):
        what = f"{prefix} is a form no longer spoken: in core content, in strict an error (invalid_codec)"
        way.find(Weight.STRICT, span, what, "write it in one of the forms of today")
    elif wire.lstrip()[:4].lower().startswith(_SIGNS):
        forms = ", ".join(PREFIXES)
        way.note(span, f"it begins almost like a wire, and is none: those begin with {forms}, to the letter")
