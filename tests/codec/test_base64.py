"""Base64: RFC 4648 vectors, and everything but the canonical spelling refused."""

from __future__ import annotations

import base64 as standard

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_ref.codec import base64
from m2m_ref.error import DecompressionError


# RFC 4648, section 10, and the last two letters of the alphabet.
@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"\xfb\xff\xbf", "+/+/")],
)
def test_rfc_4648(data: bytes, text: str) -> None:
    assert base64.encode(data) == text
    assert base64.decode(text) == data


@pytest.mark.parametrize(
    "text",
    [
        "Zg",
        "Zg=",
        "Zg===",
        "Zg==Zg==",
        "Z",
        "Zm8",
        "=",
        "====",
        "=Zg=",
        "Zm9v=",
        "Zh==",
        "Zm9=",
        "Z===",
        "Zg==\n",
        " Zg==",
        "Zm\n9v",
        "-_-_",
        "Zm9v!",
        "Zmé=",
        "Zm9v\x00",
        "ŽŽŽŽ",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(DecompressionError, match="base64"):
        base64.decode(text)


@settings(max_examples=50)
@given(st.binary(max_size=40))
def test_agrees_with_the_standard_library(data: bytes) -> None:
    assert base64.encode(data) == standard.b64encode(data).decode()
    assert base64.decode(base64.encode(data)) == data
