"""What a wire is made of, taken apart without judging it; by way of the oracle, not of m2m_ref."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import brotli  # type: ignore[import-untyped]

from tests.oracle import brotli_text, frame
from tests.oracle.error import WireError
from tests.oracle.text import unpack


class NotAFrameError(Exception):
    """The wire has no base64, or not the bytes of headers, length and checksum."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame whose headers, payload length and checksum are there; the payload may be anything."""

    header: bytes
    schema: int
    security: int
    flags: int
    payload_len: int
    checksum: int
    rest: bytes

    @classmethod
    def of(cls, wire: str) -> Frame:
        """The frame in `wire`. Raises NotAFrameError."""
        if not wire.startswith(frame.PREFIX):
            raise NotAFrameError("prefix")
        try:
            data = unpack(wire.removeprefix(frame.PREFIX))
            size, schema, security, flags = struct.unpack_from("<HBBI12x", data)
            length, checksum = struct.unpack_from("<II", data, max(20, size))
        except (WireError, struct.error) as error:
            raise NotAFrameError(str(error)) from error
        if size < 20:
            raise NotAFrameError("header_len")
        return cls(data[:size], schema, security, flags, length, checksum, data[size + 8 :])

    @property
    def compressed(self) -> bool:
        return bool(self.flags >> 24 & 1)

    @property
    def payload(self) -> bytes:
        return self.rest[: self.payload_len]

    def view(self) -> dict[str, Any]:
        """Headers and checksum as they are, and the content; whether its length is right; what follows it."""
        whole = len(self.payload) == self.payload_len
        content = stream_content(self.payload) if self.compressed else self.payload
        after = self.rest[self.payload_len :]
        return {"header": self.header, "checksum": self.checksum, "content": content, "after": (whole, after)}


def brotli_content(wire: str) -> bytes | str:
    """The content of a Brotli wire, or what is wrong with it."""
    try:
        return stream_content(unpack(wire.removeprefix(brotli_text.PREFIX)))
    except WireError as error:
        return str(error)


def stream_content(stream: bytes) -> bytes | str:
    """What one Brotli stream holds, or what is wrong with it."""
    try:
        content: bytes = brotli.decompress(stream)
    except brotli.error as error:
        return str(error)
    return content
