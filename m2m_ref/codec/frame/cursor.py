"""Reads a variable header field by field, and never past its declared length."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from m2m_ref.codec import varint
from m2m_ref.error import DecompressionError


@dataclass(slots=True)
class Cursor:
    """A place in the bytes of a variable header. Every read names its field, for the error."""

    data: bytes
    position: int = 0

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self.data) - self.position

    def take(self, count: int, field: str) -> bytes:
        """The next `count` bytes. Raises DecompressionError if there are fewer."""
        if count > self.left:
            raise DecompressionError(
                f"the variable header has {len(self.data)} bytes and ends before its {field} does; "
                "flags, counts and header_len disagree"
            )
        start = self.position
        self.position += count
        return self.data[start : self.position]

    def byte(self, field: str) -> int:
        """The next byte. Raises DecompressionError at the end."""
        return self.take(1, field)[0]

    def varint(self, field: str) -> int:
        """The next varint, of at most 64 bits. Raises DecompressionError if it is cut off or too long."""
        try:
            value, self.position = varint.read(self.data, self.position)
        except DecompressionError as error:
            raise DecompressionError(f"in the variable header, {field}: {error.detail}") from error
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
        (value,) = struct.unpack("<f", self.take(4, field))
        return float(value)

    def finish(self, extensions: bool) -> None:
        """The fields are read. Raises DecompressionError if bytes are left and are not extensions."""
        if self.left and not extensions:
            raise DecompressionError(
                f"{self.left} bytes are left in the variable header after its last field; "
                "flags, counts and header_len disagree, or the extensions bit is missing"
            )
