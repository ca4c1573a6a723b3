"""The variable header of any schema, as a reader takes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from m2m_ref.codec.frame import request, response
from m2m_ref.codec.frame.header import FIXED_BYTES, FixedHeader
from m2m_ref.codec.frame.request import RequestHeader
from m2m_ref.codec.frame.response import ResponseHeader
from m2m_ref.codec.frame.table import table
from m2m_ref.error import DecompressionError

Variable = RequestHeader | ResponseHeader | bytes
"""What a variable header holds; the bytes as they are if its schema's is opaque."""

Reader = Callable[[bytes, int, int], tuple[RequestHeader | ResponseHeader, int]]
"""Reads the header of a frame up to an end, with these flags; gives where its fields end, too."""


def read_variable(data: bytes, fixed: FixedHeader) -> tuple[Variable, bytes]:
    """The variable header of a frame given without its prefix, and the extensions behind it.

    Raises DecompressionError if it does not fill its declared length exactly.
    """
    end, read = fixed.length, _reader(fixed.schema)
    if read is None:
        return data[FIXED_BYTES:end], b""
    variable, at = read(data, end, fixed.flags)
    if at == end:
        return variable, b""
    if not fixed.flags & table().extensions:
        raise DecompressionError(
            f"{end - at} bytes are left in the variable header after its last field; "
            "flags, counts and header_len disagree, or the extensions bit is missing"
        )
    return variable, data[at:end]


@cache  # a byte has 256 values
def _reader(schema: int) -> Reader | None:
    """What reads the header that follows a schema byte; None if that is opaque."""
    layout = table().layouts.get(schema, "opaque")
    if layout == "opaque":
        return None
    return request.reader() if layout == "request" else response.read
