"""The wires of a case that did not pass, byte by byte, as the page's script takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from m2m_conformance.difference import Matcher
from m2m_conformance.evidence import Exchange
from m2m_conformance.explain import Explanation, Span, Weight, explain
from m2m_conformance.outcome import Verdict
from m2m_ref.codec.engine import PREFIXES

_LONG = 8192  # characters of a wire; of a longer one not all was kept
_BEGINNING = "expected to begin"
_RAW = 64  # bytes that are shown of a span
_MARKS = {Weight.FAULT: "fault", Weight.STRICT: "strict"}


def wires(verdict: Verdict) -> list[dict[str, Any]]:
    """The wires of the exchange that did not end as it should: what was given, expected, and came."""
    if not verdict.trace.exchanges:
        return []
    exchange = verdict.trace.exchanges[-1]
    binary = exchange.call.endswith("_binary")
    found = [(name, wire) for name, wire in _wires(verdict, exchange) if _is_wire(wire, binary=binary)]
    apart = [_taken_apart(name, explain(wire, binary=binary)) for name, wire in found]
    return [_begun(each) if each["name"] == _BEGINNING else each for each in apart]


def _wires(verdict: Verdict, exchange: Exchange) -> Iterator[tuple[str, object]]:
    yield "given", _wire_of(exchange.params)
    yield "given", _wire_of(exchange.params.get("message"))
    yield _expected(verdict)
    if exchange.reply is not None:
        yield "got", _wire_of(exchange.reply.value)


def _wire_of(value: object) -> object:
    """The wire in parameters, in what was written, or in a DATA message."""
    if not isinstance(value, Mapping):
        return None
    if "wire" in value:
        return value["wire"]
    payload = value.get("payload")
    return payload.get("content") if isinstance(payload, Mapping) else None


def _expected(verdict: Verdict) -> tuple[str, object]:
    """The wire that the step should have come to, or its beginning; None for a case read from a report."""
    steps = (step for step in verdict.case.steps if step.label == verdict.label)
    value = next((_wire_of(step.expect.get("value")) for step in steps), None)
    for part in value if isinstance(value, tuple) else (value,):
        if isinstance(part, Matcher) and part.name == "starts":
            return _BEGINNING, part.argument
    return "expected", value


def _begun(wire: dict[str, Any]) -> dict[str, Any]:
    """Of a wire of which only the beginning is fixed it does not matter that it is cut off."""
    spans = [[*span[:-1], ""] for span in wire["spans"][:-1]]
    return {**wire, "spans": spans, "verdict": "what comes after this is free", "notes": []}


def _is_wire(wire: object, *, binary: bool) -> TypeGuard[str]:
    return isinstance(wire, str) and 0 < len(wire) <= _LONG and (binary or wire.startswith(PREFIXES))


def _taken_apart(name: str, explanation: Explanation) -> dict[str, Any]:
    return {
        "name": name,
        "form": explanation.form,
        "size": explanation.size,
        "verdict": explanation.verdict,
        "spans": [_span(each, explanation) for each in explanation.spans],
        "notes": [
            {"kind": _MARKS.get(each.weight, "note"), "text": str(each), "remedy": each.remedy}
            for each in explanation.findings
        ],
    }


def _span(span: Span, explanation: Explanation) -> list[Any]:
    """Offset, bytes, field, meaning, kind, mark."""
    weights = {each.weight for each in explanation.findings if each.span is span}
    mark = next((sign for weight, sign in _MARKS.items() if weight in weights), "")
    cut = f" … ({len(span.raw)} bytes)" if len(span.raw) > _RAW else ""
    raw = span.raw[:_RAW].hex(" ") + cut
    return [span.offset if span.offset >= 0 else "", raw, span.field, span.meaning, span.kind.value, mark]
