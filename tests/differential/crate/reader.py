"""What the crate reads that it must not (frame.rs, brotli.rs, token_native.rs), and why not."""

from __future__ import annotations

import zlib

import brotli  # type: ignore[import-untyped]

from tests.differential.anatomy import Frame, NotAFrameError, stream_content
from tests.oracle import brotli_text, frame, token_text
from tests.oracle.error import WireError
from tests.oracle.text import LIMIT, unpack

Reading = tuple[str | None, set[str]]
"""The content, None if it is refused; and the faults it takes to read it."""

REFUSED: Reading = (None, set())
_SECURITY = {1: "hmac-not-refused", 2: "aead-not-refused"}


def read(wire: str, said: str) -> Reading:
    """What the crate makes of a wire that must be refused, having `said` what its content is."""
    try:
        if wire.startswith(frame.PREFIX):
            return _frame(Frame.of(wire), said)
        if wire.startswith(token_text.PREFIX):
            return _tokens(wire)
        if wire.startswith(brotli_text.PREFIX):
            return _stream(unpack(wire.removeprefix(brotli_text.PREFIX)), said)
    except (WireError, NotAFrameError, UnicodeDecodeError):
        pass
    return REFUSED


def _frame(found: Frame, said: str) -> Reading:
    faults = {_SECURITY.get(found.security, "security-byte-ignored")} if found.security else set()
    try:
        frame.check_variable(found.header[20:], found.schema, found.flags)
    except WireError as error:
        faults.add("varint-64-wide" if "64 bits" in str(error) else "header-not-held")
    content, more = _stream(found.payload, said) if found.compressed else (found.payload.decode(), set())
    whole = len(found.payload) == found.payload_len
    if content is None or not whole or zlib.crc32(content.encode()) != found.checksum:
        return REFUSED
    return content, faults | more


def _stream(data: bytes, said: str) -> Reading:
    """Only as much as is needed: what follows the stream's end is not looked at."""
    if data[:1] == b"\x11":
        return said, {"stream-window-large"}  # no decoder here reads it
    faults = _end(data, said.encode())
    if faults is None:
        return REFUSED
    return said, faults | ({"over-16-mib"} if len(said.encode()) > LIMIT else set())


def _end(data: bytes, said: bytes) -> set[str] | None:
    """What is wrong with the end of a stream in `data` that holds what is `said`; None if there is none."""
    for bits in range(8, 0, -1):
        for end in range(len(data), 0, -1):
            last = data[end - 1] & (1 << bits) - 1
            if stream_content(data[: end - 1] + bytes([last])) == said:
                followed = {"stream-followed"} if end < len(data) else set()
                return followed | ({"stream-padding"} if last != data[end - 1] else set())
    return {"stream-overrun"} if _overrun(data, said) else None


def _overrun(data: bytes, said: bytes) -> bool:
    """Whether the stream begins as `said`, and then copies more than its meta-block has room for."""
    decoder, out = brotli.Decompressor(), bytearray()
    try:
        for at in range(len(data)):
            out += decoder.process(data[at : at + 1])
    except brotli.error:
        return bool(out) and out[: len(said)] == said[: len(out)]
    return False


def _tokens(wire: str) -> Reading:
    letter, bar, text = wire.removeprefix(token_text.PREFIX).partition("|")
    if not letter or not bar:
        return REFUSED
    data = unpack(text)
    ids = crate_ids(data)
    if ids is None:
        return REFUSED
    faults = {"llama-as-cl100k"} if letter[0] == "L" else set()
    return token_text.read_ids(ids, letter[0]), faults | (set() if _narrow(data) else {"token-varint-wide"})


def _narrow(data: bytes) -> bool:
    """Whether all varints fit 32 bits."""
    try:
        token_text.ids_of(data)
    except WireError:
        return False
    return True


def crate_ids(data: bytes) -> list[int] | None:
    """Token ids as token_native.rs:330 reads them: up to six bytes each, shifted round within 32 bits."""
    ids, at = [], 0
    while at < len(data):
        value = 0
        for count in range(7):
            if at == len(data) or count == 6:
                return None
            value |= (data[at] & 0x7F) << (7 * count % 32) & 0xFFFFFFFF
            at += 1
            if data[at - 1] < 0x80:
                break
        ids.append(value)
    return ids
