"""The engine: detection, the four forms both ways, figures, and text that is not Unicode."""

from __future__ import annotations

import base64 as standard
import dataclasses

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import CodecEngine, CompressionResult, detect
from m2m_ref.error import CompressionError, DecompressionError, InvalidMessageError, M2MError, TokenizerError

ENGINE = CodecEngine()
CODED = [Algorithm.M2M, Algorithm.TOKEN_NATIVE, Algorithm.BROTLI]
LIMIT = 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("wire", "algorithm"),
    [
        ("#M2M|1|", Algorithm.M2M),
        ("#M2M|1|x", Algorithm.M2M),
        ("#TK|", Algorithm.TOKEN_NATIVE),
        ("#M2M[v3.0]|", Algorithm.BROTLI),
        ("#M2M[v3.0]|DATA:x", Algorithm.BROTLI),
        ("", Algorithm.NONE),
        ("plain", Algorithm.NONE),
        (" #TK|C|", Algorithm.NONE),
        ("#tk|C|", Algorithm.NONE),
        ("#M2M|2|", Algorithm.NONE),
        ("#M2M|1", Algorithm.NONE),
        ("#M2M[v2.0]|", Algorithm.NONE),
        ("#T1|", Algorithm.NONE),
    ],
)
def test_detect(wire: str, algorithm: Algorithm) -> None:
    assert detect(wire) is algorithm


def test_settings_give_new_engines() -> None:
    changed = ENGINE.with_encoding(Encoding.O200K_BASE).with_ml_routing(True)
    assert (ENGINE.encoding, ENGINE.ml_routing) == (Encoding.CL100K_BASE, False)
    assert (changed.encoding, changed.ml_routing) == (Encoding.O200K_BASE, True)
    with pytest.raises(dataclasses.FrozenInstanceError):
        ENGINE.ml_routing = True  # type: ignore[misc]


def test_none_is_the_content() -> None:
    assert ENGINE.compress("né", Algorithm.NONE) == CompressionResult("né", Algorithm.NONE, 3, 3)
    assert ENGINE.decompress("né") == "né"


@pytest.mark.parametrize("algorithm", CODED)
def test_figures_are_utf8_lengths_of_the_whole_texts(algorithm: Algorithm) -> None:
    content = '{"é":"日本"}'
    result = ENGINE.compress(content, algorithm)
    assert result.algorithm is algorithm is detect(result.data)
    assert result.original_bytes == 15  # three letters of 2, 3 and 3 bytes among seven of 1
    assert result.compressed_bytes == len(result.data.encode())
    assert ENGINE.decompress(result.data) == content


def test_tokens_are_counted_where_they_are_known() -> None:
    tokens = ENGINE.compress("tiktoken is great!", Algorithm.TOKEN_NATIVE)
    assert (tokens.original_tokens, tokens.compressed_tokens) == (6, 6)
    other = ENGINE.compress("tiktoken is great!", Algorithm.BROTLI)
    assert (other.original_tokens, other.compressed_tokens) == (None, None)


def test_the_wire_decides_the_vocabulary() -> None:
    other = ENGINE.with_encoding(Encoding.O200K_BASE)
    wire = other.compress("Grüße", Algorithm.TOKEN_NATIVE).data
    assert wire.startswith("#TK|O|")
    assert ENGINE.decompress(wire) == "Grüße"


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("content", ["\ud800", '{"a":"\udfff"}'])
def test_lone_surrogates_cannot_be_written(algorithm: Algorithm, content: str) -> None:
    with pytest.raises(CompressionError, match="not Unicode"):
        ENGINE.compress(content, algorithm)


@pytest.mark.parametrize("prefix", ["", "#M2M|1|", "#TK|C|", "#TK|", "#M2M[v3.0]|", "#M2M[v3.0]|DATA:"])
def test_lone_surrogates_cannot_be_read(prefix: str) -> None:
    with pytest.raises(DecompressionError, match="not Unicode"):
        ENGINE.decompress(prefix + "\ud800")


def test_content_that_is_not_utf8_is_refused() -> None:
    token = "#TK|C|" + standard.b64encode(b"\x81\x01").decode()  # id 129 is one byte of 80 to FF hex
    stream = "#M2M[v3.0]|DATA:" + standard.b64encode(brotli.compress(b"\xff")).decode()
    for wire in (token, stream):
        with pytest.raises(DecompressionError, match="not UTF-8"):
            ENGINE.decompress(wire)


@pytest.mark.parametrize("algorithm", CODED)
def test_more_than_16_mib_is_not_compressed(algorithm: Algorithm) -> None:
    with pytest.raises(CompressionError, match="16777216"):
        ENGINE.compress('"' + "x" * (LIMIT - 1) + '"', algorithm)


def test_none_has_no_limit() -> None:
    assert ENGINE.compress("x" * (LIMIT + 1), Algorithm.NONE).original_bytes == LIMIT + 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.sampled_from([Algorithm.TOKEN_NATIVE, Algorithm.BROTLI]))
def test_any_text_comes_back(content: str, algorithm: Algorithm) -> None:
    assert ENGINE.decompress(ENGINE.compress(content, algorithm).data) == content


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["#M2M|1|", "#TK|C|", "#TK|", "#TK|L|", "#M2M[v3.0]|DATA:", "#M2M[v3.0]|", ""]),
    st.text(max_size=20) | st.binary(max_size=60).map(lambda data: standard.b64encode(data).decode()),
)
def test_any_wire_gives_text_or_a_protocol_error(prefix: str, rest: str) -> None:
    try:
        content = ENGINE.decompress(prefix + rest)
    except M2MError as error:
        assert (
            isinstance(error, DecompressionError | InvalidMessageError | TokenizerError)
            or error.kind == "crypto"
        )
    else:
        assert isinstance(content, str)
