"""One right call of every method, in an order in which each finds what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

CAPABILITIES: Mapping[str, Any] = {
    "version": "3.0",
    "agent_id": "examiner",
    "agent_type": "examiner",
    "compression": {
        "algorithms": ["none"],
        "max_payload": 0,
        "streaming": False,
        "ml_routing": False,
        "encodings": ["Cl100kBase"],
        "preferred_encoding": "Cl100kBase",
    },
    "security": {
        "threat_detection": False,
        "model_version": None,
        "blocking_mode": False,
        "block_threshold": 0.8,
    },
    "extensions": {},
}
CHAT = '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}'
_PING = '{"type":"PING","session_id":"s-1","payload":{},"timestamp":1}'
_FRAME = (
    "#M2M|1|HgABAAAAAAAAAAAAAAAAAAAAAAAGZ3B0LTRvAQEFQQAAAJwa4n17Im1vZGVsIjoiZ3B0LTRvIiwibWVzc2FnZXMiOlt7InJvbGUi"
    "OiJ1c2VyIiwiY29udGVudCI6IkhlbGxvIn1dfQ=="
)
_KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
_PRIVATE = "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"  # RFC 7748, 5.2
_PUBLIC = "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"
_REJECT = {"type": "REJECT", "payload": {"code": "UNKNOWN", "message": "no"}, "timestamp": 1}

Kept = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """A call that shows a feature. `params` are made of the values that samples before it have `kept`; there
    are none (KeyError) without those. `needs` are the features that it takes beside its own.
    """

    method: str
    feature: str
    params: Callable[[Kept], Mapping[str, Any]]
    kept: str = ""
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called where it is told of."""
        return self.method if self.feature in _METHODS else f"{self.method} with {self.feature}"


_METHODS = frozenset(
    (
        "session",
        "clone",
        "clock",
        "tick",
        "negotiation",
        "message",
        "engine",
        "choice",
        "binary",
        "inspect",
        "key",
    )
)
"""The features that are sets of methods."""


def _always(**params: Any) -> Callable[[Kept], Mapping[str, Any]]:
    return lambda _: params


def _created(handle: str) -> Sample:
    return Sample(
        "session.create",
        "session",
        _always(session=handle, id=f"s-{handle}", capabilities=CAPABILITIES),
        f"session {handle}",
    )


def _compress(feature: str, *, encoding: str = "", mode: str = "", needs: tuple[str, ...]) -> Sample:
    """A text written with the algorithm of a feature, or with the first that is needed."""
    algorithm = feature if feature in ("m2m", "tokennative", "brotli") else needs[0]
    params: dict[str, Any] = {"content": CHAT, "algorithm": algorithm}
    params |= {"encoding": encoding} if encoding else {}
    params |= {"key": {"mode": mode, "secret": _KEY}} if mode else {}
    return Sample("engine.compress", feature, _always(**params), needs=(*needs, "engine"))


def _binary(algorithm: str) -> tuple[Sample, Sample]:
    """A text written in the binary form of an algorithm, and read again."""
    params = _always(content=CHAT, algorithm=algorithm)
    return (
        Sample("engine.compress_binary", "binary", params, algorithm, needs=(algorithm,)),
        Sample(
            "engine.decompress_binary",
            "binary",
            lambda kept: {"wire": kept[algorithm]["wire"]},
            needs=(algorithm,),
        ),
    )


_SESSION = (
    _created("one"),
    _created("two"),
    Sample("session.create_hello", "session", _always(session="one"), "hello"),
    Sample(
        "session.process_hello",
        "session",
        lambda kept: {"session": "two", "message": kept["hello"]},
        "accept",
    ),
    Sample("session.process_accept", "session", lambda kept: {"session": "one", "message": kept["accept"]}),
    Sample("session.compress", "session", _always(session="one", content=CHAT), "data"),
    Sample("session.decompress", "session", lambda kept: {"session": "two", "message": kept["data"]}),
    Sample(
        "session.process_message",
        "session",
        _always(
            session="two",
            message={"type": "PING", "session_id": "s-two", "payload": {}, "timestamp": 1},
        ),
    ),
    Sample("session.stats", "session", _always(session="one")),
    Sample("session.tick", "tick", _always(session="one"), needs=("session",)),
    Sample("session.clone", "clone", _always(session="one", **{"as": "three"}), needs=("session",)),
    Sample("session.close", "session", _always(session="one")),
    _created("four"),
    Sample("session.create_hello", "session", _always(session="four")),
    Sample("session.process_reject", "session", _always(session="four", message=_REJECT)),
    Sample("clock.advance", "clock", _always(seconds=1)),
)
_ENGINE = (
    Sample("engine.compress", "engine", _always(content=CHAT, algorithm="none")),
    Sample("engine.decompress", "engine", _always(wire=CHAT)),
    Sample("engine.detect", "engine", _always(wire=CHAT)),
    *(_compress(name, needs=()) for name in ("m2m", "tokennative", "brotli")),
    _compress("cl100k", encoding="Cl100kBase", needs=("tokennative",)),
    _compress("o200k", encoding="O200kBase", needs=("tokennative",)),
    _compress("llama", encoding="LlamaBpe", needs=("tokennative",)),
    _compress("hmac", mode="hmac", needs=("m2m",)),
    _compress("aead", mode="aead", needs=("m2m",)),
    Sample("engine.compress_auto", "choice", _always(content=CHAT)),
    Sample("engine.compress_best", "choice", _always(content=CHAT)),
)
_OTHERS = (
    Sample("capabilities.negotiate", "negotiation", _always(local=CAPABILITIES, remote=CAPABILITIES)),
    Sample("message.read", "message", _always(text=_PING)),
    *(each for algorithm in ("m2m", "tokennative") for each in _binary(algorithm)),
    Sample("frame.inspect", "inspect", _always(wire=_FRAME)),
    Sample("key.derive", "key", _always(master=_KEY, path="m2m/v1/test-org/agent-001")),
    Sample("key.exchange", "key", _always(private=_PRIVATE, public=_PUBLIC)),
)
SAMPLES = _SESSION + _ENGINE + _OTHERS
