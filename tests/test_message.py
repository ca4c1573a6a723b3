"""Messages and capabilities: what only Python can see; the wire is in vectors/message."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

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
from m2m_ref import json as reader
from m2m_ref.capability import float32
from m2m_ref.message import MessageType
from m2m_ref.payload import CloseReason, Empty
from m2m_ref.profile import Profile

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
def test_numbers_are_unsigned_64_bit(size: int) -> None:
    with pytest.raises(ValueError, match="64 unsigned bits"):
        CompressionCaps(max_payload=size)
    for message in (
        Message(MessageType.PING, "s", Empty(), timestamp=size),
        Message(MessageType.DATA, "s", Data(Algorithm.NONE, "", original_size=size), timestamp=0),
    ):
        with pytest.raises(JsonError, match="64 unsigned bits"):
            message.to_json()


def test_a_lone_surrogate_cannot_be_sent() -> None:
    with pytest.raises(JsonError):
        Message.data("s", Algorithm.NONE, "\ud800").to_json()


BOTH = pytest.mark.parametrize("profile", Profile)
CORE, STRICT = Profile.CORE, Profile.STRICT


def envelope(payload: str, kind: str = "DATA", timestamp: str = "1") -> str:
    return f'{{"type":"{kind}","session_id":"s","payload":{payload},"timestamp":{timestamp}}}'


def data(**more: object) -> str:
    return json.dumps({"algorithm": "none", "content": "c", **more})


@pytest.mark.parametrize(
    "timestamp", ["-0", "-1", "0.0", "1.0", "1e3", "18446744073709551616", '"1"', "true"]
)
@BOTH
def test_a_timestamp_is_a_whole_number_without_a_sign(timestamp: str, profile: Profile) -> None:
    with pytest.raises(JsonError):
        Message.from_json(envelope("{}", timestamp=timestamp), profile)
    with pytest.raises(JsonError):
        Message.from_json(envelope(data(), timestamp=timestamp), profile)


@pytest.mark.parametrize("timestamp", [0, 1, 2**63 - 1, 2**63, 2**64 - 1])
@BOTH
def test_all_64_bits_of_a_timestamp_are_read(timestamp: int, profile: Profile) -> None:
    message = Message.from_json(envelope(data(), timestamp=str(timestamp)), profile)
    assert message == Message(MessageType.DATA, "s", Data(Algorithm.NONE, "c"), timestamp)
    assert Message.from_json(message.to_json(), profile) == message


def test_a_python_object_has_no_floats_for_whole_numbers_either() -> None:
    for timestamp in (1.0, -0.0, True, -1, 2**64):
        with pytest.raises(JsonError):
            Message.from_object({"type": "PING", "timestamp": timestamp})


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_a_message_is_nested_127_deep_at_most() -> None:
    for depth, fits in ((126, True), (127, False), (3000, False)):
        text = envelope(data(), timestamp=f'1,"x":{nested(depth)}')
        if fits:
            assert Message.from_json(text) == Message.from_json(envelope(data()))
        else:
            with pytest.raises(JsonError):
                Message.from_json(text)


PIECES = [
    *(
        "-0",
        "0",
        "1",
        "1.0",
        "1e0",
        "18446744073709551616",
        "9223372036854775808",
        "null",
        "true",
        "{}",
        "[]",
    ),
    *('"type"', '"PING"', '"DATA"', '"payload"', '"timestamp"', '"session_id"', '"content"', '"algorithm"'),
    *(
        '"original_size"',
        '"security_status"',
        '"reason":"NORMAL"',
        '"code":"UNKNOWN"',
        '"message":"m"',
        '"none"',
    ),
    *(
        '"x":"\\ud800"',
        '"timestamp":-0',
        '"original_size":0',
        '"security_status":{"scanned":true,"safe":true}',
    ),
    *(
        ",",
        ":",
        "{",
        "}",
        '"',
        "\\",
        "\\n",
        "\\ud83d",
        "\\ude00",
        " ",
        "\t",
        "\x00",
        "é",
        "\ud800",
        "\ufeff",
        "-",
        ".",
    ),
]
some_data = st.fixed_dictionaries(
    {
        "algorithm": st.sampled_from([*(each.value for each in Algorithm), "zip"]),
        "content": st.text(max_size=9),
    },
    optional={
        "original_size": st.sampled_from([None, 0, 1, -1, 2.0, 2**63, 2**64]),
        "security_status": st.sampled_from([None, {}, {"scanned": True, "safe": False, "confidence": 1}]),
        "version": st.just("3.0"),
        "reason": st.sampled_from(CloseReason).map(lambda each: each.value),
    },
)
some_message: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {
        "type": st.sampled_from([*(each.value for each in MessageType), "data"]),
        "session_id": st.none() | st.text(max_size=9),
        "payload": some_data | st.sampled_from([None, {}, {"reason": "NORMAL"}, []]),
        "timestamp": st.sampled_from([0, 1, 1700000000000, 2**63 - 1, 2**63, 2**64, -1, 1.0, None, True]),
    },
    optional={"more": json_values},
)


@st.composite
def message_texts(draw: st.DrawFn) -> str:
    """A message, its keys in any order; up to two pieces are put in or in place of a character."""
    message = draw(some_message)
    keys = draw(st.permutations(list(message)) | st.just(list(message)))
    text = json.dumps({key: message[key] for key in keys}, ensure_ascii=draw(st.booleans()))
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[start + draw(st.integers(0, 1)) :]
    return text


STATUS = '{"algorithm":"none","content":"c","security_status":{"scanned":true,"safe":true,%s}}'


def outcome(read: Callable[[], Message]) -> str:
    try:
        return repr(read())
    except JsonError:
        return "refused"


@given(message_texts(), st.sampled_from(Profile))
@example(envelope('{"algorithm":"none","content":"c","x":"\\ud800"}'), CORE)
@example(envelope('{"algorithm":"none","content":"c","x":' + nested(200) + "}"), CORE)
@example(envelope('{"algorithm":"none","content":"c","original_size":-0}'), CORE)
@example(envelope(STATUS % '"confidence":-0'), CORE)
@example(envelope(STATUS % '"x":"\\ud800"'), CORE)
@example(envelope(data(), timestamp="-0"), CORE)
@example(envelope(data(), timestamp="1") + "\x00", CORE)
@example(envelope(data(code="UNKNOWN", message="m")), CORE)
def test_the_quick_way_and_the_long_one_read_the_same(text: str, profile: Profile) -> None:
    expected = outcome(lambda: Message.from_object(reader.read(text, profile), profile))
    assert outcome(lambda: Message.from_json(text, profile)) == expected
    assert outcome(lambda: Message.from_json(text + " " * 4096, profile)) == expected
    raw = text.encode(errors="surrogatepass")
    assert outcome(lambda: Message.from_json(raw, profile)) == expected
    assert outcome(lambda: Message.from_json(raw + b" " * 4096, profile)) == expected


@given(st.binary(max_size=6))
def test_bytes_that_are_not_utf8_are_refused(junk: bytes) -> None:
    raw = envelope(data(content="<>")).encode().replace(b"<>", junk + b"\xff")
    for text in (raw, raw + b" " * 4096, raw.replace(b'"none"', b'"non\\u0065"') + b" " * 4096):
        with pytest.raises(JsonError):
            Message.from_json(text)
