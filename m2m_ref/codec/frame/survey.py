"""What the messages of a request say, gone through once (spec/protocol.md, The frame).

Content JSON is read without trusting its shape: a message, role or part of another type is as good as absent.
"""

from __future__ import annotations

from typing import NamedTuple

from m2m_ref.codec.frame import content, role
from m2m_ref.codec.frame.flag import rules
from m2m_ref.codec.frame.table import table


class Survey(NamedTuple):
    """The flags that messages set, how many there are, their roles as packed, UTF-8 length of their texts.

    A text is a content that is one, and the `text` of a content part.
    """

    flags: int
    messages: int
    roles: bytes
    content_bytes: int


def survey(messages: list[object]) -> Survey:
    """The survey of a request's messages."""
    role_codes, default, role_flags = table().roles, table().default_role, rules("request").roles
    codes = bytearray()
    parts: list[object] = []
    flags = size = 0
    for message in messages:
        name = text = None
        if type(message) is dict:
            name, text = message.get("role"), message.get("content")
        if type(name) is str:
            codes.append(role_codes.get(name, default))
            flags |= role_flags.get(name, 0)
        else:
            codes.append(default)
        if type(text) is str:
            size += _utf8_length(text)
        elif type(text) is list:
            parts += text
    if parts:
        flags |= _part_flags(parts)
        size += sum(_utf8_length(content.text(part, "text")) for part in parts)
    return Survey(flags, len(codes), role.pack(bytes(codes)), size)


def _part_flags(parts: list[object]) -> int:
    flags = 0
    masks = rules("request").parts
    for part in parts:
        flags |= masks.get(content.text(part, "type"), 0)
    return flags


def _utf8_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
