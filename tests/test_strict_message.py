"""Messages in the strict profile: what only Python can see, and limits too long for a vector."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest

from m2m_ref import InvalidMessageError, JsonError, Message
from m2m_ref.payload import CloseReason
from m2m_ref.profile import Profile

CORE, STRICT = Profile.CORE, Profile.STRICT
MIB = 1 << 20
BARE = '{"type":"DATA","session_id":"s","payload":{"algorithm":"none","content":"c"},"timestamp":1}'


@pytest.mark.parametrize(
    ("reason", "message", "payload"),
    [
        (None, None, {}),
        (CloseReason.NORMAL, None, {"reason": "NORMAL"}),
        (CloseReason.ERROR, "why", {"reason": "ERROR", "message": "why"}),
    ],
)
def test_close_carries_what_it_is_given(
    reason: CloseReason | None, message: str | None, payload: dict[str, object]
) -> None:
    close = Message.close("s", reason, message)
    assert json.loads(close.to_json())["payload"] == payload
    assert Message.from_json(close.to_json(), STRICT) == close


def test_a_close_has_no_message_without_a_reason() -> None:
    with pytest.raises(InvalidMessageError):
        Message.close("s", None, "why")


@pytest.mark.parametrize("space", [" ", "\n"])
def test_a_message_of_more_than_16_mib_is_refused_in_strict(space: str) -> None:
    text = BARE + space * (16 * MIB - len(BARE))
    assert Message.from_json(text, STRICT) == Message.from_json(BARE)
    for longer in (text + space, (text + space).encode()):
        with pytest.raises(JsonError):
            Message.from_json(longer, STRICT)
        assert Message.from_json(longer, CORE) == Message.from_json(BARE)


def test_a_message_is_measured_in_bytes() -> None:
    long = "é" * (4 * MIB)
    text = BARE.replace("1", f'1,"x":["{long}","{long}"]')
    assert len(text) < 9 * MIB < 16 * MIB < len(text.encode())
    with pytest.raises(JsonError, match="16777216"):
        Message.from_json(text, STRICT)


def data_of(size: int) -> dict[str, object]:
    return {"algorithm": "none", "content": "é" * (size // 2) + "a" * (size % 2)}


LIMITS: dict[str, tuple[Callable[[int], dict[str, object]], int]] = {
    "session id": (lambda size: {"session_id": "a" * size}, 10 * MIB),
    "content": (lambda size: {"payload": data_of(size)}, 10 * MIB),
    "unknown text": (lambda size: {"payload": {"more": "a" * size}}, 10 * MIB),
    "unknown key": (lambda size: {"payload": {"a" * size: 1}}, 10 * MIB),
    "list": (lambda size: {"payload": {"more": [0] * size}}, 10_000),
    "depth": (lambda size: {"more": json.loads("[" * (size - 1) + "]" * (size - 1))}, 32),
}


@pytest.mark.parametrize("what", LIMITS)
def test_limits_of_json_bind_messages_in_strict(what: str) -> None:
    make, limit = LIMITS[what]
    for size in (limit, limit + 1):
        value = {"type": "DATA", "timestamp": 1, **make(size)}
        text = json.dumps(value, ensure_ascii=False)
        for read in (
            partial(Message.from_json, text),
            partial(Message.from_json, text.encode()),
            partial(Message.from_object, value),
        ):
            message = read()
            if size == limit:
                assert read(STRICT) == message
            else:
                with pytest.raises(JsonError, match=str(limit)):
                    read(STRICT)
