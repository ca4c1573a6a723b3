"""Sound frames: what a writer makes of content, and frames that only others write."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from m2m_conformance.strategies.anatomy import VARINTS, Frame, layout_of, mask_of
from m2m_conformance.strategies.chat import counts
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.stream import streams
from m2m_conformance.strategies.varint import spellings, value_of
from m2m_ref.algorithm import Algorithm
from m2m_ref.codec import CodecEngine
from m2m_ref.codec.frame import FrameKey, Mode
from m2m_ref.codec.frame.header import RESERVED_BYTES
from m2m_ref.codec.frame.seal import NONCE_BYTES, seal, security_byte
from m2m_ref.codec.frame.table import table

_COSTS = (0.0, math.nan, math.inf, -1.0)

Change = Callable[[st.DrawFn, Frame, bytes], Frame]
"""Makes another sound frame of a sound frame and its content."""


def written(content: str) -> Frame:
    """The frame that a writer makes of content."""
    return Frame.of(CodecEngine().compress(content, Algorithm.M2M).data)


@st.composite
def frames(draw: st.DrawFn, content: str, changes: Sequence[Change] = ()) -> Frame:
    """A sound frame of the content: as a writer makes it, or with up to three things changed.

    `changes` are those that may be made; none is all of `CHANGES`.
    """
    frame, raw = written(content), content.encode()
    if draw(st.booleans()):
        made = st.lists(st.sampled_from(changes or CHANGES), min_size=1, max_size=3, unique=True)
        for change in draw(made):
            frame = change(draw, frame, raw)
    return frame


def secured(frame: Frame, key: FrameKey, nonce: bytes) -> bytes:
    """The frame secured, without its prefix. HMAC takes no nonce."""
    sealed = replace(frame, security=security_byte(key))
    return seal(sealed.headers(), sealed.body(), key, nonce if key.mode is Mode.AEAD else None)


@cache
def nonces() -> st.SearchStrategy[bytes]:
    """12 bytes. They repeat, as nonces for use never may."""
    return st.binary(min_size=NONCE_BYTES, max_size=NONCE_BYTES)


@cache
def keys() -> st.SearchStrategy[FrameKey]:
    """A key of either mode, with the least bytes that it takes or more, up to 48."""
    return st.sampled_from(Mode).flatmap(
        lambda mode: st.binary(min_size=mode.least_bytes, max_size=48).map(lambda it: FrameKey(mode, it))
    )


def without_cost(draw: st.DrawFn, frame: Frame, raw: bytes) -> Frame:
    """A request without its cost estimate, which no flag tells of."""
    if frame.layout != "request":
        return frame
    return frame.with_fields(tuple(each for each in frame.fields if each[0] not in ("cost", "extensions")))


def with_extensions(draw: st.DrawFn, frame: Frame, raw: bytes) -> Frame:
    """Bit 25, and what it tells of; there may be nothing."""
    fields = tuple(each for each in frame.fields if each[0] != "extensions")
    if frame.layout != "opaque":
        fields += (("extensions", draw(st.binary(max_size=12))),)
    return frame.with_fields(fields).with_flag(table().extensions, True)


def with_schema(draw: st.DrawFn, frame: Frame, raw: bytes) -> Frame:
    """Another schema with the same header."""
    same = [byte for byte, layout in table().layouts.items() if layout == frame.layout]
    return replace(frame, schema=draw(st.sampled_from(same)))


def with_opaque(draw: st.DrawFn, frame: Frame, raw: bytes) -> Frame:
    """A schema whose header is opaque, known or not, and any header of up to 40 bytes."""
    opaque = [byte for byte in range(256) if layout_of(byte) == "opaque"]
    known = [byte for byte in opaque if byte in table().layouts]
    schema = draw(either(st.sampled_from(known), st.sampled_from(opaque)))
    return replace(frame, schema=schema).with_fields((("opaque", draw(st.binary(max_size=40))),))


def with_other_stream(draw: st.DrawFn, frame: Frame, raw: bytes) -> Frame:
    """The payload by other encoder settings, whatever its length; or not compressed, whatever its length."""
    compress = draw(st.booleans())
    payload = draw(streams(raw)) if compress else raw
    return frame.with_payload(payload).with_flag(table().compressed, compress)


def with_reserved(draw: st.DrawFn, frame: Frame, raw: bytes) -> Frame:
    """Bytes and flags without a meaning, which are not looked at."""
    named = sum(flag.mask for flag in table().flags.get(frame.layout, {}).values())
    bits = draw(st.integers(0, 2**32 - 1)) & ~(named | table().compressed | table().extensions)
    reserved = draw(st.binary(min_size=RESERVED_BYTES, max_size=RESERVED_BYTES))
    return replace(frame, reserved=reserved, flags=frame.flags | bits)


def with_padded_varints(draw: st.DrawFn, frame: Frame, raw: bytes) -> Frame:
    """Varints in more bytes than they need, up to ten."""
    for name in frame.names:
        if name in VARINTS:
            frame = frame.with_field(name, draw(spellings(value_of(frame.field(name)))))
    return frame


def with_other_values(draw: st.DrawFn, frame: Frame, raw: bytes) -> Frame:
    """Numbers in the header that the content does not have; a reader compares nothing with it."""
    for name in frame.names:
        if name in VARINTS and name != "count":
            frame = frame.with_field(name, draw(spellings(draw(counts()))))
        elif name == "cost":
            cost = draw(either(st.sampled_from(_COSTS), st.floats(width=32)))
            frame = frame.with_field(name, struct.pack("<f", cost))
    return frame


def with_flagged_field(draw: st.DrawFn, frame: Frame, raw: bytes) -> Frame:
    """All fields that a flag tells of, and their flags. Neither request nor response: as it is."""
    if frame.layout == "request":
        return _with_max_tokens(draw(spellings(draw(counts()))), frame)
    if frame.layout == "response":
        told = [draw(spellings(draw(counts()))) for _ in range(2)]
        return _with_counts(told, struct.pack("<f", draw(st.floats(0, 1, width=32))), frame)
    return frame


def _with_max_tokens(limit: bytes, frame: Frame) -> Frame:
    fields = tuple(each for each in frame.fields if each[0] != "max_tokens")
    place = [name for name, _ in fields].index("hint") + 1
    told = (*fields[:place], ("max_tokens", limit), *fields[place:])
    return frame.with_fields(told).with_flag(mask_of("request", "max_tokens"), True)


def _with_counts(told: list[bytes], cost: bytes, frame: Frame) -> Frame:
    flagged = {"cached_tokens": told[0], "reasoning_tokens": told[1], "cost": cost}
    rest = tuple(each for each in frame.fields if each[0] == "extensions")
    own = tuple(each for each in frame.fields if each[0] not in (*flagged, "extensions"))
    names = ("cached_tokens", "reasoning_tokens", "cost_estimate")
    masks = sum(mask_of("response", name) for name in names)
    return frame.with_fields((*own, *flagged.items(), *rest)).with_flag(masks, True)


CHANGES: tuple[Change, ...] = (
    without_cost,
    with_extensions,
    with_schema,
    with_opaque,
    with_other_stream,
    with_reserved,
    with_padded_varints,
    with_other_values,
    with_flagged_field,
)
"""What may be different in a sound frame."""

EVEN = tuple(change for change in CHANGES if change not in (with_extensions, with_opaque))
"""Those that leave a header whose fields fill it."""
