"""The variable header of any schema, as a reader takes it."""

from __future__ import annotations

from m2m_ref.codec.frame.header import FIXED_BYTES, FixedHeader
from m2m_ref.codec.frame.request import RequestHeader
from m2m_ref.codec.frame.response import ResponseHeader
from m2m_ref.codec.frame.table import table
from m2m_ref.error import DecompressionError

Variable = RequestHeader | ResponseHeader | bytes
"""What a variable header holds; the bytes as they are if its schema's is opaque."""


def read_variable(data: bytes, fixed: FixedHeader) -> tuple[Variable, bytes]:
    """The variable header of a frame given without its prefix, and the extensions behind it.

    Raises DecompressionError if it does not fill its declared length exactly.
    """
    tables, end = table(), fixed.length
    layout = tables.layouts.get(fixed.schema, "opaque")
    if layout == "opaque":
        return data[FIXED_BYTES:end], b""
    header = RequestHeader if layout == "request" else ResponseHeader
    variable, at = header.read(data, end, fixed.flags)
    if at != end and not fixed.flags & tables.extensions:
        raise DecompressionError(
            f"{end - at} bytes are left in the variable header after its last field; "
            "flags, counts and header_len disagree, or the extensions bit is missing"
        )
    return variable, data[at:end]
