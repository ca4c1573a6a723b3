"""All breakers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from hypothesis import strategies as st

from m2m_conformance.strategies.anatomy import Frame
from m2m_conformance.strategies.breaker import armour, header, payload, security, stream, token
from m2m_conformance.strategies.breaker.entry import BOTH, CRYPTO, DECOMPRESSION, STRICT, Break, Breaker, Make
from m2m_conformance.strategies.chat import requests, responses
from m2m_conformance.strategies.content import contents
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.frame import CHANGES, EVEN, Change, frames, nonces, secured
from m2m_conformance.strategies.token import ENCODINGS, ids_of, pack
from m2m_conformance.strategies.wire import Wire, framable, frame_text, token_text, wires
from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import CodecEngine, brotli, tokennative
from m2m_ref.codec import frame as frames_of
from m2m_ref.codec.frame import FrameKey
from m2m_ref.codec.vocabulary import VOCABULARIES
from m2m_ref.error import InvalidCodecError, InvalidMessageError
from m2m_ref.profile import Profile, settings

Contents = Callable[[], st.SearchStrategy[str]]


@cache
def _chats() -> st.SearchStrategy[str]:
    return either(requests(), responses())


def _frame(
    spoil: Callable[[st.DrawFn, Frame, bytes], header.Spoilt],
    contents: Contents = framable,
    changes: Sequence[Change] = CHANGES,
) -> Make:
    """Of a way to break a frame, given as its parts and its content."""

    def make(draw: st.DrawFn, key: FrameKey | None) -> Break:
        content = draw(contents())
        frame = draw(frames(content, changes))
        sound, data, why = spoil(draw, frame, content.encode())
        return Break(Wire(frame_text(sound.data()), content, Algorithm.M2M), frame_text(data), why)

    return make


def _header(spoil: Callable[[st.DrawFn, Frame, bytes], header.Spoilt], contents: Contents = _chats) -> Make:
    """Of a way to break a header, for which its fields have to fill it."""
    return _frame(spoil, contents, EVEN)


def _sealed(spoil: Callable[[st.DrawFn, bytes, Frame, FrameKey], tuple[bytes, str]]) -> Make:
    """Of a way to break a secured frame, given as its bytes, what it was before, and the key."""

    def make(draw: st.DrawFn, key: FrameKey | None) -> Break:
        assert key is not None
        content = draw(framable())
        frame = draw(frames(content))
        sound = secured(frame, key, draw(nonces()))
        data, why = spoil(draw, sound, frame, key)
        return Break(Wire(frame_text(sound), content, Algorithm.M2M), frame_text(data), why)

    return make


def _tokens(
    spoil: Callable[[st.DrawFn, str, Encoding], tuple[str, str]], encodings: Sequence[Encoding] = ENCODINGS
) -> Make:
    """Of a way to break the tokens of content."""

    def make(draw: st.DrawFn, key: FrameKey | None) -> Break:
        content, encoding = draw(contents()), draw(st.sampled_from(encodings))
        text = token_text(VOCABULARIES[encoding].letter, pack(ids_of(content, encoding)))
        return Break(Wire(text, content, Algorithm.TOKEN_NATIVE, encoding), *spoil(draw, content, encoding))

    return make


def _brotli(spoil: Callable[[st.DrawFn, str], tuple[str, str]]) -> Make:
    """Of a way to break the Brotli text of content."""

    def make(draw: st.DrawFn, key: FrameKey | None) -> Break:
        content = draw(contents())
        text = CodecEngine().compress(content, Algorithm.BROTLI).data
        return Break(Wire(text, content, Algorithm.BROTLI), *spoil(draw, content))

    return make


def _armour(algorithm: Algorithm) -> Make:
    """The base64 of a sound wire, broken."""

    def make(draw: st.DrawFn, key: FrameKey | None) -> Break:
        sound = draw(wires(algorithm=algorithm))
        head = _head(sound)
        text, why = draw(armour.bad_base64(sound.text.removeprefix(head)))
        return Break(sound, head + text, why)

    return make


def _head(wire: Wire) -> str:
    """What stands before the base64."""
    if wire.encoding is not None:
        return f"{tokennative.PREFIX}{VOCABULARIES[wire.encoding].letter}|"
    return frames_of.PREFIX if wire.algorithm is Algorithm.M2M else brotli.DATA


def _legacy(draw: st.DrawFn, key: FrameKey | None) -> Break:
    """A text with the prefix of a form that is spoken no more; core takes it as it is."""
    content = draw(contents())
    prefix = draw(st.sampled_from(settings(Profile.STRICT).legacy_prefixes))
    return Break(Wire(content, content, Algorithm.NONE), prefix + content, f"{prefix} is spoken no more")


def _without_seal(draw: st.DrawFn, key: FrameKey | None) -> Break:
    """A wire of another form than the frame, which nothing can secure."""
    others = [each for each in Algorithm if each is not Algorithm.M2M]
    wire = draw(st.sampled_from(others).flatmap(lambda algorithm: wires(algorithm=algorithm)))
    sound = draw(wires(key=key))
    return Break(sound, wire.text, f"{wire.algorithm} has no seal")


def _of_frame(flag: str, make: Make, profiles: frozenset[Profile] = BOTH) -> Breaker:
    return Breaker(flag, Algorithm.M2M, make, profiles=profiles)


def _of_token(flag: str, make: Make, profiles: frozenset[Profile] = BOTH) -> Breaker:
    return Breaker(flag, Algorithm.TOKEN_NATIVE, make, profiles=profiles)


def _of_brotli(flag: str, make: Make, kind: str = DECOMPRESSION) -> Breaker:
    return Breaker(flag, Algorithm.BROTLI, make, kind)


def _of_security(flag: str, make: Make, *, keyed: bool) -> Breaker:
    # The kind is crypto; decompression will do (spec/protocol.md, Frame security).
    return Breaker(flag, Algorithm.M2M, make, CRYPTO, (DECOMPRESSION,), keyed=keyed)


BREAKERS = (
    _of_frame("truncated", _frame(payload.truncated)),
    _of_frame("bad_base64", _armour(Algorithm.M2M)),
    _of_frame("header_overrun", _header(header.header_overrun)),
    _of_frame("header_underrun", _header(header.header_underrun)),
    _of_frame("count_mismatch", _header(header.count_mismatch, requests)),
    _of_frame("overlong_varint", _header(header.overlong_varint)),
    _of_frame("cut_varint", _header(header.cut_varint)),
    _of_frame("flag_without_field", _header(header.flag_without_field)),
    _of_frame("field_without_flag", _header(header.field_without_flag)),
    _of_frame("byte_order", _header(header.byte_order)),
    _of_frame("not_utf8", _header(header.text_not_utf8)),
    _of_frame("not_utf8", _frame(payload.content_not_utf8)),
    _of_frame("payload_overrun", _frame(payload.payload_overrun)),
    _of_frame("payload_underrun", _frame(payload.payload_underrun)),
    _of_frame("bad_crc", _frame(payload.bad_crc)),
    _of_frame("bad_brotli", _frame(payload.bad_brotli)),
    _of_frame("unannounced_brotli", _frame(payload.unannounced_brotli)),
    _of_frame("trailing_bytes", _frame(payload.trailing_bytes), STRICT),
    _of_security("no_key", _frame(security.no_key), keyed=False),
    _of_security("relabelled", _frame(security.relabelled), keyed=False),
    _of_security("unknown_security", _frame(security.unknown_security), keyed=False),
    _of_security("tampered", _sealed(security.tampered), keyed=True),
    _of_security("truncated", _sealed(security.cut_short), keyed=True),
    _of_security("trailing_bytes", _sealed(security.appended), keyed=True),
    _of_security("relabelled", _sealed(security.renamed), keyed=True),
    _of_security("other_key", _sealed(security.other_key), keyed=True),
    _of_security("unsecured", _sealed(security.unsecured), keyed=True),
    Breaker("unsecured", Algorithm.M2M, _without_seal, CRYPTO, keyed=True),
    _of_token("missing_id", _tokens(token.missing_id)),
    _of_token("missing_data", _tokens(token.missing_data)),
    _of_token("bad_base64", _armour(Algorithm.TOKEN_NATIVE)),
    _of_token("overlong_varint", _tokens(token.overlong_varint)),
    _of_token("cut_varint", _tokens(token.cut_varint)),
    _of_token("unknown_token", _tokens(token.unknown_token)),
    _of_token("not_utf8", _tokens(token.not_utf8)),
    _of_token("inexact_id", _tokens(token.inexact_id, [Encoding.CL100K_BASE]), STRICT),
    _of_brotli("missing_data", _brotli(stream.missing_data), InvalidMessageError.kind),
    _of_brotli("truncated", _brotli(stream.truncated)),
    _of_brotli("bad_base64", _armour(Algorithm.BROTLI)),
    _of_brotli("bad_brotli", _brotli(stream.bad_brotli)),
    _of_brotli("not_utf8", _brotli(stream.not_utf8)),
    _of_brotli("trailing_bytes", _brotli(stream.trailing_bytes)),
    Breaker("legacy", Algorithm.NONE, _legacy, InvalidCodecError.kind, profiles=STRICT),
)
"""Every way to break a wire."""
