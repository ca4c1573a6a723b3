"""The two forms of TokenNative: how each names its vocabulary (spec/protocol.md, TokenNative)."""

from __future__ import annotations

from m2m_conformance.explain import token
from m2m_conformance.explain.opening import opened, size_of
from m2m_conformance.explain.span import Explanation, Kind, Span, Weight
from m2m_conformance.explain.text import quote
from m2m_conformance.explain.walk import Part, Walk
from m2m_ref.algorithm import Encoding
from m2m_ref.codec.tokennative import PREFIX
from m2m_ref.codec.vocabulary import VOCABULARIES
from m2m_ref.profile import Profile, settings

# What is heuristic writes cl100k, and no wire names it.
_ENCODINGS = [each for each in VOCABULARIES if each is not Encoding.HEURISTIC]
_LETTERS = {VOCABULARIES[each].letter: each for each in _ENCODINGS}
_BYTES = {VOCABULARIES[each].byte: each for each in _ENCODINGS}
_NAMES = f"one of {', '.join(_LETTERS)}"


def explain(wire: str) -> Explanation:
    """The text form: the id of the vocabulary up to the second bar, then base64."""
    name, bar, _ = wire.removeprefix(PREFIX).partition("|")
    encoding = _LETTERS.get(name[:1], Encoding.CL100K_BASE)
    way = opened(wire, _prefix(name, bar, encoding))
    if not name:
        way.fault(
            way.spans[0], "no tokenizer id follows; what does is read as C", f"write {_NAMES} behind it"
        )
    elif name not in _LETTERS:
        _hold_exact(way, name, way.spans[1])
    if bar:
        token.walk(way, encoding)
    else:
        what = "the second bar and the base64 are missing"
        way.fault(
            None, what, f"end the id with a bar: {PREFIX}C| is the empty text", place="the end of the wire"
        )
    return way.explanation("TokenNative, text form", size_of(wire))


def _prefix(name: str, bar: str, encoding: Encoding) -> list[Part]:
    parts = [
        (PREFIX, "prefix", "TokenNative, text form"),
        (name, "tokenizer id", f"{quote(name)}: {_vocabulary(encoding)}"),
        (bar, "prefix", "base64 of varints follows"),
    ]
    return [part for part in parts if part[0]]


def _hold_exact(way: Walk, name: str, span: Span) -> None:
    """Each profile has its own rule for other ids (spec/strict.yaml, tokenizer_id)."""
    if settings(Profile.STRICT).exact_tokenizer_id:
        known = "its first character counts" if name[0] in _LETTERS else "it reads as C"
        what = f"{quote(name)} is not {_NAMES}: in core {known}, in strict it is an error"
        way.find(Weight.STRICT, span, what, f"write {_NAMES}")


def explain_binary(way: Walk) -> Explanation:
    """The binary form: a byte for the vocabulary, then varints."""
    encoding = _BYTES.get(way.data[:1])
    if encoding is not None:
        way.span(1, "vocabulary", f"{way.data[0]:02x}: {_vocabulary(encoding)}")
        token.walk(way, encoding)
    else:
        span = way.span(way.left, "not read", "no binary form begins like this", Kind.IGNORED)
        begin = f"it begins with {span.raw[:7].hex(' ')}" if span.raw else "it is empty"
        remedy = "begin a frame with its prefix, and TokenNative with the byte 0, 1 or 2"
        way.fault(span, f"{begin}, and so with neither a frame's prefix nor a vocabulary", remedy)
    return way.explanation("TokenNative, binary form", len(way.data))


def _vocabulary(encoding: Encoding) -> str:
    return f"the vocabulary {VOCABULARIES[encoding].name}"
