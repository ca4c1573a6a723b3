"""Ways to break what follows the headers of a frame."""

from __future__ import annotations

import zlib
from dataclasses import replace

import brotli  # type: ignore[import-untyped]
from hypothesis import assume
from hypothesis import strategies as st

from m2m_conformance.strategies.anatomy import Frame
from m2m_conformance.strategies.breaker.header import Spoilt
from m2m_conformance.strategies.breaker.utf8 import spoiled
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.stream import streams
from m2m_ref.codec.frame.header import FIXED_BYTES, LENGTHS
from m2m_ref.codec.frame.table import table


def truncated(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """Bytes are missing at the end."""
    data = frame.data()
    size = frame.header_len
    edges = [0, 3, FIXED_BYTES - 1, FIXED_BYTES, size - 1, size, size + 4, size + LENGTHS.size, len(data) - 1]
    kept = draw(either(st.sampled_from(edges), st.integers(0, len(data) - 1)))
    return Spoilt(frame, data[:kept], f"The frame ends after {kept} of {len(data)} bytes")


def payload_overrun(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """`payload_len` is more than what follows."""
    there = frame.payload_len
    told = draw(either(st.sampled_from([there + 1, 2**31, 2**32 - 1]), st.integers(there + 1, 2**32 - 1)))
    why = f"payload_len is {told}, and {there} bytes follow"
    return Spoilt(frame, replace(frame, payload_len=told).data(), why)


def payload_underrun(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """`payload_len` is less than the payload has: what is left is not the whole content."""
    there = frame.payload_len
    told = draw(either(st.sampled_from([0, there - 1]), st.integers(0, there - 1)))
    why = f"payload_len is {told}, and the payload has {there} bytes"
    return Spoilt(frame, replace(frame, payload_len=told).data(), why)


def bad_crc(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The CRC-32 is another one, or the content is."""
    plain = [at for at, byte in enumerate(raw) if byte < 0x80]
    if plain and not frame.flags & table().compressed and draw(st.booleans()):
        at = draw(st.sampled_from(plain))
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        return Spoilt(
            frame, replace(frame, payload=changed).data(), f"Bit 0 of byte {at} of the payload is wrong"
        )
    others = {0, zlib.crc32(frame.payload), frame.crc ^ 1, frame.crc ^ 0xFFFFFFFF} - {frame.crc}
    crc = draw(either(st.sampled_from(sorted(others)), st.integers(1, 2**32 - 1).map(frame.crc.__xor__)))
    return Spoilt(frame, replace(frame, crc=crc).data(), f"The CRC-32 is {crc:08x}, and not {frame.crc:08x}")


def bad_brotli(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The payload is said to be Brotli, and is the content itself, zlib, nothing, or a part of a stream."""
    stream = draw(streams(raw))
    sound = frame.with_payload(stream).with_flag(table().compressed, True)
    cut = draw(st.integers(1, len(stream) - 1)) if len(stream) > 1 else 0
    payloads = {
        "the content, not compressed": raw,
        "zlib": zlib.compress(raw),
        "empty": b"",
        "a stream that ends early": stream[:cut],
    }
    name = draw(st.sampled_from(sorted(payloads)))
    return Spoilt(
        sound, sound.with_payload(payloads[name]).data(), f"Bit 24 is set, and the payload is {name}"
    )


def unannounced_brotli(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The payload is Brotli, and bit 24 is clear."""
    stream = draw(streams(raw))
    assume(not _is_utf8(stream))  # else only the CRC-32 would be wrong
    sound = frame.with_payload(stream).with_flag(table().compressed, True)
    return Spoilt(
        sound, sound.with_flag(table().compressed, False).data(), "The payload is Brotli, and bit 24 is clear"
    )


def content_not_utf8(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The content is not UTF-8; it has its own length and CRC-32."""
    content = draw(spoiled(raw.decode()))
    compressed = frame.flags & table().compressed
    broken = frame.with_payload(brotli.compress(content) if compressed else content)
    return Spoilt(frame, replace(broken, crc=zlib.crc32(content)).data(), "The content is not UTF-8")


def trailing_bytes(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """Bytes follow the payload, which strict refuses."""
    more = draw(st.binary(min_size=1, max_size=20))
    return Spoilt(frame, frame.data() + more, f"{len(more)} bytes follow the payload")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
