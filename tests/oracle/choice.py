"""What is chosen for content when nobody names an algorithm."""

from collections.abc import Callable, Iterator
from typing import Any

from . import wire
from .error import WireError
from .header import parse


def auto(content: str, hold: Callable[[Any], None]) -> str:
    """The algorithm of the first row that holds. `hold` raises WireError for JSON that m2m does not write."""
    size, value = len(content.encode()), value_of(content, hold)
    if size < 100:
        return "none"
    if size > 1024:
        return "brotli"
    if isinstance(value, dict) and any(key in value for key in ("messages", "model", "choices")):
        return "m2m"
    if is_repetitive(content):
        return "brotli"
    return "none" if value is wire else "m2m"


def value_of(content: str, hold: Callable[[Any], None]) -> Any:
    """The JSON value; for what is not JSON, or not to be written, something that no JSON is."""
    try:
        value = parse(content)
        hold(value)
    except WireError:
        return wire
    return value


def is_repetitive(content: str) -> bool:
    """Whether over three tenths of the windows of four characters are repetitions, in whole numbers."""
    windows = [content[at : at + 4] for at in range(len(content) - 3)]
    return 10 * (len(windows) - len(set(windows))) > 3 * len(windows)


def best(content: str, encoding: str) -> tuple[str, str]:
    """Algorithm and wire of the shortest. Raises AssertionError if another encoder could change that."""
    (kind, text), *others = sorted(written(content, encoding), key=lambda pair: len(pair[1]))
    assert all(len(text) * 1.25 < len(other) for _, other in others), "too close to call"
    return kind, text


def written(content: str, encoding: str) -> Iterator[tuple[str, str]]:
    """What each of the three writes, but for those that fail."""
    build: Callable[[str, str, str], str] = wire.build
    for kind in ("m2m", "tokennative", "brotli"):
        try:
            yield kind, build(content, kind, encoding)
        except WireError:
            continue
