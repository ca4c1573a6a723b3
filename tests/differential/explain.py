"""Why the crate answers otherwise: by which of its faults, by name.

A difference is understood only if a model in `crate/` says that the crate answers just so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson

from m2m_conformance.adapter.reference import negotiate, read_message
from m2m_conformance.adapter.server import Params
from m2m_ref.error import M2MError
from tests.differential.crate import reader, writer
from tests.differential.crate.message import RefusedError, Rewriter
from tests.differential.pair import Answer, Exchange
from tests.oracle import token_text

Explain = Callable[[Exchange], set[str]]


def explain(exchange: Exchange) -> set[str]:
    """The faults that make up the difference in this exchange; none if it is not understood."""
    explainer = _EXPLAINERS.get(exchange.method)
    if explainer is None or exchange.ours.broke:
        return set()
    return _break(exchange) if exchange.theirs.broke else explainer(exchange)


def _break(exchange: Exchange) -> set[str]:
    """A panic, which is exit status 101."""
    blank = _LONG_BLANK.search(exchange.params.get("content", ""))
    return {"blank-panics"} if blank and "status 101;" in str(exchange.theirs.kind) else set()


_LONG_BLANK = re.compile(r"\s{500000}")


def _writing(exchange: Exchange) -> set[str]:
    """engine.compress and session.compress."""
    content, answer = exchange.params["content"], exchange.theirs
    wire = _wire(answer)
    if exchange.ours.kind == "tokenizer":
        same = wire[6:] == token_text.build(content)[6:]
        return {"llama-as-cl100k"} if same and wire.startswith("#TK|L|") else set()
    if exchange.ours.kind not in (None, "compression") or not _measured(answer.value, content, wire):
        return set()
    return writer.faults(content, wire)


def _wire(answer: Answer) -> str:
    value = answer.value or {}
    return str(value.get("wire") or value.get("payload", {}).get("content", ""))


def _measured(value: dict[str, Any], content: str, wire: str) -> bool:
    """Whether the sizes are right, if there are any."""
    sizes = {"original_bytes": len(content.encode()), "compressed_bytes": len(wire)}
    return "wire" not in value or sizes.items() <= value.items()


def _reading(exchange: Exchange) -> set[str]:
    """engine.decompress and session.decompress."""
    params, theirs, ours = exchange.params, exchange.theirs, exchange.ours
    wire = params["wire"] if "wire" in params else _content(params["message"])
    if theirs.kind is None:
        content, faults = reader.read(wire, theirs.value)
        return faults if ours.kind and content == theirs.value else set()
    return _REFUSALS.get((wire[:5], theirs.kind, ours.kind or ""), set())


def _content(message: dict[str, Any]) -> str:
    """The wire in a message; empty if it is no data."""
    payload = message.get("payload")
    return str(payload.get("content", "")) if isinstance(payload, dict) else ""


_REFUSALS = {
    ("#M2M|", "decompression", "crypto"): {"security-other-kind"},
    ("#TK|L", "decompression", "tokenizer"): {"llama-as-cl100k"},
}
"""Both refuse, with kinds of their own."""


def _message(exchange: Exchange) -> set[str]:
    rewriter = Rewriter()
    try:
        expected = _ask(lambda: read_message(Params(text=rewriter.message(exchange.params["text"]))))
    except (ValueError, RecursionError):
        return set()
    return rewriter.faults if _infinite(expected) == exchange.theirs else set()


def _negotiation(exchange: Exchange) -> set[str]:
    rewriter = Rewriter()
    given = {name: exchange.params[name] for name in ("local", "remote")}
    expected = _ask(lambda: negotiate(Params({n: rewriter.capabilities(v) for n, v in given.items()})))
    return rewriter.faults if expected == exchange.theirs else set()


def _ask(call: Callable[[], Any]) -> Answer:
    """What the reference says, as it would come over a channel."""
    try:
        return Answer(orjson.loads(orjson.dumps(call())))
    except RefusedError:
        return Answer(kind="json")
    except M2MError as error:
        return Answer(kind=error.kind)


def _infinite(answer: Answer) -> Answer:
    """3e38 stands for what the crate reads as infinite; it writes null."""
    return Answer(_without(answer.value), answer.kind)


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner) for inner in value]
    return None if value == 3e38 else value


_EXPLAINERS: dict[str, Explain] = {
    "engine.compress": _writing,
    "session.compress": _writing,
    "engine.decompress": _reading,
    "session.decompress": _reading,
    "message.read": _message,
    "capabilities.negotiate": _negotiation,
}
