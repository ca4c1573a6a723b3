"""TokenNative: varints of token ids, in the vocabulary the wire names (spec/protocol.md, TokenNative)."""

from __future__ import annotations

import re
from bisect import bisect_right

from m2m_conformance.explain import content, varint
from m2m_conformance.explain.span import Kind, Span, Weight
from m2m_conformance.explain.text import quote_bytes
from m2m_conformance.explain.varint import Varint
from m2m_conformance.explain.walk import Walk
from m2m_conformance.text import count
from m2m_ref.algorithm import Encoding
from m2m_ref.codec import limit, tokennative
from m2m_ref.codec.tokenizer import tokenizer
from m2m_ref.codec.varint import TOKEN_BITS
from m2m_ref.codec.vocabulary import VOCABULARIES
from m2m_ref.error import DecompressionError, TokenizerError

_SHOWN = 200  # tokens that have a span of their own
_FAULTS = 20  # broken tokens after which no more is read
_CHUNK = 2**16  # bytes that are read at once, where no token has a span
_REMEDY = "write ids of the vocabulary that the wire names, each a varint of at most 32 bits"
_LAST = re.compile(rb"[\x00-\x7f]")  # of a varint
_BROKEN = re.compile(rb"[\x80-\xff]{4}[\x10-\xff]|[\x80-\xff]\Z")  # too long for 32 bits, or without an end


def walk(way: Walk, encoding: Encoding) -> None:
    """Go through the varints up to the end, and keep what they stand for as the content."""
    _Tokens(way, encoding).walk()


class _Tokens:
    """Spans for the first tokens and for those that are broken, and one for all between them."""

    def __init__(self, way: Walk, encoding: Encoding) -> None:
        self._way, self._encoding = way, encoding
        self._byte = VOCABULARIES[encoding].byte
        self._content = bytearray()
        self._begins: list[tuple[int, Span]] = []  # where in the content each span begins
        self._at, self._number = way.position, 0  # behind the last token that was read, and which one it was
        self._passed, self._from = 0, 0  # tokens without a span yet, and where in the content they begin
        self._faults = 0
        try:
            self._pieces: list[bytes | None] | None = tokenizer(encoding).pieces
        except TokenizerError as error:
            self._pieces = None
            way.find(Weight.UNCHECKED, None, f"the ids cannot be read: {error.detail}")

    def walk(self) -> None:
        way = self._way
        while self._at < way.end and not self._is_over():
            end = self._chunk_end()
            if self._number < _SHOWN or not self._pass(end):
                self._each(end)
        self._flush()
        self._hold_size()
        way.rest("not read", "after too much that is broken")
        if self._pieces is not None:
            self._keep()

    def _is_over(self) -> bool:
        return self._faults >= _FAULTS or len(self._content) > limit.CONTENT_BYTES

    def _chunk_end(self) -> int:
        """The end of the last token that begins in the next chunk."""
        found = _LAST.search(self._way.data, self._at + _CHUNK, self._way.end)
        return found.end() if found else self._way.end

    def _pass(self, end: int) -> bool:
        """Read all up to `end` at once; false if something is wrong with it."""
        raw = self._way.data[self._at : end]
        try:
            if self._pieces is None and _BROKEN.search(raw):
                return False
            piece = b"" if self._pieces is None else tokennative.read_binary(self._byte + raw)
        except DecompressionError:
            return False
        self._skip(len(_LAST.findall(raw)), len(raw), piece)
        return True

    def _skip(self, tokens: int, length: int, piece: bytes) -> None:
        """Go on without a span."""
        self._from = self._from if self._passed else len(self._content)
        self._passed += tokens
        self._number += tokens
        self._at += length
        self._content += piece

    def _each(self, end: int) -> None:
        """Read token by token up to `end`."""
        while self._at < end and not self._is_over():
            value, length, problem = varint.read(self._way.data, self._at, end, TOKEN_BITS)
            piece = self._piece(value)
            if value is not None and piece is None:
                problem = f"the id {value} is not one of {self._encoding}"
            if problem or self._number < _SHOWN:
                self._flush()
                self._show(Varint(value, length, problem), piece or b"")
            else:
                self._skip(1, length, piece or b"")

    def _piece(self, value: int | None) -> bytes | None:
        """The bytes of a token: none of one in no known vocabulary, None of one that is not in this one."""
        if self._pieces is None:
            return b""
        return None if value is None or value >= len(self._pieces) else self._pieces[value]

    def _show(self, token: Varint, piece: bytes) -> None:
        """A span for one token."""
        self._number += 1
        self._at += token.length
        span = self._span(f"token {self._number}", self._meaning(token, piece), len(self._content))
        self._content += piece
        if token.problem:
            self._faults += 1
            self._way.fault(span, token.problem, _REMEDY)

    def _meaning(self, token: Varint, piece: bytes) -> str:
        if token.value is None:
            return "broken"
        known = f" {quote_bytes(piece)}" if piece else ""
        return f"{token.value}{known}{varint.padded(token.value, token.length)}"

    def _flush(self) -> None:
        """A span for the tokens that have been passed over."""
        if self._passed:
            self._span("tokens", f"{count(self._passed, 'token')} more, up to {self._number}", self._from)
            self._passed = 0

    def _span(self, field: str, meaning: str, begin: int) -> Span:
        """A span up to the last token that was read."""
        made = self._way.span(self._at - self._way.position, field, meaning, Kind.PAYLOAD)
        self._begins.append((begin, made))
        return made

    def _hold_size(self) -> None:
        if len(self._content) > limit.CONTENT_BYTES:
            what = f"a bomb: the ids up to here stand for more than {limit.CONTENT_BYTES} bytes"
            self._way.fault(self._way.spans[-1], what, "split the content; no reader takes more than 16 MiB")

    def _keep(self) -> None:
        raw = bytes(self._content)
        span = None
        try:
            raw.decode()
        except UnicodeDecodeError as error:
            at = bisect_right(self._begins, error.start, key=lambda row: row[0])
            span = self._begins[at - 1][1]
        content.keep(self._way, raw, span, whole=not self._faults)
