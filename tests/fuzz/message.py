"""Messages and JSON, from any bytes."""

from __future__ import annotations

import json as standard
from contextlib import suppress

from m2m_ref import Message, json
from m2m_ref.profile import Profile
from tests.fuzz.verdict import decoded, hold, outcome


def read(data: bytes, profile: Profile) -> None:
    """A message: the same from bytes, from text, by way of a JSON value, and from what it is written as."""
    message = outcome(lambda: Message.from_json(data, profile))
    by_value = outcome(lambda: Message.from_object(json.read(data, profile), profile))
    hold(message == by_value, "another message by way of a JSON value")
    by_text = outcome(lambda: Message.from_json(decoded(data), profile))
    hold(message == by_text, "another message from text than from bytes")
    if message is not None:
        hold(Message.from_json(message.to_json(), profile) == message, "another message after writing")


def read_json(data: bytes, profile: Profile) -> None:
    """A JSON value: the same as the standard library's, of which large numbers and -0 are made floats."""
    value = json.read(data, profile)
    with suppress(RecursionError):  # of the standard library
        other = standard.loads(data, parse_int=_whole)
        hold(repr(value) == repr(other), "another value than from the standard library")


def _whole(digits: str) -> int | float:
    number = int(digits)
    return number if -(2**63) <= number < 2**64 and digits != "-0" else float(digits)
