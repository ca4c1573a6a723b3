"""The wires of a case that did not pass, byte by byte, as the page's script takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

import orjson

from m2m_conformance.evidence import Exchange
from m2m_conformance.explain import Explanation, Span, Weight, explain
from m2m_conformance.outcome import Verdict
from m2m_ref.codec.engine import PREFIXES

_LONG = 8192  # characters of a wire; of a longer one not all was kept
_RAW = 64  # bytes that are shown of a span
_MARKS = {Weight.FAULT: "fault", Weight.STRICT: "strict"}


def wires(verdict: Verdict) -> list[dict[str, Any]]:
    """The wires of the exchange that did not end as it should: what was given, expected, and came."""
    if not verdict.trace.exchanges:
        return []
    exchange = verdict.trace.exchanges[-1]
    binary = exchange.call.endswith("_binary")
    found = [(name, wire) for name, wire in _wires(verdict, exchange) if _is_wire(wire, binary=binary)]
    return [_taken_apart(name, explain(wire, binary=binary)) for name, wire in found]


def _wires(verdict: Verdict, exchange: Exchange) -> Iterator[tuple[str, object]]:
    yield "given", _wire_of(exchange.params)
    yield "given", _wire_of(exchange.params.get("message"))
    for each in verdict.differences:
        if each.path.rpartition(".")[2] in ("wire", "content", "data"):
            yield "expected", _text(each.expected)
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


def _text(shown: str) -> object:
    """A text that is shown as JSON; None if it is cut, or no text."""
    try:
        return orjson.loads(shown)
    except orjson.JSONDecodeError:
        return None


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
