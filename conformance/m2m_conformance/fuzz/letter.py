"""Messages with what is true of each: those that peers sent, and those that nobody sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec
import orjson
from hypothesis import strategies as st

from m2m_conformance.derive.stimulus import TIMESTAMP
from m2m_conformance.generate.entry import literal
from m2m_conformance.strategies import broken_wires, capabilities, rejections, wires
from m2m_conformance.strategies.broken import BrokenWire
from m2m_conformance.strategies.broken_message import WRONG
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.text import words
from m2m_conformance.strategies.wire import Wire as SoundWire
from m2m_ref.capability import Capabilities
from m2m_ref.message import MessageType
from m2m_ref.profile import Profile

_PREFIXES = {"#M2M|1|": "m2m", "#TK|": "tokennative", "#M2M[v3.0]|": "brotli"}


@dataclass(frozen=True)
class Wire:
    """What DATA carries: its label, the algorithm of its prefix, its content or the errors of reading it."""

    label: str
    algorithm: str
    content: str | None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A message as a file writes it, and what is true of it.

    `value` is the JSON in the language of the vectors, `$name` for one that was saved. One that is
    `unreadable` no session ever sees.
    """

    value: Any
    type: str
    id: str | None = None
    capabilities: Mapping[str, Any] | None = None
    rejection: bool = False
    data: Wire | None = None
    unreadable: bool = False


def algorithm_of(wire: str) -> str:
    """What the prefix of a wire says (spec/protocol.md, The codec engine)."""
    return next((name for prefix, name in _PREFIXES.items() if wire.startswith(prefix)), "none")


def plain(value: Any) -> dict[str, Any]:
    """A payload as JSON has it."""
    found = orjson.loads(msgspec.json.encode(value))
    assert isinstance(found, dict)
    return found


@dataclass(frozen=True)
class _Body:
    """A payload, and what is true of a message with it."""

    payload: Any
    facts: Mapping[str, Any] = field(default_factory=dict)


def letters(profile: Profile, algorithms: Sequence[str], ids: Sequence[str]) -> st.SearchStrategy[Letter]:
    """Messages that nobody sent: any type with any payload, of these sessions, another one or none.

    `algorithms` are those that the target has. One in five cannot be read.
    """
    offers = either(_offers(), _offers(), _offers(), _cut())
    fitting = {
        MessageType.HELLO: offers,
        MessageType.ACCEPT: offers,
        MessageType.REJECT: _rejections(profile),
        MessageType.DATA: _data(profile, algorithms),
    }
    other = either(*fitting.values(), st.just(_Body({})), st.just(_Body(None)))
    session_ids = either(*[st.sampled_from(sorted(ids))] * 3, st.none(), words())

    def letter(kind: MessageType) -> st.SearchStrategy[Letter]:
        own = fitting.get(kind, other)
        return st.builds(partial(_letter, kind.value), session_ids, either(own, own, own, other))

    sound = st.sampled_from(MessageType).flatmap(letter)
    return either(sound, sound, sound, sound, _unreadable())


def _letter(kind: str, session_id: str | None, body: _Body) -> Letter:
    value = {"type": kind, "session_id": session_id, "payload": body.payload, "timestamp": TIMESTAMP}
    given = {key: each for key, each in value.items() if each is not None}
    return Letter(literal(given), kind, session_id, **body.facts)


def _offers() -> st.SearchStrategy[_Body]:
    return offered(capabilities()).map(lambda made: _Body(made, {"capabilities": made}))


def offered(found: st.SearchStrategy[Capabilities]) -> st.SearchStrategy[dict[str, Any]]:
    """Capabilities as JSON, without keys that a vector cannot have, since they would be forms of patterns."""
    return found.map(plain).filter(lambda made: not any(key.startswith("$") for key in made["extensions"]))


def _rejections(profile: Profile) -> st.SearchStrategy[_Body]:
    found = rejections(profile=profile).map(plain)
    return found.map(lambda made: _Body(made, {"rejection": True}))


def _cut() -> st.SearchStrategy[_Body]:
    """Capabilities that lack a key, which are read as the empty payload."""

    def body(made: dict[str, Any], key: str) -> _Body:
        return _Body({name: value for name, value in made.items() if name != key})

    keys = st.sampled_from(["version", "agent_id", "agent_type", "compression", "security"])
    return st.builds(body, offered(capabilities()), keys)


def _data(profile: Profile, algorithms: Sequence[str]) -> st.SearchStrategy[_Body]:
    found = either(*(wires(algorithm=each, profile=profile) for each in algorithms)).map(_sound)
    broken = broken_wires(profile=profile).filter(lambda each: each.sound.algorithm.value in algorithms)
    labels = st.sampled_from(["m2m", "tokennative", "brotli", "none"])
    made = either(found, found, broken.map(_broken))
    return st.builds(_labelled, made, either(st.none(), st.none(), labels))


def _sound(wire: SoundWire) -> tuple[str, Wire]:
    return wire.text, Wire(wire.algorithm.value, algorithm_of(wire.text), wire.content)


def _broken(wire: BrokenWire) -> tuple[str, Wire]:
    algorithm = algorithm_of(wire.text)
    return wire.text, Wire(algorithm, algorithm, None, wire.kinds)


def _labelled(made: tuple[str, Wire], label: str | None) -> _Body:
    text, wire = made
    labelled = Wire(label or wire.label, wire.algorithm, wire.content, wire.kinds)
    return _Body({"algorithm": labelled.label, "content": text}, {"data": labelled})


def _unreadable() -> st.SearchStrategy[Letter]:
    """An envelope with a value that it cannot have."""

    def letter(wrong: tuple[str, str]) -> Letter:
        key, text = wrong
        made = {"type": "PING", "session_id": "s-1", "payload": {}, "timestamp": TIMESTAMP}
        return Letter(literal({**made, key: orjson.loads(text)}), "PING", unreadable=True)

    pairs = [(key, text) for key, texts in WRONG.items() for text in texts if _carried(text)]
    return st.sampled_from(pairs).map(letter)


def _carried(text: str) -> bool:
    """Whether JSON-RPC carries the value as it is spelled: numbers such as -0 and 1e3 it may not."""
    return orjson.dumps(orjson.loads(text)).decode() == text
