"""The bound on content that is compressed: 16 MiB, in both profiles.

A small wire must not make its reader fill the memory. The engine holds to the same bound when it compresses,
so that whatever is written here can be read here.
"""

from __future__ import annotations

from m2m_ref.error import CompressionError, DecompressionError

CONTENT_BYTES = 16 * 1024 * 1024
"""The most bytes a wire may decompress to. One more is refused."""


def hold_content(size: int) -> None:
    """Refuse to compress what no reader need take back. Raises CompressionError."""
    if size > CONTENT_BYTES:
        raise CompressionError(
            f"the content has {size} bytes, and a wire may hold at most {CONTENT_BYTES}; split it"
        )


def hold_output(size: int) -> None:
    """Stop once `size` bytes have come out, if those are too many. Raises DecompressionError."""
    if size > CONTENT_BYTES:
        raise DecompressionError(f"the wire decompresses to more than {CONTENT_BYTES} bytes; that is refused")
