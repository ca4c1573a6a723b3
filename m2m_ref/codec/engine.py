"""The engine: content in, wire out, and back, by algorithm (engine.rs)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import brotli, frame, limit, tokennative
from m2m_ref.codec.result import CompressionResult
from m2m_ref.error import CompressionError, DecompressionError

_FORMS = (
    (frame.PREFIX, Algorithm.M2M, frame.read_text),
    (tokennative.PREFIX, Algorithm.TOKEN_NATIVE, tokennative.read),
    (brotli.PREFIX, Algorithm.BROTLI, brotli.read),
)


def _form(wire: str) -> tuple[Algorithm, Callable[[str], bytes] | None]:
    """The algorithm a wire is written in, by its prefix, and what reads it."""
    for prefix, algorithm, read in _FORMS:
        if wire.startswith(prefix):
            return algorithm, read
    return Algorithm.NONE, None


def detect(wire: str) -> Algorithm:
    """The algorithm a wire is written in, by its prefix. Text with no known prefix is `none`."""
    return _form(wire)[0]


@dataclass(frozen=True, slots=True)
class CodecEngine:
    """Writes and reads the text forms. Has no state of its own; a changed setting gives a new engine.

    `encoding` is the vocabulary TokenNative writes with; which one it reads with, the wire says. `ml_routing`
    is what was negotiated; it bears only on automatic choice.
    """

    encoding: Encoding = Encoding.CL100K_BASE
    ml_routing: bool = False

    def with_encoding(self, encoding: Encoding) -> CodecEngine:
        """This engine with another token encoding."""
        return replace(self, encoding=encoding)

    def with_ml_routing(self, ml_routing: bool) -> CodecEngine:
        """This engine with ML routing on or off."""
        return replace(self, ml_routing=ml_routing)

    def compress(self, content: str, algorithm: Algorithm) -> CompressionResult:
        """`content` as wire text.

        Raises CompressionError if the algorithm cannot write it (it is not Unicode text, is too long, or, for
        m2m, is not JSON), TokenizerError if the token vocabulary is not available.
        """
        try:
            raw = content.encode()
        except UnicodeEncodeError as error:
            raise CompressionError(f"the content is not Unicode text: {error}") from error
        if algorithm is not Algorithm.NONE:
            limit.hold_content(len(raw))
        data, tokens = self._write(content, raw, algorithm)
        # Every form but `none` is ASCII.
        size = len(raw) if algorithm is Algorithm.NONE else len(data)
        return CompressionResult(data, algorithm, len(raw), size, tokens, tokens)

    def decompress(self, wire: str) -> str:
        """The content of wire text, whose algorithm its prefix tells. Text without a prefix is the content.

        Raises DecompressionError for a broken wire, InvalidMessageError for `#M2M[v3.0]|` without `DATA:`,
        CryptoError for a secured frame, TokenizerError if the token vocabulary is not available.
        """
        if not wire.isascii():
            _hold_unicode(wire)
        _, read = _form(wire)
        return wire if read is None else _text(read(wire))

    def _write(self, content: str, raw: bytes, algorithm: Algorithm) -> tuple[str, int | None]:
        match algorithm:
            case Algorithm.NONE:
                return content, None
            case Algorithm.M2M:
                return frame.write_text(raw), None
            case Algorithm.TOKEN_NATIVE:
                return tokennative.write(content, self.encoding)
            case Algorithm.BROTLI:
                return brotli.write(raw), None


def _hold_unicode(wire: str) -> None:
    try:
        wire.encode()
    except UnicodeEncodeError as error:
        raise DecompressionError(f"the wire is not Unicode text: {error}") from error


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise DecompressionError(f"the wire's content is not UTF-8: {error}") from error
