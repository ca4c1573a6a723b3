"""Ways to put a broken wire right, by the flag that says how it is broken.

A rule makes of a wire what it may have been before it was broken in this one way and in no other. So a wire
that its rule cannot make sound is broken in another way, or in two.
"""

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Any
from unittest import mock

import brotli  # type: ignore[import-untyped]

from . import brotli_text, frame, frame_mend, look, secured, strict, token_text, varint
from .broken import BINARY_FRAME, Broken, keys, sound, sound_bytes
from .error import WireError
from .text import pack

Mends = Iterator[Broken]

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def is_mended(one: Broken, flag: str) -> bool:
    """Whether the rule of `flag` makes it sound."""
    with suppress(WireError):  # where the rule finds nothing to put right
        if flag in RULES and any(each.is_read() for each in RULES[flag](one)):
            return True
    with ExitStack() as stack:
        for limit in LIMITS.get(flag, ()):
            stack.enter_context(limit)
        return one.is_read()


LIMITS: dict[str, list[Any]] = {
    "bomb": [mock.patch.object(module, "LIMIT", 2**30) for module in (frame, brotli_text, strict)],
    "short_secret": [mock.patch.dict(secured.LEAST, hmac=0)],
}
"""What is sound but for a limit; each without it."""


def repaired(one: Broken) -> Mends:
    """The letters of the alphabet, all or up to the padding, padded, and no bit that stands for nothing."""
    text = one.text().removeprefix(one.head()).translate(str.maketrans("-_", "+/"))
    foreign = re.sub("[A-Za-z0-9+/=]", "", text)[:1]
    replaced = [text.replace(foreign, each) for each in ALPHABET] if foreign else []
    for letters in (text, text.split("=")[0], *replaced):
        bits = "".join(f"{ALPHABET.index(each):06b}" for each in letters if each in ALPHABET)
        data = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))
        yield one.with_given(wire=one.head() + pack(data))


def with_id(one: Broken) -> Mends:
    """The id of a vocabulary, and the bar if that is missing with it."""
    rest = one.text().removeprefix(token_text.PREFIX)
    yield one.with_given(wire=f"{token_text.PREFIX}C{rest or '|'}")


def with_mark(one: Broken) -> Mends:
    """The bar; or DATA: and the empty stream in place of what is there."""
    yield one.with_given(wire=f"{brotli_text.PREFIX}Bg==" if one.form() == "brotli" else f"{one.text()}|")


def with_exact_id(one: Broken) -> Mends:
    """An id that there is. The oracle has not got the vocabulary of L."""
    data = one.text().removeprefix(token_text.PREFIX).partition("|")[2]
    yield from (one.with_given(wire=f"{token_text.PREFIX}{letter}|{data}") for letter in "CO")


def as_any_text(one: Broken) -> Mends:
    """The same, read by the rules of core as whatever it is."""
    yield Broken("core/any/text", "engine.decompress", one.given, one.flags)


def as_text(one: Broken) -> Mends:
    """The same bytes as a text form."""
    yield Broken(
        "core/any/text", "engine.decompress", {"wire": base64.b64decode(one.text()).decode()}, one.flags
    )


def with_form(one: Broken) -> Mends:
    """The byte of a vocabulary first."""
    yield from (one.with_data(bytes([byte]) + one.data()[1:]) for byte in (0, 1))


def completed(one: Broken) -> Mends:
    """A sound wire of the vectors that has all of it, and more in one place."""
    if one.call == "frame.inspect":
        text = (each for each in sound() if each.form() == "m2m" and each.call != "engine.decompress_binary")
        whole = (each for each in text if "unlooked" not in each.flags)
        yield from (one.with_given(wire=each.text()) for each in whole if is_part(seen(one), seen(each)))
        return
    if one.form() == "brotli" and is_start(one.data()):
        yield one.with_data(b"\6")
    data = one.data()
    pool = sound_bytes(one.form())
    if one.call == "engine.decompress_binary":
        pool = pool | {BINARY_FRAME + each for each in sound_bytes("m2m")}
    yield from (one.with_data(whole) for whole in pool if is_part(data, whole))


def seen(one: Broken) -> bytes:
    """The bytes of a frame whose text may be cut off anywhere."""
    return look.start_of(one.text()[len(frame.PREFIX) :])


def is_start(stream: bytes) -> bool:
    """Whether it is a Brotli stream as far as it goes."""
    decoder = brotli.Decompressor()
    try:
        decoder.process(stream)
    except brotli.error:
        return False
    return not decoder.is_finished()


def is_part(data: bytes, whole: bytes) -> bool:
    """Whether `data` is `whole` with bytes missing in one place."""
    return len(data) < len(whole) and common(data, whole) + common(data[::-1], whole[::-1]) >= len(data)


