"""Ways to break the headers of a frame."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from hypothesis import strategies as st

from m2m_conformance.strategies.anatomy import TEXTS, VARINTS, Frame, mask_of
from m2m_conformance.strategies.breaker.utf8 import spoiled
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.frame import with_flagged_field
from m2m_conformance.strategies.varint import overlong, unfinished, value_of
from m2m_ref.codec.frame.header import FIXED_BYTES
from m2m_ref.codec.frame.table import table
from m2m_ref.codec.varint import HEADER_BITS, write

_FLAGGED = {
    "request": {"max_tokens": "max_tokens"},
    "response": {
        "cached_tokens": "cached_tokens",
        "reasoning_tokens": "reasoning_tokens",
        "cost_estimate": "cost",
    },
}
"""Flags that a field follows, and the field."""


class Spoilt(NamedTuple):
    """A sound frame, the bytes of it broken in one way, and which."""

    sound: Frame
    data: bytes
    why: str


def header_overrun(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """`header_len` is beyond the frame, a text is longer than the header, or the last fields are missing."""
    size = len(frame.data())
    way = draw(st.sampled_from(["length", "text", "fields", "cut"]))
    if way == "text" and (found := _longer_text(draw, frame)):
        return found
    if way == "fields":
        return _fewer_fields(draw, frame)
    if way == "cut" and frame.layout == "response" and frame.names[-1] == "cost":
        short = frame.with_field("cost", frame.field("cost")[: draw(st.integers(1, 3))])
        return Spoilt(frame, short.data(), "The cost estimate is cut short")
    longer = draw(either(st.just(0xFFFF), st.integers(size + 1, 0xFFFF)))
    return Spoilt(frame, replace(frame, header_len=longer).data(), f"header_len is {longer} of {size} bytes")


def _longer_text(draw: st.DrawFn, frame: Frame) -> Spoilt | None:
    """A length byte that goes beyond the header; None if no byte does."""
    name = draw(st.sampled_from([name for name in frame.names if name in TEXTS]))
    before = sum(len(data) for each, data in frame.fields[: frame.names.index(name)])
    room = len(frame.variable) - before - 1
    if room >= 0xFF:
        return None
    length = draw(either(st.just(room + 1), st.integers(room + 1, 0xFF)))
    broken = frame.with_field(name, bytes([length]) + frame.field(name)[1:])
    return Spoilt(frame, broken.data(), f"The {name} is {length} bytes long, and {room} are there")


def _fewer_fields(draw: st.DrawFn, frame: Frame) -> Spoilt:
    """Without the last fields; the cost of a request alone may be missing."""
    needed = len(frame.fields) - (frame.layout == "request" and "cost" in frame.names)
    kept = draw(st.integers(0, needed - 1))
    after = f"the {frame.names[kept - 1]}" if kept else "the fixed one"
    return Spoilt(frame, frame.with_fields(frame.fields[:kept]).data(), f"The header ends after {after}")


def header_underrun(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """`header_len` is less than the fixed header has, or bytes are left after the last field."""
    way = draw(st.sampled_from(["length", "more", "cost"]))
    if way == "length":
        size = draw(st.integers(0, FIXED_BYTES - 1))
        return Spoilt(frame, replace(frame, header_len=size).data(), f"header_len is {size}")
    if way == "cost" and frame.layout == "request" and "cost" in frame.names:
        short = frame.with_field("cost", frame.field("cost")[: draw(st.integers(1, 3))])
        return Spoilt(frame, short.data(), "Fewer bytes are left than a cost estimate takes")
    more = draw(st.binary(min_size=1, max_size=12))
    if len(more) == 4:  # a request without cost would have one
        more += b"\0"
    longer = frame.with_fields((*frame.fields, ("more", more)))
    return Spoilt(frame, longer.data(), f"{len(more)} bytes are left in the header after its last field")


def count_mismatch(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The message count asks for more role bytes than there are, or for fewer, or one is lost or added."""
    count, roles = value_of(frame.field("count")), frame.field("roles")
    others = [count + more for more in (-9, -5, -4, 4, 5, 9, 100, 2**32, 2**63) if count + more >= 0]
    changed = [frame.with_field("count", write(other)) for other in others]
    changed += [frame.with_field("roles", roles + bytes([extra])) for extra in (0, 1, 0x55)]
    changed += [frame.with_field("roles", roles[:-1])] if roles else []
    broken = draw(st.sampled_from([each for each in changed if not each.is_even()]))
    told, there = value_of(broken.field("count")), len(broken.field("roles"))
    return Spoilt(frame, broken.data(), f"{told} messages, and role bytes {there}")


