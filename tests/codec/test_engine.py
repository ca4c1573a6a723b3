"""The engine: detection, the four forms both ways, figures, and text that is not Unicode."""

from __future__ import annotations

import base64 as standard
import dataclasses
import json
from collections.abc import Callable
from functools import partial

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.codec import BinaryResult, CodecEngine, CompressionResult, detect
from m2m_ref.codec import engine as module
from m2m_ref.codec.frame import FrameKey, Mode
from m2m_ref.error import (
    CompressionError,
    CryptoError,
    DecompressionError,
    InvalidCodecError,
    InvalidMessageError,
    M2MError,
    TokenizerError,
)
from m2m_ref.profile import Profile

ENGINE = CodecEngine()
STRICT = CodecEngine(profile=Profile.STRICT)
CODED = [Algorithm.M2M, Algorithm.TOKEN_NATIVE, Algorithm.BROTLI]
BINARY = [Algorithm.M2M, Algorithm.TOKEN_NATIVE]
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


LEGACY = ["#T1|", "#DI|", "#M2M[v2.0]|", "#T1|x", "#M2M[v2.0]|DATA:x"]
NEARLY = ["", "#", "#T1", " #T1|", "#t1|", "#T2|", "#M2M[v2.0]", "#M2M[v2.1]|", "#M2M[v3.1]|", "x#DI|"]


@pytest.mark.parametrize("wire", LEGACY)
def test_legacy_forms_are_text_in_core_and_refused_in_strict(wire: str) -> None:
    assert detect(wire) is Algorithm.NONE
    assert ENGINE.decompress(wire) == wire
    assert ENGINE.compress(wire, Algorithm.NONE).data == wire
    with pytest.raises(InvalidCodecError, match="no longer spoken"):
        detect(wire, Profile.STRICT)
    with pytest.raises(InvalidCodecError, match="no longer spoken"):
        STRICT.decompress(wire)


@pytest.mark.parametrize("wire", NEARLY)
def test_what_is_not_quite_a_legacy_prefix_is_text_in_strict(wire: str) -> None:
    assert detect(wire, Profile.STRICT) is Algorithm.NONE
    assert STRICT.decompress(STRICT.compress(wire, Algorithm.NONE).data) == wire


@pytest.mark.parametrize("content", [*LEGACY, "#M2M|1|", "#M2M|1|x", "#TK|", "#TK|C|", "#M2M[v3.0]|"])
def test_strict_does_not_write_as_it_is_what_reads_as_another_form(content: str) -> None:
    assert ENGINE.compress(content, Algorithm.NONE).data == content
    with pytest.raises(CompressionError, match="would be read as"):
        STRICT.compress(content, Algorithm.NONE)
    with pytest.raises(CompressionError, match="would be read as"):
        STRICT.compress_auto(content)
    assert STRICT.decompress(STRICT.compress(content, Algorithm.BROTLI).data) == content


def test_strict_takes_exact_tokenizer_ids_only() -> None:
    assert STRICT.decompress("#TK|C|sk0=") == ENGINE.decompress("#TK|Cx|sk0=") == "Hello"
    with pytest.raises(DecompressionError, match="C, O or L"):
        STRICT.decompress("#TK|Cx|sk0=")


def test_settings_give_new_engines() -> None:
    changed = ENGINE.with_encoding(Encoding.O200K_BASE).with_ml_routing(True)
    assert (ENGINE.encoding, ENGINE.ml_routing) == (Encoding.CL100K_BASE, False)
    assert (changed.encoding, changed.ml_routing) == (Encoding.O200K_BASE, True)
    limited = changed.with_profile(Profile.STRICT).with_content_limit(7)
    assert (limited.profile, limited.content_limit) == (Profile.STRICT, 7)
    assert limited.with_content_limit(None).with_profile(Profile.CORE) == changed
    with pytest.raises(dataclasses.FrozenInstanceError):
        ENGINE.ml_routing = True  # type: ignore[misc]