def common(one: bytes, other: bytes) -> int:
    """How many first bytes are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def without_end(one: Broken) -> Mends:
    """Fewer bytes, or fewer bits in the last one; by the rules of strict, which take nothing behind."""
    data = one.data()
    cut = [data[:-count] for count in range(1, len(data))]
    masked = [data[:-1] + bytes([data[-1] & mask]) for mask in (1, 3, 7, 15, 31, 63, 127)]
    inside = frame_mend.shorter_payload(data) if one.form() == "m2m" else ()
    yield from (replace(one.with_data(each), name="any/strict-any/wire") for each in [*cut, *masked, *inside])


def with_tokens(one: Broken, change: Callable[[bytes], Iterator[bytes]]) -> Mends:
    """Other token ids in either form; in the binary one the byte of the vocabulary stays."""
    kept = 1 if one.call == "engine.decompress_binary" else 0
    data = one.data()
    yield from (one.with_data(data[:kept] + each) for each in change(data[kept:]))


def with_known_token(one: Broken) -> Mends:
    """One id replaced by 0, which every vocabulary has."""

    def change(data: bytes) -> Iterator[bytes]:
        ids = token_text.ids_of(data)
        for place in range(len(ids)):
            yield b"".join(varint.write(0 if at == place else each) for at, each in enumerate(ids))

    return with_tokens(one, change)


def with_text_token(one: Broken) -> Mends:
    """Every id that is no text by itself replaced by 0."""
    letter = "CO"[one.data()[0]] if one.call == "engine.decompress_binary" else one.head()[4]

    def is_text(number: int) -> bool:
        try:
            return token_text.read_ids([number], letter) != ""
        except WireError:
            return False

    def change(data: bytes) -> Iterator[bytes]:
        yield b"".join(varint.write(each if is_text(each) else 0) for each in token_text.ids_of(data))

    return with_tokens(one, change)


def with_short_varint(one: Broken) -> Mends:
    """A varint of five bytes or more replaced by 0."""
    found = re.compile(rb"[\x80-\xff]{4,}[\x00-\x7f]?", re.DOTALL)
    return with_tokens(one, lambda data: (frame_mend.put(data, each, b"\0") for each in found.finditer(data)))


def with_end_of_varint(one: Broken) -> Mends:
    """The last byte without its top bit."""
    return with_tokens(one, lambda data: iter([data[:-1] + bytes([data[-1] & 0x7F])]))


def untampered(one: Broken) -> Mends:
    """A sound frame that differs in one byte, or that has the same behind its headers or for headers."""
    data = one.data()
    size = int.from_bytes(data[:2], "little")
    for whole in sound_bytes("m2m"):
        same = common(data, whole) + common(data[::-1], whole[::-1]) == len(data) - 1
        if len(whole) == len(data) and (same or whole[size:] == data[size:]):
            yield one.with_data(whole)


def relabelled(one: Broken) -> Mends:
    """Another security byte, with the tag that then is right, for any reader."""
    data = one.data()
    for byte in range(3):
        other = data[:3] + bytes([byte]) + data[4:]
        yield one.with_given(key=None).with_data(other)
        for key in keys():
            secret = bytes.fromhex(key["secret"])
            yield one.with_given(key=key).with_data(other)
            yield one.with_given(key=key).with_data(frame_mend.tagged(other[:-32], secret))


def unsecured(one: Broken) -> Mends:
    """A frame without security."""
    data = one.data()
    yield one.with_data(data[:3] + b"\0" + data[4:])


def with_other_key(one: Broken) -> Mends:
    """The same for a reader with another key, or with none."""
    yield one.with_given(key=None)
    yield from (one.with_given(key=key) for key in keys())


def looked_at(one: Broken) -> Mends:
    """The same, of which only the headers are looked at."""
    yield replace(one, call="frame.inspect")


def of_frames(
    change: frame_mend.Change, tokens: Callable[[Broken], Mends] | None = None
) -> Callable[[Broken], Mends]:
    """A rule for the bytes of a frame; `tokens` is that for TokenNative."""

    def mend(one: Broken) -> Mends:
        if tokens is not None and one.form() == "tokennative":
            return tokens(one)
        return (one.with_data(each) for each in change(one.data()))

    return mend


def streams(
    change: frame_mend.Change, stream: frame_mend.Change, tokens: Callable[[Broken], Mends] | None = None
) -> Callable[[Broken], Mends]:
    """As `of_frames`, with a rule for Brotli text."""
    frames = of_frames(change, tokens)
    return lambda one: of_frames(stream)(one) if one.form() == "brotli" else frames(one)


RULES: dict[str, Callable[[Broken], Mends]] = {
    "truncated": completed,
    "bad_base64": repaired,
    "header_overrun": of_frames(frame_mend.longer_header),
    "header_underrun": of_frames(frame_mend.shorter_header),
    "count_mismatch": of_frames(frame_mend.other_count),
    "overlong_varint": of_frames(frame_mend.short_varint, with_short_varint),
    "cut_varint": of_frames(frame_mend.ended_varint, with_end_of_varint),
    "field_without_flag": of_frames(frame_mend.flag_set),
    "flag_without_field": of_frames(frame_mend.flag_cleared),
    "payload_overrun": of_frames(frame_mend.right_payload_length),
    "payload_underrun": of_frames(frame_mend.right_payload_length),
    "bad_crc": of_frames(frame_mend.right_checksum),
    "not_utf8": streams(frame_mend.ascii_texts, frame_mend.ascii_stream, with_text_token),
    "bad_brotli": streams(frame_mend.compressed(sound), lambda _: iter([b"\6"])),
    "unannounced_brotli": of_frames(frame_mend.flag_set),
    "byte_order": of_frames(frame_mend.turned_integer),
    "trailing_bytes": without_end,
    "missing_id": with_id,
    "missing_data": with_mark,
    "unknown_token": with_known_token,
    "inexact_id": with_exact_id,
    "legacy": as_any_text,
    "unknown_form": with_form,
    "text_form": as_text,
    "no_frame": as_any_text,
    "unknown_security": unsecured,
    "relabelled": relabelled,
    "tampered": untampered,
    # Sound wires, refused for the key or for want of one.
    "no_key": looked_at,
    "other_key": with_other_key,
    "unsecured": with_other_key,
    "short_secret": with_other_key,
}
"""What gives all that a wire may have been, by flag."""

REFUSED = frozenset({"no_key", "other_key", "unsecured", "short_secret", "no_vocabulary"})
"""Flags of wires that are sound and refused all the same."""

BREAKS = (RULES.keys() | LIMITS.keys()) - REFUSED
"""Flags of wires that are broken."""
