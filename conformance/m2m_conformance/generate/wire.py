"""Cases about wires of one algorithm: some to write, some to read, and broken ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from m2m_conformance.generate.entry import Entry, Part, literal
from m2m_conformance.generate.flag import meanings
from m2m_conformance.strategies import BrokenWire, Wire, broken_wires, wires
from m2m_conformance.text import count
from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import CodecEngine
from m2m_ref.codec.frame import PREFIX, FrameKey, inspect
from m2m_ref.profile import Profile

ENCODINGS = {Encoding.CL100K_BASE: "cl100k", Encoding.O200K_BASE: "o200k"}
"""The vocabularies that every installation has, and the features that go with them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the cases of an area are about: an algorithm, and the requirements of each kind of case."""

    algorithm: Algorithm
    content: st.SearchStrategy[str]
    read: Sequence[str]
    write: Sequence[str]
    refuse: Mapping[str, Sequence[str]]


@st.composite
def entries(draw: st.DrawFn, subject: Subject, key: FrameKey | None = None) -> Entry:
    """A wire to read, content to write, or a wire to refuse, in the profile that it was broken for."""
    kind = draw(st.sampled_from(("read", "write", "refuse", "refuse")))
    if kind == "read":
        return reading(draw(wires(algorithm=subject.algorithm, key=key)), subject, key)
    if kind == "write":
        return writing(draw(subject.content), draw(st.sampled_from(list(ENCODINGS))), subject, key)
    profile = draw(st.sampled_from(Profile))
    broken = draw(broken_wires(algorithm=subject.algorithm, profile=profile, key=key))
    return refusing(broken, profile, subject, key)


def reading(wire: Wire, subject: Subject, key: FrameKey | None = None) -> Entry:
    """A sound wire."""
    step = {
        "call": "engine.decompress",
        "with": {"wire": literal(wire.text), **_given(key)},
        "expect": {"value": literal(wire.content)},
    }
    title = f"A sound wire of {_size(wire.content)} is read"
    return Entry(title, list(subject.read), [step], needs=_needs(wire.algorithm, wire.encoding, key))


def writing(content: str, encoding: Encoding, subject: Subject, key: FrameKey | None = None) -> Entry:
    """Content, and what every right writer makes of it."""
    engine = CodecEngine().with_encoding(encoding).with_key(key)
    made = engine.compress(content, subject.algorithm)
    params: Part = {"content": literal(content), "algorithm": subject.algorithm.value, **_given(key)}
    if subject.algorithm is Algorithm.TOKEN_NATIVE:
        params["encoding"] = encoding.value
    value: Part = {"algorithm": subject.algorithm.value, "original_bytes": made.original_bytes}
    exact = _is_exact(content, subject.algorithm)
    if exact:
        value["compressed_bytes"] = made.compressed_bytes
    nonced = key is not None and key.mode.value == "aead"
    value["wire"] = literal(made.data) if exact and not nonced else _start(made.data, content, key)
    step = {"call": "engine.compress", "with": params, "expect": {"value": value}}
    title = f"Content of {_size(content)} is written"
    return Entry(title, list(subject.write), [step], needs=_needs(subject.algorithm, encoding, key))


def refusing(broken: BrokenWire, profile: Profile, subject: Subject, key: FrameKey | None = None) -> Entry:
    """A wire with one thing wrong."""
    kinds = list(broken.kinds)
    step = {
        "call": "engine.decompress",
        "with": {"wire": literal(broken.text), **_given(key)},
        "expect": {"error": kinds if len(kinds) > 1 else kinds[0]},
    }
    sound = broken.sound
    return Entry(
        broken.why,
        list(subject.refuse[broken.flag]),
        [step],
        profile=profile.value,
        needs=_needs(sound.algorithm, sound.encoding, key),
        flag=(broken.flag, meanings()[broken.flag]),
    )


def _size(text: str) -> str:
    return count(len(text.encode()), "byte")


def _given(key: FrameKey | None) -> Part:
    return {"key": {"mode": key.mode.value, "secret": key.secret.hex()}} if key else {}


def _needs(algorithm: Algorithm, encoding: Encoding | None, key: FrameKey | None) -> list[str]:
    """Features of the algorithm, the vocabulary and the key."""
    needs = [] if algorithm is Algorithm.NONE else [algorithm.value]
    if algorithm is Algorithm.TOKEN_NATIVE and encoding is not None:
        needs.append(ENCODINGS[encoding])
    return [*needs, key.mode.value] if key else needs


def _is_exact(content: str, algorithm: Algorithm) -> bool:
    """Whether the length hangs on no Brotli encoder."""
    if algorithm is Algorithm.M2M:
        return len(content.encode()) < 100
    return algorithm is not Algorithm.BROTLI


def _start(wire: str, content: str, key: FrameKey | None) -> Part:
    """What every writer's wire begins with, headers included, and what it says."""
    decodes = {"content": literal(content), **_given(key)} if key else literal(content)
    if wire.startswith(PREFIX):
        sure = len(PREFIX) + inspect(wire).header_length * 8 // 6
    else:
        sure = wire.index(":") + 1
    return {"$starts": wire[:sure], "$decodes": decodes}
