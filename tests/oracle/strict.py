"""Any wire, by the rules of the strict profile: what core takes and strict refuses, and then as core."""

import json
import struct
from typing import Any

from . import frame, token_text, wire
from .error import WireError
from .text import LIMIT, unpack

LEGACY = ("#T1|", "#DI|", "#M2M[v2.0]|")
DEPTH, ITEMS, TEXT = 32, 10_000, 10 * 1024 * 1024


def detect(text: str) -> str:
    """As core; a legacy prefix stands for nothing."""
    if text.startswith(LEGACY):
        raise WireError("a legacy form")
    return wire.detect(text)


def read(text: str) -> str:
    """The content of a wire."""
    kind = detect(text)
    if kind == "tokennative" and text[len(token_text.PREFIX) :].partition("|")[0] not in ("C", "O", "L"):
        raise WireError("no tokenizer has this id")
    content = wire.read(text)
    if kind == "m2m":
        check_end(unpack(text[len(frame.PREFIX) :]))
    if kind != "none" and len(content.encode()) > LIMIT:
        raise WireError("content over 16 MiB")
    return content


def check_end(data: bytes) -> None:
    """The payload of a sound frame is the last thing in it."""
    (header,) = struct.unpack_from("<H", data)
    (payload,) = struct.unpack_from("<I", data, header)
    if header + 8 + payload != len(data):
        raise WireError("bytes after the payload")


def build(content: str, algorithm: str, encoding: str) -> str:
    """The wire of `content`; what m2m writes is held to the limits of JSON."""
    if algorithm == "m2m":
        check_limits(json.loads(content))
    return wire.build(content, algorithm, encoding)


def check_limits(value: Any, depth: int = 1) -> None:
    """Depth counts the outermost list or object as 1; texts count in bytes, keys too."""
    if isinstance(value, str) and len(value.encode()) > TEXT:
        raise WireError("a text over 10 MiB")
    if not isinstance(value, (list, dict)):
        return
    if depth > DEPTH:
        raise WireError("nested deeper than 32")
    if isinstance(value, list) and len(value) > ITEMS:
        raise WireError("a list of more than 10,000 items")
    for item in [*value, *value.values()] if isinstance(value, dict) else value:
        check_limits(item, depth + 1)
