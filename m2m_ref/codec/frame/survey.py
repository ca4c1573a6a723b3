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

Survey = tuple[int, bytes, int, bool]
"""The flags that messages set, the role code of each, the UTF-8 length of their texts, and whether each is an
object with a text as role and as content. A text is a content, or the `text` of a content part."""

Surveyor = Callable[[list[Any]], Survey]


@cache
def surveyor() -> Surveyor:
    """The function that surveys a list of messages, made of the tables at the first call.

    Nearly all messages have a known role, and a text as content. Those are gone through without a look at
    their types, which with many messages is most of what a writer does itself.
    """
    kinds = _kinds()
    any_shape = _any_surveyor()

    def survey(messages: list[Any]) -> Survey:
        flags, codes, texts = 0, [], []
        try:
            for message in messages:
                code, mask = kinds[message["role"]]
                texts.append(message["content"])
                codes.append(code)
                flags |= mask
            text = "".join(texts)
        except (KeyError, TypeError):  # a message, a role or a content is of another kind
            return any_shape(messages)
        return flags, bytes(codes), len(text) if text.isascii() else len(text.encode()), True

    return survey


def _kinds() -> dict[str, tuple[int, int]]:
    """The role code of each role that means something, and the flags that it sets."""
    codes, masks = table().roles, rules("request").roles
    return {name: (codes.get(name, table().default_role), masks.get(name, 0)) for name in {*codes, *masks}}


def _any_surveyor() -> Surveyor:
    """The same for messages of any shape: one loop over local names and without calls."""
    kinds, part_masks = _kinds(), rules("request").parts
    default = (table().default_role, 0)

    def survey(messages: list[Any]) -> Survey:
        found = bytearray()
        flags = size = 0
        for message in messages:
            role = text = None
            if type(message) is dict:
                role, text = message.get("role"), message.get("content")
            code, mask = kinds.get(role, default) if type(role) is str else default
            found.append(code)
            flags |= mask
            if type(text) is str:
                size += len(text) if text.isascii() else len(text.encode())
        for part in _parts(messages):
            flags |= part_masks.get(content.text(part, "type"), 0)
            size += len(content.text(part, "text").encode())
        return flags, bytes(found), size, False

    return survey


def _parts(messages: list[Any]) -> list[Any]:
    """The content parts of messages whose content is a list."""
    contents = [content.at(message, ("content",)) for message in messages]
    return [part for found in contents if type(found) is list for part in found]
