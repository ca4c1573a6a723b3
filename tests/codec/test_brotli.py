"""Brotli: a wire of the Rust package, broken streams, and the 16 MiB guard with its memory."""

from __future__ import annotations

import tracemalloc

import brotli as library  # type: ignore[import-untyped]
import pytest

from m2m_ref.codec import base64, brotli
from m2m_ref.error import DecompressionError, InvalidMessageError

LIMIT = 16 * 1024 * 1024
HELLO = b'{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}'
# Written by the Rust package m2m-protocol 0.4.0.
HELLO_WIRE = (
    "#M2M[v3.0]|DATA:G0AA+C0K7AbtHp0WFnC6lRj6WmSPbWu+0cDVmVzrsHT1bZGWMrrgkBOB21tgEtRD8JHKTwgXfpEyWfpgheCq8Ds="
)


def zeros(count: int) -> bytes:
    return bytes(library.compress(bytes(count), quality=1))


@pytest.mark.parametrize(("raw", "wire"), [(HELLO, HELLO_WIRE), (b"", "#M2M[v3.0]|DATA:Ow==")])
def test_wire_of_the_rust_package(raw: bytes, wire: str) -> None:
    assert brotli.read(wire) == raw
    assert brotli.read(brotli.write(raw)) == raw


def test_writes_quality_11_window_22() -> None:
    raw = HELLO * 50
    expected = library.compress(raw, quality=11, lgwin=22)
    assert base64.decode(brotli.write(raw).removeprefix("#M2M[v3.0]|DATA:")) == expected


@pytest.mark.parametrize(
    "wire", ["#M2M[v3.0]|", "#M2M[v3.0]|Ow==", "#M2M[v3.0]|data:Ow==", "#M2M[v3.0]| DATA:Ow=="]
)
def test_without_data_is_an_invalid_message(wire: str) -> None:
    with pytest.raises(InvalidMessageError, match="DATA:"):
        brotli.read(wire)


@pytest.mark.parametrize("text", ["", "!!!", "Ow", "Ow==\n", "AAAA"])
def test_bad_data_is_a_decompression_error(text: str) -> None:
    with pytest.raises(DecompressionError):
        brotli.read("#M2M[v3.0]|DATA:" + text)


@pytest.mark.parametrize("cut", [0, 1, 2, 20])
def test_a_stream_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(DecompressionError, match="too early"):
        brotli.decompress(library.compress(HELLO)[:cut])


@pytest.mark.parametrize("raw", [b"", HELLO, bytes(300_000)])
@pytest.mark.parametrize("tail", [b"\0", b"x", b";"])
def test_anything_after_the_stream_is_refused(raw: bytes, tail: bytes) -> None:
    with pytest.raises(DecompressionError, match="nothing after it"):
        brotli.decompress(library.compress(raw, quality=5) + tail)


def test_exactly_16_mib_is_read() -> None:
    assert len(brotli.decompress(zeros(LIMIT))) == LIMIT


def test_one_byte_more_is_refused() -> None:
    with pytest.raises(DecompressionError, match="16777216"):
        brotli.decompress(zeros(LIMIT + 1))


def test_a_bomb_is_refused_in_bounded_memory() -> None:
    bomb = zeros(10 * LIMIT)
    tracemalloc.start()
    try:
        with pytest.raises(DecompressionError, match="16777216"):
            brotli.decompress(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2.5 * LIMIT
