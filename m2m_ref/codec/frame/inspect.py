"""Looks at a frame's headers, as routers do: without a key, and without the payload or any of its bytes.

Everything here is what the frame says of itself; nothing of it is verified.
"""

from __future__ import annotations

import msgspec

from m2m_ref.codec import base64
from m2m_ref.codec.frame.header import FIXED_BYTES, LENGTHS, PREFIX, PREFIX_BYTES, RESERVED_BYTES, FixedHeader
from m2m_ref.codec.frame.seal import AEAD_TAG_BYTES, HMAC_TAG_BYTES, NONCE_BYTES
from m2m_ref.codec.frame.table import table
from m2m_ref.codec.frame.variable import Variable, read_variable
from m2m_ref.error import DecompressionError

_BEHIND = max(LENGTHS.size, NONCE_BYTES)  # bytes behind the headers that are looked at
_USUAL = 192  # bytes that hold most headers, and what is behind them
_TAGS = {"hmac": HMAC_TAG_BYTES, "aead": NONCE_BYTES + AEAD_TAG_BYTES}  # bytes that security adds


class FrameInfo(msgspec.Struct, frozen=True):
    """All that a frame's headers say, and how much there is of the rest.

    Lengths in bytes. `reserved` are the last 12 bytes of the fixed header. `payload_length` and `crc32` are
    None where they are encrypted or cut off, `nonce` where there is none or it is cut off. `payload_bytes`
    are those that are there, of an AEAD frame nonce, encrypted part and tag together; `truncated` if they
    are too few.
    """

    header_length: int
    schema: int
    security: int
    flags: int
    reserved: bytes
    variable: Variable
    extensions: bytes
    payload_length: int | None
    crc32: int | None
    nonce: bytes | None
    payload_bytes: int
    truncated: bool

    @property
    def schema_name(self) -> str:
        """The schema's name in spec/frame.yaml, or `unknown`."""
        return table().schema_names.get(self.schema, "unknown")

    @property
    def security_name(self) -> str:
        """The name of the security byte in spec/frame.yaml, or `unknown`."""
        return table().security_names.get(self.security, "unknown")

    @property
    def flag_names(self) -> tuple[str, ...]:
        """The names of the flags that are set, lowest bit first; bits without a name are left out."""
        tables = table()
        own = tables.flags.get(tables.layouts.get(self.schema, "opaque"), {})
        masks = {name: flag.mask for name, flag in own.items()}
        masks |= {"compressed": tables.compressed, "extensions": tables.extensions}
        return tuple(name for name in sorted(masks, key=masks.__getitem__) if self.flags & masks[name])


def inspect(wire: str | bytes) -> FrameInfo:
    """What the headers of a frame say, in text or in binary form, prefix included.

    The payload may be missing in part or whole. Raises DecompressionError if the headers themselves are
    broken or cut off, or if it is not a frame.
    """
    if isinstance(wire, str):
        return _info(*_opened(wire))
    if not wire.startswith(PREFIX_BYTES):
        raise _no_frame(wire[: len(PREFIX_BYTES)])
    data = wire[
        len(PREFIX_BYTES) : len(PREFIX_BYTES) + FixedHeader.length_at(wire, len(PREFIX_BYTES)) + _BEHIND
    ]
    return _info(data, len(wire) - len(PREFIX_BYTES))


def _opened(wire: str) -> tuple[bytes, int]:
    """As many bytes of a frame in text form as its headers need, or more, and how many it has in all."""
    if not wire.startswith(PREFIX):
        raise _no_frame(wire[: len(PREFIX)])
    begin = len(PREFIX)
    size = base64.decoded_length(wire, begin)
    data = _decoded(wire, begin, _USUAL) or base64.decode_start(wire, begin, FIXED_BYTES)
    length = FixedHeader.length_at(data, 0)
    if len(data) < min(size, length + _BEHIND):
        data = _decoded(wire, begin, length + _BEHIND) or _decoded(wire, begin, length + LENGTHS.size)
        data = data or base64.decode_start(wire, begin, length)
    return data, size


def _decoded(wire: str, begin: int, count: int) -> bytes:
    """That many bytes, or what there is; none if something in them is not base64.

    That may stand in the payload, which is nothing to us.
    """
    try:
        return base64.decode_start(wire, begin, count)
    except DecompressionError:
        return b""


def _no_frame(found: str | bytes) -> DecompressionError:
    return DecompressionError(f"a frame begins with {PREFIX}, and this with {found!r}")


def _info(data: bytes, size: int) -> FrameInfo:
    """What the start of a frame of `size` bytes says; prefix taken away."""
    fixed = FixedHeader.read(data)
    variable, extensions = read_variable(data, fixed)
    start, security = fixed.length, fixed.security
    left, there = size - start, len(data) - start  # bytes behind the headers: all, and those that are seen
    length = checksum = nonce = None
    added = _TAGS.get(table().security_names.get(security, ""), 0) if security else 0
    if security and security == table().security["aead"]:
        nonce = data[start : start + NONCE_BYTES] if there >= NONCE_BYTES else None
        payload = left
    elif there >= LENGTHS.size:
        length, checksum = LENGTHS.unpack_from(data, start)
        payload = min(left - LENGTHS.size, length)
    else:
        payload = 0
    return FrameInfo(
        start,
        fixed.schema,
        security,
        fixed.flags,
        data[FIXED_BYTES - RESERVED_BYTES : FIXED_BYTES],
        variable,
        extensions,
        length,
        checksum,
        nonce,
        payload,
        left < LENGTHS.size + (length or 0) + added,
    )