def test_equal_settings_share_an_engine() -> None:
    one, other = (CodecEngine().with_encoding(Encoding.O200K_BASE).with_content_limit(99) for _ in range(2))
    assert one is other
    assert not hasattr(one, "__dict__")


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


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("profile", list(Profile))
def test_a_content_limit_binds_every_form(algorithm: Algorithm, profile: Profile) -> None:
    free = CodecEngine(profile=profile)
    fits, long = '{"é":"éé"}', '{"é":"ééé"}'  # bytes count, not characters
    assert (len(fits.encode()), len(long.encode())) == (13, 15)
    wires = {text: free.compress(text, algorithm).data for text in (fits, long)}
    bound = free.with_content_limit(13)
    assert bound.compress(fits, algorithm).data == wires[fits]
    assert bound.decompress(wires[fits]) == fits
    with pytest.raises(CompressionError, match="15 bytes, and may have 13"):
        bound.compress(long, algorithm)
    with pytest.raises(DecompressionError, match="15 bytes, and may have 13"):
        bound.decompress(wires[long])


@pytest.mark.parametrize("algorithm", BINARY)
def test_a_content_limit_binds_the_binary_forms(algorithm: Algorithm) -> None:
    bound, data = ENGINE.with_content_limit(10), ENGINE.compress_binary('{"a":"abc"}', algorithm).data
    with pytest.raises(CompressionError, match="11 bytes, and may have 10"):
        bound.compress_binary('{"a":"abc"}', algorithm)
    with pytest.raises(DecompressionError, match="11 bytes, and may have 10"):
        bound.decompress_binary(data)
    assert bound.with_content_limit(11).decompress_binary(data) == '{"a":"abc"}'


def test_a_content_limit_of_16_mib_binds_none_too() -> None:
    bound = ENGINE.with_content_limit(LIMIT)
    assert bound.decompress(bound.compress("x" * LIMIT, Algorithm.NONE).data) == "x" * LIMIT
    with pytest.raises(CompressionError, match="16777216"):
        bound.compress("x" * (LIMIT + 1), Algorithm.NONE)
    with pytest.raises(DecompressionError, match="16777216"):
        bound.decompress("x" * (LIMIT + 1))


def test_a_content_limit_above_16_mib_does_not_lift_it() -> None:
    with pytest.raises(CompressionError, match="16777216"):
        ENGINE.with_content_limit(2 * LIMIT).compress('"' + "x" * LIMIT + '"', Algorithm.M2M)


def test_the_binary_form_of_a_frame_is_the_text_without_base64() -> None:
    text, binary = (call('{"a":1}', Algorithm.M2M) for call in (ENGINE.compress, ENGINE.compress_binary))
    assert isinstance(text.data, str) and isinstance(binary.data, bytes)
    assert binary.data == b"#M2M|1|" + standard.b64decode(text.data.removeprefix("#M2M|1|"))
    assert (binary.original_bytes, binary.compressed_bytes) == (7, len(binary.data))
    assert (binary.original_tokens, binary.compressed_tokens) == (None, None)


def test_the_binary_form_of_tokens() -> None:
    result = ENGINE.with_encoding(Encoding.O200K_BASE).compress_binary("Hello", Algorithm.TOKEN_NATIVE)
    assert result == BinaryResult(b"\x01\xa9\x67", Algorithm.TOKEN_NATIVE, 5, 3, 1, 1)
    assert ENGINE.decompress_binary(result.data) == "Hello"


