"""Small wires that would become very large, and the memory it takes to read one.

`python -m tests.fuzz.bomb NAME`. Each runs in a process of its own, so that none finds the memory of another.
"""

from __future__ import annotations

import base64
import struct
import sys
import zlib
from collections.abc import Callable

import brotli as library  # type: ignore[import-untyped]

from m2m_ref import CodecEngine
from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import brotli, frame, varint
from m2m_ref.codec.frame import Mode
from m2m_ref.codec.tokenizer import tokenizer
from m2m_ref.error import M2MError
from tests.fuzz import memory
from tests.fuzz.frame import KEYS, sealed_as

GIB = 2**30
CHUNK = 2**24
PADDED = b"\x00\xa0\x80\x80\x80\x00"
"""The byte of cl100k, and one id that is longer than need be: such ids are read another way."""

Read = Callable[[], object]


def stream(size: int) -> bytes:
    """A Brotli stream of so many zeros, made without having them all."""
    encoder = library.Compressor(quality=1)
    chunk = bytes(CHUNK)
    return b"".join(encoder.process(chunk) for _ in range(size // CHUNK)) + bytes(encoder.finish())


def framed(size: int) -> bytes:
    """A frame, without its prefix, whose payload is such a stream. The reader never gets to its CRC-32."""
    payload = stream(size)
    fixed = struct.pack("<HBBI12x", 20, 0xFE, 0, 1 << 24)
    return fixed + struct.pack("<II", len(payload), zlib.crc32(b"")) + payload


def repeated(encoding: Encoding, size: int) -> bytes:
    """Varints of the longest token of a vocabulary, as often as makes `size` bytes of content."""
    pieces = tokenizer(encoding).pieces
    number = max(range(len(pieces)), key=lambda each: len(pieces[each] or b""))
    return varint.write(number) * (size // len(pieces[number] or b""))


def engine_text(prefix: str, data: bytes) -> Read:
    """Reads `data` as a wire text with any prefix."""
    wire = prefix + base64.b64encode(data).decode()
    return lambda: CodecEngine().decompress(wire)


def engine_binary(prefix: bytes, data: bytes) -> Read:
    """Reads `data` as a binary form."""
    wire = prefix + data
    return lambda: CodecEngine().decompress_binary(wire)


def engine_secured(data: bytes) -> Read:
    """Reads a frame, given without its prefix, as one who has the key."""
    wire = frame.PREFIX.encode() + data
    return lambda: CodecEngine(key=KEYS[Mode.AEAD]).decompress_binary(wire)


def unbounded(data: bytes) -> Read:
    """Reads a stream as a reader would that has no limit: what must be caught."""
    return lambda: bytes(library.decompress(data))


BOMBS: dict[str, Callable[[], Read]] = {
    "brotli-text": lambda: engine_text(brotli.DATA, stream(GIB)),
    "frame-text": lambda: engine_text(frame.PREFIX, framed(GIB)),
    "frame-aead": lambda: engine_secured(sealed_as(framed(GIB), KEYS[Mode.AEAD])),
    "frame-binary": lambda: engine_binary(frame.PREFIX.encode(), framed(GIB)),
    "cl100k-text": lambda: engine_text("#TK|C|", repeated(Encoding.CL100K_BASE, GIB // 8)),
    "cl100k-binary": lambda: engine_binary(b"\x00", repeated(Encoding.CL100K_BASE, GIB // 8)),
    "padded-ids": lambda: engine_binary(PADDED, repeated(Encoding.CL100K_BASE, GIB // 8)),
}
"""What is refused, by name. Each makes a wire, and gives what reads it."""

UNBOUNDED: dict[str, Callable[[], Read]] = {"unbounded": lambda: unbounded(stream(GIB // 4))}
"""A reader without a limit."""


def main() -> None:
    """Prints by how many bytes reading the bomb raised the most memory used, and the kind of the refusal."""
    read = {**BOMBS, **UNBOUNDED}[sys.argv[1]]()
    CodecEngine().decompress(CodecEngine().compress("{}", Algorithm.M2M).data)  # loads the tables
    before = memory.reset()
    try:
        read()
        kind = "read"
    except M2MError as error:
        kind = error.kind
    print(memory.peak() - before, kind)


if __name__ == "__main__":
    main()
