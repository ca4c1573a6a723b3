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


@settings(max_examples=100)
@given(st.binary(max_size=40), st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_the_start_of_a_text_that_may_be_cut_off(data: bytes, count: int, cut: int, prefixed: bool) -> None:
    prefix = "==" * prefixed  # what comes before is not looked at
    text = standard.b64encode(data).decode()[:cut]
    whole = data[: len(text.rstrip("=")) * 6 // 8]  # so many bits are there
    assert base64.decoded_length(prefix + text, len(prefix)) == len(whole)
    start = base64.decode_start(prefix + text, len(prefix), count)
    assert whole.startswith(start)
    assert len(start) >= min(count, len(whole))
    assert len(start) < count + 3


@pytest.mark.parametrize("rest", ["!" * 40, "====", "ŽŽŽŽ", "\ud800", "\n"])
def test_what_follows_the_start_is_not_looked_at(rest: str) -> None:
    assert base64.decode_start("Zm9vYmFy" + rest, 0, 6) == b"foobar"
    assert base64.decode_start("Zm9vYmFy" + rest, 4, 3) == b"bar"


@pytest.mark.parametrize(
    "text", ["Zm9vYm!y", "Zm9vYm\ny", "Zm9v====", "Zg==YmFy", "Zm9vY!", "Zm9vYm\ud800", "Zm9v=Y"]
)
def test_the_start_is_read_as_strictly_as_a_whole(text: str) -> None:
    with pytest.raises(DecompressionError, match="base64"):
        base64.decode_start(text, 0, 6)
