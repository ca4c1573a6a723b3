"""What compressing returns."""

from __future__ import annotations

import msgspec

from m2m_ref.algorithm import Algorithm


class CompressionResult(msgspec.Struct, frozen=True):
    """The wire text and its figures. Sizes are UTF-8 lengths; `compressed_bytes` counts all of `data`.

    Token counts are known where the content was tokenised. TokenNative carries as many tokens as the content
    has, only in fewer bytes, so there both are the same (token_native.rs).
    """

    data: str
    algorithm: Algorithm
    original_bytes: int
    compressed_bytes: int
    original_tokens: int | None = None
    compressed_tokens: int | None = None


class BinaryResult(msgspec.Struct, frozen=True):
    """The same of a binary form: `data` is what a channel that carries bytes is given."""

    data: bytes
    algorithm: Algorithm
    original_bytes: int
    compressed_bytes: int
    original_tokens: int | None = None
    compressed_tokens: int | None = None
