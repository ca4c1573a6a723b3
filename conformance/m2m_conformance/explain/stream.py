"""Brotli streams, read on past what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

import brotli as library  # type: ignore[import-untyped]

from m2m_conformance.explain.span import Kind, Span
from m2m_conformance.explain.walk import Walk
from m2m_conformance.text import count
from m2m_ref.codec import brotli, limit
from m2m_ref.error import DecompressionError

_CHUNK = 4096  # bytes of a broken stream that are given to the decoder at once, to find out where it breaks
_STEP = 2**20  # bytes that it gives at once, or not many more
_KEPT = 2**16  # bytes of content that are kept of a broken stream


@dataclass(frozen=True, slots=True)
class Stream:
    """What a stream holds. `problem` says what is wrong with it, and then `content` is only its beginning.

    `length` is how many of its bytes could be read.
    """

    content: bytes
    length: int
    problem: str = ""
    remedy: str = ""


def read(data: bytes) -> Stream:
    """The stream `data`, whole or as far as it goes."""
    content = whole(data)
    return _Broken(data).stream if content is None else Stream(content, len(data))


def whole(data: bytes) -> bytes | None:
    """What the stream `data` holds, None if it is broken."""
    try:
        return brotli.decompress(data)
    except DecompressionError:
        return None


def span(way: Walk, field: str, found: Stream, length: int, held: str) -> Span:
    """The span of a Brotli stream in the next `length` bytes, or of where it breaks."""
    if not found.problem:
        return way.span(length, field, f"Brotli of {held}", Kind.PAYLOAD)
    read = None
    if found.length:
        read = way.span(found.length, field, "Brotli, as far as it goes", Kind.PAYLOAD)
    if read is not None and found.length == length:
        return read
    meaning = "Brotli, not read" if length else "missing"
    return way.span(length - found.length, field, meaning, Kind.IGNORED)


class _Broken:
    """Reads a stream that is known to be broken, in chunks, and then byte by byte up to where it breaks."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._begin()
        if not self._feed(_CHUNK, len(data)):
            reached = self._at
            self._begin()
            self._feed(_CHUNK, reached)
            self._feed(1, min(reached + _CHUNK, len(data)))
        self.stream = Stream(bytes(self._kept), self._at, *self._problem())

    def _begin(self) -> None:
        self._decoder = library.Decompressor()
        self._kept = bytearray()
        self._at = self._size = 0
        self._finished = False

    def _feed(self, chunk: int, end: int) -> bool:
        """Read up to `end`; false if the stream broke or ended in front of that."""
        while self._at < end:
            try:
                self._take(self._data[self._at : min(self._at + chunk, end)])
            except library.error:  # it says so of what follows the end, too, and then answers nothing
                return False
            self._at = min(self._at + chunk, end)
            if self._size > limit.CONTENT_BYTES:
                return True
        return True

    def _take(self, data: bytes) -> None:
        self._keep(self._decoder.process(data, _STEP))
        while not self._decoder.can_accept_more_data() and self._size <= limit.CONTENT_BYTES:
            self._keep(self._decoder.process(b"", _STEP))
        self._finished = self._decoder.is_finished()

    def _keep(self, out: bytes) -> None:
        self._kept += out[: _KEPT - len(self._kept)]
        self._size += len(out)

    def _problem(self) -> tuple[str, str]:
        """What is wrong, and what to do about it."""
        left = len(self._data) - self._at
        if self._size > limit.CONTENT_BYTES:
            return (
                f"a bomb: {count(self._at, 'byte')} of it decompress to more than {limit.CONTENT_BYTES}",
                "split the content; no reader takes more than 16 MiB",
            )
        if self._finished:
            what = f"the Brotli stream ends at its byte {self._at}, and {count(left, 'byte')} come after it"
            return what, "write one stream and nothing after it"
        if left:
            return (
                f"the Brotli stream breaks at its byte {self._at}",
                "it was damaged, or is no Brotli: compress the content again",
            )
        return (
            f"the Brotli stream goes on after the {count(self._at, 'byte')} that are there",
            "it was cut off: send all of it",
        )
