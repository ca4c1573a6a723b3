"""Messages and capabilities: what only Python can see; the wire is in vectors/message."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from m2m_ref import (
    Algorithm,
    Capabilities,
    CompressionCaps,
    Data,
    Encoding,
    JsonError,
    M2MError,
    Message,
    SecurityCaps,
)
from m2m_ref.capability import float32

texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)
capabilities = st.builds(
    Capabilities,
    version=texts,
    agent_type=texts,
    compression=st.builds(
        CompressionCaps,
        algorithms=st.lists(st.sampled_from(Algorithm)),
        encodings=st.lists(st.sampled_from(Encoding)),
        preferred_encoding=st.sampled_from(Encoding),
        max_payload=st.integers(0, 2**64 - 1),
    ),
    security=st.builds(SecurityCaps, block_threshold=st.floats(0, 1), model_version=st.none() | texts),
    extensions=st.dictionaries(texts, texts, max_size=3),
)


@given(capabilities)
def test_capabilities_survive_the_wire(offer: Capabilities) -> None:
    hello = Message.hello(offer)
    assert Message.from_json(hello.to_json()) == hello


@given(texts, st.sampled_from(Algorithm), texts)
def test_data_survives_the_wire(session_id: str, algorithm: Algorithm, content: str) -> None:
    message = Message.data(session_id, algorithm, content)
    assert Message.from_json(message.to_json()) == message
    assert json.loads(message.to_json())["payload"] == {"algorithm": algorithm.value, "content": content}


@given(json_values)
def test_any_json_is_a_message_or_a_json_error(value: object) -> None:
    try:
        Message.from_json(json.dumps(value))
    except M2MError as error:
        assert isinstance(error, JsonError)


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["HELLO", "DATA"]), "timestamp": st.just(1), "payload": json_values}
    )
)
def test_any_payload_is_read_or_a_json_error(envelope: dict[str, object]) -> None:
    try:
        message = Message.from_object(envelope)
    except JsonError:
        assert not isinstance(envelope["payload"], dict | None)
    else:
        assert (message.payload is None) == (envelope["payload"] is None)


@given(st.text() | st.binary())
def test_any_text_is_a_message_or_a_json_error(text: str | bytes) -> None:
    with pytest.raises(JsonError):
        Message.from_json(text)


@given(st.floats(allow_nan=False, width=32))
@example(3.4028234663852886e38)
def test_a_float32_is_written_as_its_shortest_decimal(number: float) -> None:
    shown = float32(number)
    assert struct.pack("<f", shown) == struct.pack("<f", number)
    assert len(repr(shown)) <= len(repr(number))


def test_known_float32_decimals() -> None:
    assert [
        float32(each) for each in (0.8, struct.unpack("<f", struct.pack("<f", 0.8))[0], 1, 0.123456789)
    ] == [
        0.8,
        0.8,
        1.0,
        0.12345679,
    ]
    assert [float32(each) for each in (1e-60, -0.0, 3.4028234663852886e38)] == [0.0, 0.0, 3.4028235e38]
    with pytest.raises(ValueError, match="32-bit"):
        float32(1e300)


def test_defaults() -> None:
    offer, other = Capabilities(), Capabilities()
    assert offer.version == "3.0"
    assert [each.value for each in offer.compression.algorithms] == ["m2m", "tokennative", "brotli", "none"]
    assert offer.compression.encodings == (Encoding.CL100K_BASE, Encoding.O200K_BASE)
    assert offer.agent_id != other.agent_id
    assert SecurityCaps().with_blocking(7).block_threshold == 1.0
    assert SecurityCaps().with_blocking(-1).blocking_mode


def test_lists_are_copied_so_that_capabilities_can_be_shared() -> None:
    wanted = [Algorithm.NONE]
    caps = CompressionCaps(algorithms=wanted)
    wanted.append(Algorithm.M2M)
    assert caps.algorithms == (Algorithm.NONE,)


@pytest.mark.parametrize("size", [-1, 2**64])
def test_sizes_are_unsigned_64_bit(size: int) -> None:
    with pytest.raises(ValueError, match="64 unsigned bits"):
        CompressionCaps(max_payload=size)
    with pytest.raises(ValueError, match="64 unsigned bits"):
        Data(Algorithm.NONE, "", original_size=size)


def test_a_lone_surrogate_cannot_be_sent() -> None:
    with pytest.raises(JsonError):
        Message.data("s", Algorithm.NONE, "\ud800").to_json()
