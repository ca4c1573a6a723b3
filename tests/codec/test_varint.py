"""Varints: the LEB128 examples, the widths, and what breaks them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_ref.codec import varint
from m2m_ref.error import DecompressionError

U64 = 2**64 - 1
U32 = 2**32 - 1


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (0, "00"),
        (127, "7f"),
        (128, "8001"),
        (300, "ac02"),
        (624485, "e58e26"),  # the example of the DWARF standard, appendix C
        (U32, "ffffffff0f"),
        (U64, "ffffffffffffffffff01"),
    ],
)
def test_known_values(value: int, data: str) -> None:
    raw = bytes.fromhex(data)
    assert varint.write(value) == raw
    assert varint.read(b"\x80" + raw + b"\x05", 1) == (value, 1 + len(raw))


@pytest.mark.parametrize(
    ("data", "bits", "reason"),
    [
        ("", 64, "ends inside"),
        ("80", 64, "ends inside"),
        ("ffffffffffffffffff", 64, "ends inside"),
        ("ffffffffffffffffff02", 64, "does not fit 64 bits"),
        ("80808080808080808080", 64, "goes on after 10 bytes"),
        ("8080808080808080808000", 64, "goes on after 10 bytes"),
        ("ffffffff10", 32, "does not fit 32 bits"),
        ("808080808000", 32, "goes on after 5 bytes"),
    ],
)
def test_broken(data: str, bits: int, reason: str) -> None:
    with pytest.raises(DecompressionError, match=reason):
        varint.read(bytes.fromhex(data), 0, bits)


@pytest.mark.parametrize("data", ["8000", "80808000", "808080808000"[:8] + "00"])
def test_leading_zeros_within_the_width_are_read(data: str) -> None:
    assert varint.read(bytes.fromhex(data), 0, 32) == (0, len(data) // 2)


@settings(max_examples=50)
@given(st.lists(st.integers(0, U32), max_size=20))
def test_all_values_come_back(values: list[int]) -> None:
    assert list(varint.read_all(b"".join(map(varint.write, values)))) == values


@pytest.mark.parametrize("data", ["0580", "05ffffffff10", "05808080808000"])
def test_read_all_refuses_a_broken_tail(data: str) -> None:
    with pytest.raises(DecompressionError, match="at byte 1"):
        list(varint.read_all(bytes.fromhex(data)))
