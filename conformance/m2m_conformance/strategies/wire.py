"""Sound wires, and the content that every right reader finds in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

from m2m_conformance.strategies.chat import requests, responses
from m2m_conformance.strategies.content import contents, json_texts
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.frame import frames, nonces, secured
from m2m_conformance.strategies.option import algorithms_of, profile_of
from m2m_conformance.strategies.stream import streams
from m2m_conformance.strategies.token import ENCODINGS, ids_of, pack, padded_ids, splits
from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import CodecEngine, base64, brotli, frame, tokennative
from m2m_ref.codec.frame import FrameKey
from m2m_ref.codec.vocabulary import VOCABULARIES
from m2m_ref.profile import Profile, settings

INEXACT = ("X", "c", "CC", "C ", "CO", "é", "0")
"""Tokenizer ids that core reads as C, and strict not at all."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A wire text, its content, and the algorithm that its prefix names.

    `encoding` is the vocabulary of TokenNative; None in the other algorithms, which have none.
    """

    text: str
    content: str
    algorithm: Algorithm
    encoding: Encoding | None = None


def wires(
    *,
    algorithm: Algorithm | str | None = None,
    key: FrameKey | None = None,
    profile: Profile | str | None = None,
) -> st.SearchStrategy[Wire]:
    """Sound wires, in any algorithm or in this one. About half are as `CodecEngine` writes them.

    The others nobody here writes, but any reader takes: frames without a cost estimate, with extensions, of
    other schemas, with opaque headers, reserved bits, padded varints and other numbers in the header; Brotli
    of any quality and window, in frames of any length; tokens of another split, and padded ids. Every wire is
    read alike in both profiles, unless `profile` is core: then there are also some that strict refuses, with
    bytes after a payload, an inexact tokenizer id, and content with the prefix of a form no longer spoken.

    With a key all are frames secured with it, their nonces drawn. Never tokens of Llama's vocabulary, which
    needs a package of its own. Raises ValueError for an algorithm other than m2m beside a key.
    """
    lax = profile is not None and profile_of(profile) is Profile.CORE
    if key is not None:
        algorithms_of(algorithm, key)
        return _secured(key)
    return _unsecured(algorithms_of(algorithm, None), lax)


@cache
def _unsecured(algorithms: tuple[Algorithm, ...], lax: bool) -> st.SearchStrategy[Wire]:
    """Cached, since breakers draw from it, and to make strategies takes longer than to draw."""
    made = {
        Algorithm.NONE: _plain(lax),
        Algorithm.M2M: _framed(lax),
        Algorithm.TOKEN_NATIVE: _tokens(lax),
        Algorithm.BROTLI: _compressed(),
    }
    return either(*[made[each] for each in algorithms])


@cache
def framable() -> st.SearchStrategy[str]:
    """Content that a frame can carry."""
    return either(requests(), responses(), json_texts())


def frame_text(data: bytes) -> str:
    """The text form of the bytes of a frame."""
    return frame.PREFIX + base64.encode(data)


def token_text(name: str, data: bytes) -> str:
    """The text form of varints in the vocabulary with this id."""
    return f"{tokennative.PREFIX}{name}|{base64.encode(data)}"


def brotli_text(data: bytes) -> str:
    """The text form of a Brotli stream."""
    return brotli.DATA + base64.encode(data)


@st.composite
def _plain(draw: st.DrawFn, lax: bool) -> Wire:
    content = draw(contents())
    if lax and draw(st.integers(0, 3)) == 0:
        content = draw(st.sampled_from(settings(Profile.STRICT).legacy_prefixes)) + content
    return Wire(content, content, Algorithm.NONE)


@st.composite
def _framed(draw: st.DrawFn, lax: bool) -> Wire:
    content = draw(framable())
    data = draw(frames(content)).data()
    if lax and draw(st.integers(0, 3)) == 0:
        data += draw(st.binary(min_size=1, max_size=20))
    return Wire(frame_text(data), content, Algorithm.M2M)


@st.composite
def _secured(draw: st.DrawFn, key: FrameKey) -> Wire:
    content = draw(framable())
    data = secured(draw(frames(content)), key, draw(nonces()))
    return Wire(frame_text(data), content, Algorithm.M2M)


@st.composite
def _tokens(draw: st.DrawFn, lax: bool) -> Wire:
    content, encoding = draw(contents()), draw(st.sampled_from(ENCODINGS))
    name = VOCABULARIES[encoding].letter
    if lax and encoding is Encoding.CL100K_BASE and draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(INEXACT))
    ids = draw(splits(content, encoding)) if draw(st.booleans()) else ids_of(content, encoding)
    data = draw(padded_ids(ids)) if draw(st.integers(0, 3)) == 0 else pack(ids)
    return Wire(token_text(name, data), content, Algorithm.TOKEN_NATIVE, encoding)


@st.composite
def _compressed(draw: st.DrawFn) -> Wire:
    content = draw(contents())
    if draw(st.booleans()):
        text = CodecEngine().compress(content, Algorithm.BROTLI).data
    else:
        text = brotli_text(draw(streams(content.encode())))
    return Wire(text, content, Algorithm.BROTLI)
