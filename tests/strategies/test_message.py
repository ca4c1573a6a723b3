"""Sound messages are read to the same by both readers, broken ones by neither."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from m2m_conformance.strategies import (
    BrokenMessage,
    MessageText,
    broken_messages,
    message_texts,
    messages,
    payloads,
)
from m2m_conformance.strategies.broken_message import SPOILED, WRONG
from m2m_ref import Close, JsonError, Message, MessageType, Profile
from m2m_ref.profile import settings
from tests.strategies import reader
from tests.strategies.run import examples, pool, reached

PINGS = messages(types=["PING"])
TEXTS_OF = {profile: message_texts(profile=profile) for profile in Profile}
BROKEN_OF = {profile: broken_messages(profile=profile) for profile in Profile}
PLAIN = {"type": "PING", "session_id": "s-1", "payload": {}, "timestamp": 1}
WITHOUT_ID = (MessageType.HELLO, MessageType.REJECT)


@pytest.mark.parametrize("profile", Profile)
def test_a_message_is_the_same_after_json(profile: Profile) -> None:
    found = examples(messages(profile=profile), 120)
    for each in found:
        assert Message.from_json(each.to_json(), profile) == each
        assert (each.session_id is None) == (each.type in WITHOUT_ID)
    assert {each.type for each in found} == set(MessageType)


@pytest.mark.parametrize("kind", MessageType)
def test_types_are_those_asked_for(kind: MessageType) -> None:
    assert {each.type for each in examples(messages(types=[kind.value]), 10)} == {kind}


@pytest.mark.parametrize("time", [0, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1])
def test_timestamps_reach(time: int) -> None:
    reached(pool(PINGS), lambda found: found.timestamp == time)


def test_session_ids_reach_both_profiles_forms() -> None:
    uuid = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    ids = [each.session_id or "" for each in pool(PINGS)]
    for form in (uuid, re.compile("sess_[a-z0-9]{20}"), re.compile("")):
        assert any(map(form.fullmatch, ids))


def test_only_strict_closes_with_a_reason() -> None:
    strict = examples(messages(types=["CLOSE"], profile="strict"), 40)
    assert {isinstance(each.payload, Close) for each in strict} == {True, False}
    core = examples(messages(types=["CLOSE"]), 40)
    assert not any(isinstance(each.payload, Close) for each in core)


@pytest.mark.parametrize("profile", Profile)
def test_both_readers_find_the_message_in_its_text(profile: Profile) -> None:
    depth = settings(profile).json_depth
    for each in pool(TEXTS_OF[profile], 250):
        assert Message.from_json(each.text, profile) == each.message
        assert reader.read(each.text, depth) == json.loads(each.message.to_json())


TEXTS: dict[str, Callable[[MessageText], object]] = {
    "as it is written": lambda found: found.text == found.message.to_json(),
    "another key first": lambda found: not re.match(r'\{\s*"(type|\\u0074)', found.text),
    "white space": lambda found: "\r\n" in found.text,
    "escapes": lambda found: "\\u0074" in found.text,
    "slashes": lambda found: "\\/" in found.text,
    "unknown keys": lambda found: '"trace_id"' in found.text,
    "null for absent": lambda found: '"session_id":null' in found.text,
    "nulls in data": lambda found: re.search(
        r'"(original_size|security_status|confidence)"\s*:\s*null', found.text
    ),
    "keys left out": lambda found: '"compression"' in found.text and '"extensions"' not in found.text,
}


@pytest.mark.parametrize("edge", TEXTS)
def test_texts_reach(edge: str) -> None:
    reached(pool(TEXTS_OF[Profile.CORE], 250), TEXTS[edge])


@pytest.mark.parametrize("profile", Profile)
def test_both_readers_refuse_a_broken_message(profile: Profile) -> None:
    for each in pool(BROKEN_OF[profile], 150):
        assert each.kind == JsonError.kind
        with pytest.raises(JsonError):
            Message.from_json(each.text, profile)
        with pytest.raises((ValueError, RecursionError)):
            reader.read(each.text, settings(profile).json_depth)


BROKEN: dict[str, Callable[[BrokenMessage], object]] = {
    "no timestamp": lambda found: found.why == "The timestamp is missing",
    "no type": lambda found: found.why == "The type is missing",
    "a list": lambda found: found.text.startswith('[{"type"'),
    "nothing": lambda found: found.text == "",
    "nested": lambda found: "nested" in found.why,
}


@pytest.mark.parametrize("edge", BROKEN)
def test_broken_messages_reach(edge: str) -> None:
    reached(pool(BROKEN_OF[Profile.CORE], 150), BROKEN[edge])


@pytest.mark.parametrize(("key", "value"), [(key, value) for key in WRONG for value in WRONG[key]])
def test_no_reader_takes_a_wrong_value(key: str, value: str) -> None:
    refused(json.dumps({**PLAIN, key: "@"}).replace('"@"', value))


@pytest.mark.parametrize("why", SPOILED)
def test_no_reader_takes_what_is_no_json(why: str) -> None:
    refused(SPOILED[why](json.dumps(PLAIN)))


def refused(text: str) -> None:
    """Both readers refuse this, which is one change away from `PLAIN`."""
    assert Message.from_json(json.dumps(PLAIN)).to_object() == PLAIN == reader.read(json.dumps(PLAIN), 32)
    with pytest.raises(JsonError):
        Message.from_json(text)
    with pytest.raises(ValueError):
        reader.read(text, 32)


def test_what_core_nests_is_too_deep_for_strict() -> None:
    deep = reached(pool(BROKEN_OF[Profile.STRICT], 150), lambda found: "nested" in found.why)
    assert Message.from_json(deep.text, Profile.CORE).type is MessageType.PING


def test_a_name_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no message type 'PONGS'; there are HELLO, "):
        messages(types=["PONGS"])
    with pytest.raises(ValueError, match="types are empty"):
        messages(types=[])
    for strategy in (messages, payloads, message_texts, broken_messages):
        with pytest.raises(ValueError, match="no profile 'lax'; there are core, strict"):
            strategy(profile="lax")
