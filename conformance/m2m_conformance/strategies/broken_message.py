"""Message texts that are no messages, each for one reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

from hypothesis import strategies as st

from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.message import messages
from m2m_conformance.strategies.option import profile_of
from m2m_ref.capability import U64_MAX
from m2m_ref.error import JsonError
from m2m_ref.message import Message
from m2m_ref.profile import Profile, settings

Parts = dict[str, str]
"""The keys of an envelope, and the JSON text of each one's value."""

WRONG: Mapping[str, tuple[str, ...]] = {
    "type": ('"hello"', '"Ping"', '"RESUME"', '""', "null", "1", "true", '["PING"]', '{"PING":null}'),
    "timestamp": (
        *("null", '"1760000000000"', "true", "[1]", "{}"),
        *("-1", "-0", "1.0", "1.5", "1e3", str(U64_MAX + 1), "-9223372036854775808"),
    ),
    "session_id": ("1", "true", "0.5", '["s-1"]', '{"id":"s-1"}'),
    "payload": ("1", "false", '"HELLO"', "[]", '[{"algorithm":"none"}]', "0.5"),
}
"""Values that a key of the envelope cannot have (MSG-001 to MSG-004, MSG-008)."""

_VALUES = ("null", "true", "1760000000000", '"PING"', "[]")
"""JSON that is not an object (MSG-009)."""


class BrokenMessage(NamedTuple):
    """A text that a right reader refuses with this kind of error, and why, in a sentence."""

    text: str
    kind: str
    why: str


def broken_messages(*, profile: Profile | str = "core") -> st.SearchStrategy[BrokenMessage]:
    """Texts of sound messages broken in one way: in the envelope, or in the JSON.

    A key that is missing or of another type, a value that is not an object, text that is not JSON or more
    than one value, JSON nested two levels or more deeper than the profile allows. All fail with `json`. Never
    a payload that is an object of no known shape, since that is read as the empty one and is for the session
    to refuse; never equal keys.
    """
    depth = settings(profile_of(profile)).json_depth
    sound = messages(profile=profile)
    return either(*(breaker(sound) for breaker in (_wrong, _missing, _no_object, _no_json)), _deep(depth))


def _wrong(sound: st.SearchStrategy[Message]) -> st.SearchStrategy[BrokenMessage]:
    """A key with a value that it cannot have."""

    def broken(message: Message, wrong: tuple[str, str]) -> BrokenMessage:
        key, value = wrong
        return _refused(_text({**_parts(message), key: value}), f"The {key} is {value}")

    pairs = [(key, value) for key, values in WRONG.items() for value in values]
    return st.builds(broken, sound, st.sampled_from(pairs))


def _missing(sound: st.SearchStrategy[Message]) -> st.SearchStrategy[BrokenMessage]:
    """A message without type or timestamp."""

    def broken(message: Message, key: str) -> BrokenMessage:
        parts = {each: part for each, part in _parts(message).items() if each != key}
        return _refused(_text(parts), f"The {key} is missing")

    return st.builds(broken, sound, st.sampled_from(["type", "timestamp"]))


def _no_object(sound: st.SearchStrategy[Message]) -> st.SearchStrategy[BrokenMessage]:
    """A JSON value of another type, the message in a list among them."""
    values = either(
        st.sampled_from(_VALUES),
        sound.map(lambda message: f"[{message.to_json()}]"),
        sound.map(lambda message: f"[{','.join(_parts(message).values())}]"),
        sound.map(lambda message: json.dumps(message.to_json())),
    )
    return values.map(lambda text: _refused(text, "The JSON value is not an object"))


SPOILED: Mapping[str, Callable[[str], str]] = {
    "There is a comma too much": lambda text: f"{text[:-1]},}}",
    "A second value follows": lambda text: text + "{}",
    "A comment stands before it": lambda text: f"/* PING */{text}",
    "A letter follows": lambda text: f"{text}x",
    "A NUL follows": lambda text: f"{text}\0",
    "A byte order mark stands before it": lambda text: f"\ufeff{text}",
    "The first key has no quotes": lambda text: text.replace('"', "", 2),
    "The first key has single quotes": lambda text: text.replace('"', "'", 2),
    "A number begins with 0": lambda text: f'{text[:-1]},"x":01}}',
    "A number is NaN": lambda text: f'{text[:-1]},"x":NaN}}',
    "A text has an escape that there is not": lambda text: f'{text[:-1]},"x":"\\x41"}}',
    "A text has a line end": lambda text: f'{text[:-1]},"x":"a\nb"}}',
    "A text has half a surrogate pair": lambda text: f'{text[:-1]},"x":"\\ud83e"}}',
    "A word is written in capitals": lambda text: f'{text[:-1]},"x":TRUE}}',
}
"""What makes JSON text none, or more than one value (MSG-009)."""


def _no_json(sound: st.SearchStrategy[Message]) -> st.SearchStrategy[BrokenMessage]:
    """Text that is not JSON: cut off, or with something in it that JSON has not got."""
    cut = st.builds(
        lambda message, share: _cut(message.to_json(), share), sound, st.floats(0, 1, exclude_max=True)
    )
    spoiled = st.builds(
        lambda message, why: _refused(SPOILED[why](message.to_json()), why),
        sound,
        st.sampled_from(sorted(SPOILED)),
    )
    return either(cut, spoiled, spoiled, spoiled)


def _cut(text: str, share: float) -> BrokenMessage:
    kept = int(len(text) * share)
    return _refused(text[:kept], f"The text ends after {kept} of {len(text)} characters")


def _deep(limit: int) -> st.SearchStrategy[BrokenMessage]:
    """A message nested deeper than the limit, two levels or more."""

    def broken(depth: int, pair: tuple[str, str]) -> BrokenMessage:
        inner = pair[0] * (depth - 1) + "1" + pair[1] * (depth - 1)
        text = f'{{"type":"PING","session_id":"s-1","payload":{{}},"timestamp":1,"x":{inner}}}'
        return _refused(text, f"The JSON is nested {depth} deep")

    return st.builds(
        broken, st.integers(limit + 2, limit + 20), st.sampled_from([("[", "]"), ('{"a":', "}")])
    )


def _parts(message: Message) -> Parts:
    return {key: json.dumps(value, ensure_ascii=False) for key, value in message.to_object().items()}


def _text(parts: Parts) -> str:
    return "{" + ",".join(f'"{key}":{value}' for key, value in parts.items()) + "}"


def _refused(text: str, why: str) -> BrokenMessage:
    return BrokenMessage(text, JsonError.kind, why)
