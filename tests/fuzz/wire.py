"""The forms a codec engine reads, from any bytes."""

from __future__ import annotations

import brotli as library  # type: ignore[import-untyped]

from m2m_ref import CodecEngine
from m2m_ref.algorithm import Algorithm
from m2m_ref.codec import brotli, tokennative
from m2m_ref.codec.frame import PREFIX, Mode
from m2m_ref.error import CompressionError
from m2m_ref.profile import Profile
from tests.fuzz.frame import KEYS
from tests.fuzz.verdict import decoded, hold, hold_size

AGAIN_UP_TO = {Algorithm.M2M: 1000, Algorithm.TOKEN_NATIVE: 1000, Algorithm.BROTLI: 20}
"""Characters of content that is written again. Quality 11 takes a hundred times what reading does."""


def read_form(data: bytes, prefix: str, algorithm: Algorithm, profile: Profile) -> None:
    """What follows the prefix of one form."""
    engine = CodecEngine(profile=profile)
    content = engine.decompress(prefix + decoded(data))
    hold_size(content)
    _write_again(engine, content, algorithm)


def _write_again(engine: CodecEngine, content: str, algorithm: Algorithm) -> None:
    """What is written of content that was read gives it back."""
    if len(content) > AGAIN_UP_TO[algorithm]:
        return
    try:
        wire = engine.compress(content, algorithm).data
    except CompressionError:  # a frame that is read may hold what is not JSON
        hold(algorithm is Algorithm.M2M, "what was read is not written")
        return
    hold(engine.decompress(wire) == content, "another content after writing")


def read_text(data: bytes, profile: Profile) -> None:
    """Any text. Without a prefix it is the content itself."""
    wire = decoded(data)
    content = CodecEngine(profile=profile).decompress(wire)
    hold(wire.startswith("#") or content == wire, "a text without a prefix is not itself")


def read_text_with_key(data: bytes, profile: Profile) -> None:
    """Any text, by one who has a key. Nothing but a frame says that it is verified."""
    wire = decoded(data)
    hold_size(CodecEngine(profile=profile, key=KEYS[Mode.HMAC]).decompress(wire))
    hold(wire.startswith(PREFIX), "a text that is no frame was read with a key")


def read_binary(data: bytes, profile: Profile) -> None:
    """Any binary form, told by its first bytes."""
    hold_size(CodecEngine(profile=profile).decompress_binary(data))


def read_tokens(data: bytes) -> None:
    """The binary form of TokenNative."""
    hold_size(tokennative.read_binary(data))


def read_stream(data: bytes) -> None:
    """A Brotli stream: it holds what the library makes of it at once."""
    raw = brotli.decompress(data)
    hold_size(raw)
    hold(library.decompress(data) == raw, "another content than from the library")