@pytest.mark.parametrize("algorithm", [Algorithm.NONE, Algorithm.BROTLI])
def test_the_others_have_no_binary_form(algorithm: Algorithm) -> None:
    with pytest.raises(CompressionError, match="no binary form"):
        ENGINE.compress_binary("{}", algorithm)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\x03", "begins with 03"),
        (b"#TK|C|sk0=", "begins with 23 54 4b"),
        (b"#M2M|1", "begins with"),
        (b"#M2M|2|", "begins with"),
        (b"{}", "begins with 7b 7d"),
        (b"#T1|", "begins with"),
        (b"#M2M|1|", "frame"),
        (b"\x00\xbb\x01", "not UTF-8"),
        (b"\x00\xff\xff\xff\xff\x0f", "4294967295"),
    ],
)
@pytest.mark.parametrize("engine", [ENGINE, STRICT])
def test_broken_binary_data(data: bytes, reason: str, engine: CodecEngine) -> None:
    with pytest.raises(DecompressionError, match=reason):
        engine.decompress_binary(data)


def test_lone_surrogates_have_no_binary_form() -> None:
    for algorithm in BINARY:
        with pytest.raises(CompressionError, match="not Unicode"):
            ENGINE.compress_binary('"\ud800"', algorithm)


@pytest.mark.parametrize("mode", list(Mode))
def test_frames_are_secured_with_the_key(mode: Mode) -> None:
    keyed = ENGINE.with_key(FrameKey(mode, b"k" * 32))
    text = keyed.compress('{"a":1}', Algorithm.M2M).data
    data = keyed.compress_binary('{"a":1}', Algorithm.M2M).data
    assert keyed.decompress(text) == keyed.decompress_binary(data) == '{"a":1}'
    for other in (ENGINE, keyed.with_key(FrameKey(mode, b"o" * 32)), keyed.with_key(None)):
        with pytest.raises(CryptoError):
            other.decompress(text)
        with pytest.raises(CryptoError):
            other.decompress_binary(data)
    with pytest.raises(CryptoError):
        keyed.decompress(ENGINE.compress('{"a":1}', Algorithm.M2M).data)


def test_a_key_is_not_shown_and_not_kept() -> None:
    key = FrameKey(Mode.HMAC, b"a secret of 20 bytes")
    keyed, before = ENGINE.with_key(key), shared_engines()
    assert keyed.key is key
    assert "secret" not in repr(keyed)
    assert keyed.with_encoding(Encoding.O200K_BASE).key is key
    assert shared_engines() == before


def shared_engines() -> int:
    return module._shared.cache_info().currsize


CONTENTS = (
    st.text(max_size=60)
    | st.sampled_from(
        ["#TK|C|", "#M2M|1|x", "#T1|", "<|endoftext|>", "\ud800", '{"a":"\udfff"}', "\x00", "\ufeff{}"]
    )
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
        max_leaves=8,
    ).map(json.dumps)
)
Writer = Callable[[CodecEngine, str], CompressionResult]
WRITERS: list[Writer] = [
    CodecEngine.compress_auto,
    CodecEngine.compress_best,
    *(partial(CodecEngine.compress, algorithm=algorithm) for algorithm in Algorithm),
]
ENGINES = st.sampled_from(
    [
        ENGINE,
        STRICT,
        ENGINE.with_encoding(Encoding.O200K_BASE),
        ENGINE.with_encoding(Encoding.LLAMA_BPE),
        STRICT.with_content_limit(20),
        ENGINE.with_key(FrameKey(Mode.AEAD, b"k" * 32)),
    ]
)


@settings(max_examples=300, deadline=None)
@given(CONTENTS, st.sampled_from(WRITERS), ENGINES)
def test_any_text_comes_back_or_is_refused(content: str, write: Writer, engine: CodecEngine) -> None:
    try:
        result = write(engine, content)
    except (CompressionError, TokenizerError):
        return
    except CryptoError:
        assert engine.key is not None
        return
    assert engine.key is None or result.algorithm is Algorithm.M2M
    assert result.original_bytes == len(content.encode())
    assert result.compressed_bytes == len(result.data.encode())
    if result.algorithm is Algorithm.NONE and engine.profile is Profile.CORE:
        assert result.data == content  # which comes back unless it begins like another form
    else:
        assert engine.decompress(result.data) == content


