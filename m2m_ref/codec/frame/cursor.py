"""Reads a variable header field by field, and never past its declared length."""

from __future__ import annotations

import struct

from m2m_ref.codec import varint
from m2m_ref.error import DecompressionError

_F32 = struct.Struct("<f")


class Cursor:
    """A place in `data` before `end`. Every read names its field, for the error."""

    __slots__ = ("_begin", "_data", "_end", "_position")

    def __init__(self, data: bytes, begin: int, end: int) -> None:
        self._data = data
        self._begin = self._position = begin
        self._end = end

    @property
    def position(self) -> int:
        """Where the next field would begin, in `data`."""
        return self._position

    def take(self, count: int, field: str) -> bytes:
        """The next `count` bytes. Raises DecompressionError if there are fewer."""
        start = self._position
        if count > self._end - start:
            raise DecompressionError(
                f"the variable header has {self._end - self._begin} bytes and ends before its {field} does; "
                "flags, counts and header_len disagree"
            )
        self._position = start + count
        return self._data[start : start + count]

    def byte(self, field: str) -> int:
        """The next byte. Raises DecompressionError at the end."""
        if self._position == self._end:
            self.take(1, field)
        self._position += 1
        return self._data[self._position - 1]

    def varint(self, field: str) -> int:
        """The next varint, of at most 64 bits. Raises DecompressionError if it is cut off or too long."""
        try:
            value, length = varint.read(self._data[self._position : self._end], 0)
        except DecompressionError as error:
            raise DecompressionError(f"in the variable header, {field}: {error.detail}") from error
        self._position += length
        return value

    def text(self, field: str) -> str:
        """The next text: a length byte and so much UTF-8. Raises DecompressionError if it is not."""
        raw = self.take(self.byte(field), field)
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise DecompressionError(f"the {field} in the variable header is not UTF-8: {error}") from error

    def f32(self, field: str) -> float:
        """The next 32-bit float. Raises DecompressionError if there are no four bytes."""
        value: float = _F32.unpack(self.take(_F32.size, field))[0]
        return value
