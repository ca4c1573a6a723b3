"""Frames that are refused for their security: by a reader without a key, and by one with a key."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from m2m_conformance.strategies.anatomy import Frame
from m2m_conformance.strategies.breaker.header import Spoilt
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.frame import keys, nonces, secured
from m2m_ref.codec.frame import FrameKey, Mode
from m2m_ref.codec.frame.header import FIXED_BYTES
from m2m_ref.codec.frame.seal import security_byte
from m2m_ref.codec.frame.table import table

_SECURITY = 3
"""Where the security byte stands."""


def no_key(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The frame is secured, and the reader has no key."""
    key = draw(keys())
    return Spoilt(frame, secured(frame, key, draw(nonces())), f"The frame is secured by {key.mode.name}")


def relabelled(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The security byte says that the frame is secured, and it is not."""
    byte = draw(st.sampled_from(sorted({*table().security.values()} - {0})))
    return Spoilt(
        frame, replace(frame, security=byte).data(), f"The security byte is {byte:02x}, and there is none"
    )


def unknown_security(draw: st.DrawFn, frame: Frame, raw: bytes) -> Spoilt:
    """The security byte is none that is defined."""
    byte = draw(st.integers(0, 0xFF).filter(lambda byte: byte not in table().security_names))
    return Spoilt(frame, replace(frame, security=byte).data(), f"The security byte is {byte:02x}")


def tampered(draw: st.DrawFn, data: bytes, frame: Frame, key: FrameKey) -> tuple[bytes, str]:
    """One thing was changed after the frame was secured: a byte, or `header_len` to another that may be."""
    if draw(st.integers(0, 9)) == 0:
        sizes = [size for size in range(FIXED_BYTES, len(data)) if size != frame.header_len]
        size = draw(st.sampled_from(sizes))
        return size.to_bytes(2, "little") + data[2:], f"header_len was {frame.header_len}, and is {size}"
    at = draw(st.integers(2, len(data) - 1).filter(lambda at: at != _SECURITY))
    bits = draw(either(st.sampled_from([1, 0x80]), st.integers(1, 0xFF)))
    return data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :], f"Byte {at} was changed by {bits:02x}"


def cut_short(draw: st.DrawFn, data: bytes, frame: Frame, key: FrameKey) -> tuple[bytes, str]:
    """Bytes are missing at the end, but none of the headers."""
    kept = draw(either(st.just(len(data) - 1), st.integers(frame.header_len, len(data) - 1)))
    return data[:kept], f"The frame ends after {kept} of {len(data)} bytes"


def appended(draw: st.DrawFn, data: bytes, frame: Frame, key: FrameKey) -> tuple[bytes, str]:
    """Bytes follow the end."""
    more = draw(st.binary(min_size=1, max_size=20))
    return data + more, f"{len(more)} bytes follow the end"


def renamed(draw: st.DrawFn, data: bytes, frame: Frame, key: FrameKey) -> tuple[bytes, str]:
    """The security byte was changed."""
    own = security_byte(key)
    others = sorted({*table().security.values()} - {own})
    byte = draw(either(st.sampled_from(others), st.integers(0, 0xFF).filter(lambda byte: byte != own)))
    return data[:_SECURITY] + bytes([byte]) + data[
        _SECURITY + 1 :
    ], f"The security byte was {own:02x}, and is {byte:02x}"


def other_key(draw: st.DrawFn, data: bytes, frame: Frame, key: FrameKey) -> tuple[bytes, str]:
    """The frame was secured with another secret, or in the other mode."""
    if draw(st.booleans()):
        at = draw(st.integers(0, min(len(key.secret), 32) - 1))
        secret = key.secret[:at] + bytes([key.secret[at] ^ 1]) + key.secret[at + 1 :]
        return secured(
            frame, FrameKey(key.mode, secret), draw(nonces())
        ), "The frame was secured with another secret"
    (mode,) = set(Mode) - {key.mode}
    secret = key.secret.ljust(mode.least_bytes, b"\0")
    return secured(frame, FrameKey(mode, secret), draw(nonces())), f"The frame was secured by {mode.name}"


def unsecured(draw: st.DrawFn, data: bytes, frame: Frame, key: FrameKey) -> tuple[bytes, str]:
    """The frame is not secured, and the reader has a key."""
    return frame.data(), "The frame is not secured"