@settings(max_examples=150, deadline=None)
@given(CONTENTS, st.sampled_from(BINARY), ENGINES)
def test_any_text_comes_back_from_bytes_or_is_refused(
    content: str, algorithm: Algorithm, engine: CodecEngine
) -> None:
    try:
        result = engine.compress_binary(content, algorithm)
    except (CompressionError, TokenizerError):
        return
    except CryptoError:
        assert algorithm is not Algorithm.M2M
        assert engine.key is not None
        return
    assert result.original_bytes == len(content.encode())
    assert result.compressed_bytes == len(result.data)
    assert engine.decompress_binary(result.data) == content


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        ["#M2M|1|", "#TK|C|", "#TK|", "#TK|L|", "#M2M[v3.0]|DATA:", "#M2M[v3.0]|", "#T1|", "#DI|", ""]
    ),
    st.text(max_size=20) | st.binary(max_size=60).map(lambda data: standard.b64encode(data).decode()),
    ENGINES,
)
def test_any_wire_gives_text_or_a_protocol_error(prefix: str, rest: str, engine: CodecEngine) -> None:
    try:
        content = engine.decompress(prefix + rest)
    except M2MError as error:
        assert isinstance(
            error,
            DecompressionError | InvalidMessageError | InvalidCodecError | TokenizerError | CryptoError,
        )
    else:
        assert isinstance(content, str)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([b"", b"#M2M|1|", b"\0", b"\1", b"\2"]), st.binary(max_size=60), ENGINES)
def test_any_bytes_give_text_or_a_protocol_error(prefix: bytes, rest: bytes, engine: CodecEngine) -> None:
    try:
        content = engine.decompress_binary(prefix + rest)
    except M2MError as error:
        assert isinstance(error, DecompressionError | TokenizerError | CryptoError)
    else:
        assert isinstance(content, str)


# A frame or stream with one byte changed: never anything but the content, other text, or a refusal.
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CODED), st.integers(0, 200), st.integers(1, 127), ENGINES)
def test_any_changed_wire_gives_text_or_a_protocol_error(
    algorithm: Algorithm, at: int, change: int, engine: CodecEngine
) -> None:
    content = '{"model":"gpt-4o","messages":[{"role":"user","content":"' + "abc " * 20 + '"}]}'
    wire = ENGINE.compress(content, algorithm).data
    at %= len(wire)
    try:
        read = engine.decompress(wire[:at] + chr(ord(wire[at]) ^ change) + wire[at + 1 :])
    except M2MError as error:
        assert error.kind in {"decompression", "invalid_message", "invalid_codec", "tokenizer", "crypto"}
    else:
        assert isinstance(read, str)


@pytest.mark.parametrize("algorithm", [each for each in Algorithm if each is not Algorithm.M2M])
def test_with_a_key_nothing_but_frames_is_written_or_read(algorithm: Algorithm) -> None:
    content = '{"model":"gpt-4o","messages":[]}'
    sealed = CodecEngine().with_key(FrameKey(Mode.HMAC, bytes(16)))
    with pytest.raises(CryptoError, match="has no seal"):
        sealed.compress(content, algorithm)
    with pytest.raises(CryptoError, match="has no seal"):
        sealed.decompress(CodecEngine().compress(content, algorithm).data)


def test_with_a_key_every_choice_is_a_frame() -> None:
    content = '{"model":"gpt-4o","messages":[' + "1," * 900 + "1]}"
    sealed = CodecEngine().with_key(FrameKey(Mode.AEAD, bytes(32)))
    for result in (sealed.compress_auto(content), sealed.compress_best(content)):
        assert result.algorithm is Algorithm.M2M
        assert sealed.decompress(result.data) == content
        with pytest.raises(CryptoError):
            CodecEngine().decompress(result.data)
    with pytest.raises(CryptoError):
        sealed.decompress(CodecEngine().compress(content, Algorithm.M2M).data)
