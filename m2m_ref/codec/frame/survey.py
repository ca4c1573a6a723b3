"""What the messages of a request say, gone through once (spec/protocol.md, The frame).

Content JSON is read without trusting its shape: a message, role or part of another type is as good as absent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from m2m_ref.codec.frame import content
from m2m_ref.codec.frame.flag import rules
from m2m_ref.codec.frame.table import table

Survey = tuple[int, bytearray, int, list[Any]]
"""The flags that messages set, the role code of each, the UTF-8 length of their texts, and the messages that
have more in them than two texts. A text is a content that is one, and the `text` of a content part."""


@cache
def surveyor() -> Callable[[list[Any]], Survey]:
    """The function that surveys a list of messages, made of the tables at the first call.

    One loop over local names and without calls: with many messages this is most of what a writer does itself.
    """
    codes, masks = table().roles, rules("request").roles
    part_masks = rules("request").parts
    default = (table().default_role, 0)
    roles = {name: (codes.get(name, default[0]), masks.get(name, 0)) for name in {*codes, *masks}}

    def survey(messages: list[Any]) -> Survey:
        found, nested = bytearray(), []
        flags = size = 0
        for message in messages:
            role = text = None
            if type(message) is dict:
                role, text = message.get("role"), message.get("content")
            code, mask = roles.get(role, default) if type(role) is str else default
            found.append(code)
            flags |= mask
            if type(text) is str:
                size += len(text) if text.isascii() else len(text.encode())
            if type(text) is not str or type(role) is not str or len(message) > 2:
                nested.append(message)
        for part in _parts(nested):
            flags |= part_masks.get(content.text(part, "type"), 0)
            size += len(content.text(part, "text").encode())
        return flags, found, size, nested

    return survey


def _parts(messages: list[Any]) -> list[Any]:
    """The content parts of messages whose content is a list."""
    contents = [content.at(message, ("content",)) for message in messages]
    return [part for found in contents if type(found) is list for part in found]
