"""What of two answers must be the same, and what differs.

Not judged: error texts, the text of a REJECT, ids and times of a session's own making, and what a Brotli
encoder makes of content. These are replaced by what is judged of them: that it is a text, a UUID like the
other side's, a time of now, a stream of the same content.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.differential.anatomy import Frame, NotAFrameError, brotli_content
from tests.differential.pair import Answer, Exchange

NAMES = {"m2m-rust", "m2m-ref"}
"""The agent types that implementations give to a peer without one; each has its own."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_MESSAGES = ("create_hello", "process_hello", "process_message", "compress", "close")
_NOW_MS = 60_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in the answers, e.g. `value.wire.header`, and what each has there."""

    path: str
    theirs: Any
    ours: Any

    def __str__(self) -> str:
        return f"{self.path}: theirs {self.theirs!r:.400}, ours {self.ours!r:.400}"


class Comparison:
    """Compares the answers to one conversation: it remembers which made-up id stands for which."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._theirs = Ledger()
        self._ours = Ledger()

    def differences(self, exchange: Exchange) -> list[Difference]:
        """Where the answers differ that must not."""
        theirs = self._theirs.view(exchange.method, exchange.params, exchange.theirs)
        ours = self._ours.view(exchange.method, exchange.own_params, exchange.ours)
        return list(self._walk("", theirs, ours))

    def _walk(self, path: str, theirs: Any, ours: Any) -> Iterator[Difference]:
        if isinstance(theirs, dict) and isinstance(ours, dict):
            for key in sorted(theirs.keys() | ours.keys()):
                place = f"{path}.{key}" if path else key
                yield from self._walk(place, theirs.get(key, "(absent)"), ours.get(key, "(absent)"))
        elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
            for index, pair in enumerate(zip(theirs, ours, strict=True)):
                yield from self._walk(f"{path}.{index}", *pair)
        elif not (_same(theirs, ours) or self._same_id(theirs, ours) or _names(theirs, ours)):
            yield Difference(path, theirs, ours)

    def _same_id(self, theirs: Any, ours: Any) -> bool:
        if not (_is_uuid(theirs) and _is_uuid(ours)):
            return False
        return self._ids.setdefault(str(theirs), ours) == str(ours)


def _same(theirs: object, ours: object) -> bool:
    return type(theirs) is type(ours) and theirs == ours


def _names(theirs: Any, ours: Any) -> bool:
    return isinstance(theirs, str) and isinstance(ours, str) and {theirs, ours} == NAMES


def _is_uuid(value: Any) -> bool:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


class Ledger:
    """Shows the answers of one side so that they can be compared, and adds up its wires by handle.

    Wire sizes hang on the Brotli encoder, so the byte counters are shown as what they are off by.
    """

    def __init__(self) -> None:
        self._bytes: Counter[str] = Counter()
        self._saved: Counter[str] = Counter()

    def view(self, method: str, params: dict[str, Any], answer: Answer) -> dict[str, Any]:
        """What is compared of `answer`."""
        self._enter(method, params, answer)
        value = answer.value
        if answer.kind is None:
            value = self._value(method, params, value)
        session = answer.session and self._counters(params.get("as", params["session"]), answer.session)
        return {"error": answer.kind, "value": value, "session": session}

    def _enter(self, method: str, params: dict[str, Any], answer: Answer) -> None:
        handle = params.get("as", params.get("session", ""))
        if method in ("session.create", "session.clone") and answer.kind is None:
            self._bytes[handle] = self._saved[handle] = 0
        if method == "session.compress" and answer.kind is None:
            size = len(answer.value["payload"]["content"].encode())
            self._bytes[handle] += size
            self._saved[handle] += max(0, len(params["content"].encode()) - size)

    def _value(self, method: str, params: dict[str, Any], value: Any) -> Any:
        if method == "engine.compress":
            return engine_view(value)
        if method == "session.stats":
            return self._counters(params["session"], ratios_view(value))
        if method.removeprefix("session.") in _MESSAGES and value is not None:
            return message_view(value)
        return value

    def _counters(self, handle: str, counted: dict[str, Any]) -> dict[str, Any]:
        off = {
            "bytes_compressed": counted["bytes_compressed"] - self._bytes[handle],
            "bytes_saved": counted["bytes_saved"] - self._saved[handle],
        }
        return {**counted, **off}


def engine_view(value: dict[str, Any]) -> dict[str, Any]:
    """The value of engine.compress: the size is shown as what it is off by."""
    off = value["compressed_bytes"] - len(value["wire"].encode())
    return {**value, "compressed_bytes": off, "wire": wire_view(value["wire"], value["algorithm"])}


def wire_view(wire: str, algorithm: str) -> Any:
    """What must be the same of a wire: all of it but for what a Brotli encoder made."""
    if algorithm == "m2m":
        try:
            return Frame.of(wire).view()
        except NotAFrameError:
            return wire
    if algorithm == "brotli":
        return {"brotli": brotli_content(wire)}
    return wire


def ratios_view(value: dict[str, Any]) -> dict[str, Any]:
    """Statistics, with the two figures shown as whether they are those of the counters (SES-081, SES-082)."""
    sent, saved = value["bytes_compressed"], value["bytes_saved"]
    ratio = (sent + saved) / sent if sent else 1.0
    percent = 100 * saved / (sent + saved) if sent + saved else 0.0
    figures = {"compression_ratio": ratio, "savings_percent": percent}
    return value | {name: abs(value[name] - figure) < 1e-9 for name, figure in figures.items()}


def message_view(value: dict[str, Any]) -> dict[str, Any]:
    """A message that a session made: written now, its REJECT text any, its wire as a wire."""
    payload = dict(value.get("payload", {}))
    if value["type"] == "REJECT":
        payload["message"] = bool(payload["message"])
    if value["type"] == "DATA":
        payload["content"] = wire_view(payload["content"], payload["algorithm"])
    now = abs(value["timestamp"] - time.time() * 1000) < _NOW_MS
    return {**value, "payload": payload, "timestamp": now}
