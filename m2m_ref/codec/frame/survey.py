"""What the messages of a request hold, looked at once (spec/protocol.md, The frame).

Content JSON is read without trusting its shape: a message, role or part of another type is as good as absent.
"""

from __future__ import annotations

import msgspec

from m2m_ref.codec.frame import content


class Survey(msgspec.Struct):
    """The role of each message (empty if it has none), all types of content parts, UTF-8 length of all texts.

    A text is a content that is one, and the `text` of a content part.
    """

    roles: list[str]
    part_types: set[str]
    content_bytes: int


def survey(value: object) -> Survey:
    """The survey of content JSON; an empty one if it has no list of messages."""
    found = Survey([], set(), 0)
    for message in content.messages(value):
        role = text = None
        if type(message) is dict:
            role, text = message.get("role"), message.get("content")
        found.roles.append(role if type(role) is str else "")
        if type(text) is str:
            found.content_bytes += _utf8_length(text)
        elif type(text) is list:
            _look_at_parts(text, found)
    return found


def _look_at_parts(parts: list[object], found: Survey) -> None:
    for part in parts:
        found.part_types.add(content.text(part, "type"))
        found.content_bytes += _utf8_length(content.text(part, "text"))


def _utf8_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