def overlong_varint(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """A varint has more than ten bytes, or more than 64 bits."""
    name = draw(st.sampled_from([name for name in frame.names if name in VARINTS]))
    broken = frame.with_field(name, draw(overlong(HEADER_BITS)))
    return Spoilt(frame, broken.data(), f"The {_words(name)} is a varint of more than 64 bits or ten bytes")


def cut_varint(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The header ends in a varint."""
    name = draw(st.sampled_from([name for name in frame.names if name in VARINTS]))
    kept = frame.fields[: frame.names.index(name)]
    broken = frame.with_fields((*kept, (name, draw(unfinished(HEADER_BITS)))))
    return Spoilt(frame, broken.data(), f"The header ends within the varint of the {_words(name)}")


def flag_without_field(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """A flag is set, and the field that follows it is not there."""
    flag, field = draw(st.sampled_from(sorted(_FLAGGED[frame.layout].items())))
    mask = mask_of(frame.layout, flag)
    sound = frame.with_fields(tuple(each for each in frame.fields if each[0] != field)).with_flag(mask, False)
    if sound.with_flag(mask, True).is_even():  # the cost passes for a varint
        sound = sound.with_fields(tuple(each for each in sound.fields if each[0] != "cost"))
    why = f"The flag of the {_words(flag)} is set, and there are none"
    return Spoilt(sound, sound.with_flag(mask, True).data(), why)


def field_without_flag(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """A field is there, and the flag that tells of it is clear."""
    sound = with_flagged_field(draw, frame, raw)
    flag = draw(st.sampled_from(sorted(_FLAGGED[frame.layout])))
    mask = mask_of(frame.layout, flag)
    if sound.with_flag(mask, False).is_even():  # the varint passes for a cost
        sound = sound.with_field("max_tokens", write(1))
    why = f"The flag of the {_words(flag)} is clear, and they are there"
    return Spoilt(sound, sound.with_flag(mask, False).data(), why)


def byte_order(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """An integer is written big-endian, and another one that way."""
    turned = {
        "header_len": replace(frame, header_len=_turned(frame.header_len, 2)),
        "flags": replace(frame, flags=_turned(frame.flags, 4)),
        "payload_len": replace(frame, payload_len=_turned(frame.payload_len, 4)),
        "crc": replace(frame, crc=_turned(frame.crc, 4)),
    }
    name = draw(st.sampled_from([name for name, each in turned.items() if _is_broken(name, frame, each)]))
    return Spoilt(frame, turned[name].data(), f"{name} is written big-endian")


def _turned(value: int, size: int) -> int:
    return int.from_bytes(value.to_bytes(size, "little"), "big")


def _is_broken(name: str, frame: Frame, turned: Frame) -> bool:
    """Whether it matters: a length may still be one, and flags may call for the same fields and payload."""
    if name == "header_len":
        return not FIXED_BYTES <= turned.header_len <= len(frame.data())
    if name == "flags":
        return bool((frame.flags ^ turned.flags) & table().compressed) or not turned.is_even()
    return turned != frame


def text_not_utf8(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The model or the id is not UTF-8."""
    name = draw(st.sampled_from([name for name in frame.names if name in TEXTS]))
    text = draw(spoiled(frame.field(name)[1:].decode()[:50]))
    broken = frame.with_field(name, bytes([len(text)]) + text)
    return Spoilt(frame, broken.data(), f"The {name} is not UTF-8")


def _words(name: str) -> str:
    return "message count" if name == "count" else name.replace("_", " ")
