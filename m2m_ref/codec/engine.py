"""The engine: content in, wire out, and back, by algorithm (engine.rs)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import brotli, choice, frame, limit, tokennative
from m2m_ref.codec.frame import FrameKey
from m2m_ref.codec.result import BinaryResult, CompressionResult
from m2m_ref.error import (
    CompressionError,
    CryptoError,
    DecompressionError,
    InvalidCodecError,
    M2MError,
    TokenizerError,
)
from m2m_ref.profile import Profile, settings

# An attribute of an Enum costs as much as a call, and each short content would pay for several.
_NONE, _M2M, _TOKEN_NATIVE, _BROTLI = Algorithm

_FORMS = ((frame.PREFIX, _M2M), (tokennative.PREFIX, _TOKEN_NATIVE), (brotli.PREFIX, _BROTLI))
PREFIXES = tuple(prefix for prefix, _ in _FORMS)
"""What the wires of all forms but `none` begin with."""
_FRAME_BYTES = frame.PREFIX.encode()


def detect(wire: str, profile: Profile = Profile.CORE) -> Algorithm:
    """The algorithm a wire is written in, by its prefix. Text with no known prefix is `none`.

    Raises InvalidCodecError for the prefix of a form that the profile knows and does not speak.
    """
    for prefix, algorithm in _FORMS:
        if wire.startswith(prefix):
            return algorithm
    for prefix in settings(profile).legacy_prefixes:
        if wire.startswith(prefix):
            raise InvalidCodecError(f"{prefix} is a form that is no longer spoken")
    return _NONE


@dataclass(frozen=True, slots=True)
class CodecEngine:
    """Writes and reads the text forms, and the binary ones of m2m and TokenNative.

    Has no state of its own; a changed setting gives another engine, the same one for the same settings.

    `encoding` is the vocabulary TokenNative writes with; which one it reads with, the wire says.
    `ml_routing` is what was negotiated; there is no model here, so it changes nothing. `key` is what frames
    are secured with. An engine with a key neither writes nor reads any other form, since they have no seal:
    who can change a wire on the way could pass off one of those for a secured frame. `content_limit` is the
    most bytes of UTF-8 that content may have, in any form; None is no limit beside the 16 MiB that bind all
    forms but `none`.
    """

    encoding: Encoding = Encoding.CL100K_BASE
    ml_routing: bool = False
    profile: Profile = Profile.CORE
    key: FrameKey | None = field(default=None, repr=False)
    content_limit: int | None = None

    def with_encoding(self, encoding: Encoding) -> CodecEngine:
        """This engine with another token encoding."""
        return self._with(encoding=encoding)

    def with_ml_routing(self, ml_routing: bool) -> CodecEngine:
        """This engine with ML routing on or off."""
        return self._with(ml_routing=ml_routing)

    def with_profile(self, profile: Profile) -> CodecEngine:
        """This engine with another profile's rules."""
        return self._with(profile=profile)

    def with_key(self, key: FrameKey | None) -> CodecEngine:
        """This engine with a key for its frames, or without."""
        return self._with(key=key)

    def with_content_limit(self, content_limit: int | None) -> CodecEngine:
        """This engine with a limit of so many bytes of content, or without."""
        return self._with(content_limit=content_limit)

    def compress(self, content: str, algorithm: Algorithm) -> CompressionResult:
        """`content` as wire text.

        Raises CompressionError if the algorithm cannot write it (it is not Unicode text, is too long, or, for
        m2m, is not JSON; in strict also if `none` would be read as another form), TokenizerError if the token
        vocabulary is not available.
        """
        raw = self._raw(content, algorithm)
        if self.key is not None:
            _hold_sealed(algorithm)
        if algorithm is _M2M:
            data = frame.write_text(raw, profile=self.profile, key=self.key)
        elif algorithm is _TOKEN_NATIVE:
            data, tokens = tokennative.write(content, self.encoding)
            return CompressionResult(data, algorithm, len(raw), len(data), tokens, tokens)
        elif algorithm is _BROTLI:
            data = brotli.write(raw)
        else:
            self._hold_plain(content)
            return CompressionResult(content, algorithm, len(raw), len(raw))
        return CompressionResult(data, algorithm, len(raw), len(data))  # ASCII: as many bytes as characters

    def compress_binary(self, content: str, algorithm: Algorithm) -> BinaryResult:
        """`content` in the binary form of m2m or TokenNative.

        Raises CompressionError for the algorithms that have none, and otherwise as `compress` does.
        """
        raw = self._raw(content, algorithm)
        if self.key is not None:
            _hold_sealed(algorithm)
        if algorithm is _M2M:
            data = frame.write_binary(raw, profile=self.profile, key=self.key)
            return BinaryResult(data, algorithm, len(raw), len(data))
        if algorithm is _TOKEN_NATIVE:
            data, tokens = tokennative.write_binary(content, self.encoding)
            return BinaryResult(data, algorithm, len(raw), len(data), tokens, tokens)
        raise CompressionError(
            f"{algorithm} has no binary form; write it as text, or take M2M or TOKEN_NATIVE"
        )

    def compress_auto(self, content: str) -> CompressionResult:
        """`content` as wire text, in the algorithm that spec/choice.yaml chooses for it.

        What this one cannot write is refused, as in the Rust package; no other is tried. Raises as `compress`
        does.
        """
        raw = self._raw(content, _NONE)
        chosen = choice.choose(choice.Content(content, raw, self.profile)) if self.key is None else _M2M
        return self.compress(content, chosen)

    def compress_best(self, content: str) -> CompressionResult:
        """`content` as the shortest wire text of m2m, TokenNative and Brotli; what fails is passed over.

        Raises CompressionError if all of them fail.
        """
        failed: list[M2MError] = []
        written = list(self._try_each(content, failed))
        if not written:
            reasons = "; ".join(dict.fromkeys(error.detail for error in failed))
            raise CompressionError(f"no algorithm can write the content: {reasons}")
        return min(written, key=lambda result: result.compressed_bytes)  # the first of equals

    def decompress(self, wire: str) -> str:
        """The content of wire text, whose algorithm its prefix tells. Text without a prefix is the content.

        Raises DecompressionError for a broken wire or content that is too long, InvalidMessageError for
        `#M2M[v3.0]|` without `DATA:`, InvalidCodecError for a form the profile does not speak, CryptoError
        for a frame that the key does not verify, TokenizerError if the token vocabulary is not available.
        """
        if not wire.isascii():
            _hold_unicode(wire)
        algorithm = detect(wire, self.profile)
        if self.key is not None:
            _hold_sealed(algorithm)
        if algorithm is _M2M:
            raw = frame.read_text(wire, profile=self.profile, key=self.key)
        elif algorithm is _TOKEN_NATIVE:
            raw = tokennative.read(wire, self.profile)
        elif algorithm is _BROTLI:
            raw = brotli.read(wire)
        else:
            if self.content_limit is not None:
                self._hold_read(len(wire.encode()))
            return wire
        return self._text(raw)

    def decompress_binary(self, data: bytes) -> str:
        """The content of a binary form, told by its first bytes.

        Raises DecompressionError if they are those of neither form, and otherwise as `decompress` does.
        """
        if data.startswith(_FRAME_BYTES):
            return self._text(frame.read_binary(data, profile=self.profile, key=self.key))
        if self.key is not None:
            _hold_sealed(_TOKEN_NATIVE)
        if data and not tokennative.is_binary(data):
            raise DecompressionError(
                f"the data begins with {data[:7].hex(' ')}: neither {frame.PREFIX} nor the byte 0, 1 or 2"
            )
        return self._text(tokennative.read_binary(data))

    def _with(self, **changes: Any) -> CodecEngine:
        if all(getattr(self, name) == value for name, value in changes.items()):
            return self
        engine = replace(self, **changes)
        return engine if engine.key else _shared(engine)

    def _raw(self, content: str, algorithm: Algorithm) -> bytes:
        """Content in UTF-8. Raises CompressionError if there is none of it, or too much."""
        try:
            raw = content.encode()
        except UnicodeEncodeError as error:
            raise CompressionError(f"the content is not Unicode text: {error}") from error
        if algorithm is not _NONE and len(raw) > limit.CONTENT_BYTES:
            limit.hold_content(len(raw))
        if self.content_limit is not None and len(raw) > self.content_limit:
            raise CompressionError(
                f"the content has {len(raw)} bytes, and may have {self.content_limit}; split it"
            )
        return raw

    def _try_each(self, content: str, failed: list[M2MError]) -> Iterator[CompressionResult]:
        for algorithm in choice.candidates() if self.key is None else (_M2M,):
            try:
                yield self.compress(content, algorithm)
            except (CompressionError, TokenizerError) as error:
                failed.append(error)

    def _hold_plain(self, content: str) -> None:
        """Refuse, in strict, to write as it is what a reader takes for a wire. Raises CompressionError."""
        if settings(self.profile).prefixed_as_none:
            return
        try:
            taken = detect(content, self.profile) is not _NONE
        except InvalidCodecError:
            taken = True
        if taken:
            raise CompressionError(
                f"the content begins like a wire, {content[:11]!r}, and would be read as one; "
                "write it with another algorithm"
            )

    def _hold_read(self, size: int) -> None:
        if self.content_limit is not None and size > self.content_limit:
            raise DecompressionError(f"the content has {size} bytes, and may have {self.content_limit}")

    def _text(self, raw: bytes) -> str:
        if self.content_limit is not None:
            self._hold_read(len(raw))
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise DecompressionError(f"the wire's content is not UTF-8: {error}") from error


@lru_cache(maxsize=1024)  # bounded: peers choose limits
def _shared(engine: CodecEngine) -> CodecEngine:
    """The one engine that stands for all equal ones."""
    return engine


def _hold_sealed(algorithm: Algorithm) -> None:
    if algorithm is not _M2M:
        raise CryptoError(f"with a key only frames are written and read: {algorithm} has no seal")


def _hold_unicode(wire: str) -> None:
    try:
        wire.encode()
    except UnicodeEncodeError as error:
        raise DecompressionError(f"the wire is not Unicode text: {error}") from error
