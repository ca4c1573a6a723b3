"""Chat-completion JSON to measure with: any size, several kinds of text, the same on every run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson

WORDS = (
    *("session", "frame", "payload", "header", "agent", "token", "model", "answer", "question", "explain"),
    *("retry", "cache", "stream", "vector", "window", "latency", "compress", "schema", "error", "timeout"),
    *("naïve", "größer", "Привет", "как", "你好", "données", "🙂", "42", "3.14", "true", "null"),
)


def request(kind: str, size: int) -> str:
    """A chat-completion request of `size` bytes or a few less, its messages of one of KINDS."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": "You are a helpful assistant."}]
    body = {"model": "gpt-4o", "messages": messages, "temperature": 0.7, "max_tokens": 1024}
    length = len(orjson.dumps(body))
    for text in KINDS[kind](random.Random(size)):
        left = size - length - len(',{"role":"assistant","content":""}')
        if left < 20:
            break
        message = {"role": ("user", "assistant")[len(messages) % 2], "content": _cut(text, left)}
        messages.append(message)
        length += len(orjson.dumps(message)) + 1
    return orjson.dumps(body).decode()


def _cut(text: str, size: int) -> str:
    """The start of `text` that takes at most `size` bytes inside JSON."""
    while (over := len(orjson.dumps(text)) - 2 - size) > 0:
        text = text[: -max(1, over // 4)]
    return text


def sentences(chance: random.Random) -> Iterator[str]:
    """Messages of one to eight out of forty English sentences, as templates and test data are."""
    while True:
        yield " ".join(chance.choices(_sentences(), k=chance.randint(1, 8)))


def prose(chance: random.Random) -> Iterator[str]:
    """English prose, in messages of up to 900 characters: Python's reference manual."""
    return _slices(_prose(), chance)


def code(chance: random.Random) -> Iterator[str]:
    """Python code, in messages of up to 900 characters: the standard library's."""
    return _slices(_code(), chance)


def words(chance: random.Random) -> Iterator[str]:
    """Random words of several scripts, with emoji: no string of them is ASCII."""
    while True:
        yield " ".join(chance.choices(WORDS, k=chance.randint(5, 120)))


KINDS: dict[str, Callable[[random.Random], Iterator[str]]] = {
    "sentences": sentences,
    "prose": prose,
    "code": code,
    "words": words,
}


def _slices(source: str, chance: random.Random) -> Iterator[str]:
    start = 0
    while True:
        length = chance.randint(30, 900)
        yield source[start : start + length]
        start = start + length if start + length < len(source) else chance.randrange(1000)


@cache
def _prose() -> str:
    from pydoc_data.topics import topics

    return "\n".join(topics.values())


@cache
def _sentences() -> list[str]:
    found = (sentence.strip().replace("\n", " ") + "." for sentence in _prose().split(". "))
    return [each for each in found if 40 < len(each) < 160 and each.isascii()][:40]


@cache
def _code() -> str:
    return "\n".join(file.read_text() for file in sorted(Path(random.__file__).parent.glob("*.py"))[:80])
