"""The values of the vectors (vectors/README.md, Values and patterns): puts in what a file defines.

What `plain` leaves is JSON that needs no file to be read: texts like `$name` for what is known only while the
case runs, the forms of patterns, and `$concat` of very long texts. Compiled, such a text is a Ref, and `fill`
puts in what it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONG = 1 << 16
"""Characters of a text from which on its `$concat` is left as it is."""

Define = Mapping[str, Any]
Scope = Mapping[str, Any]


class Definitions(dict[str, Any]):
    """What a file defines, each put in once: `plain` takes what it finds here as it is."""

    def __init__(self, raw: Define) -> None:
        super().__init__(raw)
        self._plain: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        if name not in self._plain:
            self[name] = plain(super().__getitem__(name), self)
            self._plain.add(name)
        return super().__getitem__(name)


class PatternError(ValueError):
    """A value or pattern of a vector is not well-formed."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A value known only while the case runs: one that was saved, of a row, or of a session's snapshot."""

    name: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "$" + ".".join((self.name, *self.path))


def plain(value: Any, define: Define) -> Any:
    """`value` without names of `define`, `$extend` and short `$concat`. Raises PatternError."""
    if isinstance(value, str):
        return _text(value, define)
    if isinstance(value, list):
        return [plain(item, define) for item in value]
    return _object(value, define) if isinstance(value, dict) else value


def _text(text: str, define: Define) -> Any:
    name, *path = text[1:].split(".")
    if not text.startswith("$") or name not in define:
        return text
    found = walk(define[name], path, text)
    return found if isinstance(define, Definitions) else plain(found, define)


def _object(value: dict[str, Any], define: Define) -> Any:
    if "$concat" in value:
        return _concat(value, define)
    items = {key: plain(item, define) for key, item in value.items() if key != "$extend"}
    if "$extend" not in value:
        return items
    base = plain(value["$extend"], define)
    if not isinstance(base, dict) or any(key.startswith("$") for key in (*base, *items)):
        raise PatternError("$extend needs an object of `define`, and keys to put in place of its own")
    return merge(base, items)


def _concat(value: dict[str, Any], define: Define) -> Any:
    """One text of texts, or the form without names if that would be long."""
    parts = value["$concat"]
    if len(value) > 1 or not isinstance(parts, list):
        raise PatternError("$concat needs a list of texts and [count, text] pairs")
    pairs = [_pair(part, define) for part in parts]
    if any(isinstance(text, dict) for _, text in pairs) or sum(n * len(text) for n, text in pairs) >= LONG:
        return {"$concat": [[count, text] for count, text in pairs]}
    whole = "".join(count * literal(text) for count, text in pairs)
    return f"${whole}" if whole.startswith("$") else whole


def _pair(part: Any, define: Define) -> tuple[int, Any]:
    count, text = part if isinstance(part, list) and len(part) == 2 else (1, part)
    text = plain(text, define)
    fits = isinstance(text, str) or (isinstance(text, dict) and list(text) == ["$concat"])
    if not (isinstance(count, int) and not isinstance(count, bool) and count >= 0 and fits):
        raise PatternError(f"{part!r} is neither a text nor [count, text]; $concat takes only these")
    if isinstance(text, str) and text.startswith("$") and not text.startswith("$$"):
        raise PatternError(f"{text} is not defined in the file; $concat takes nothing else")
    return count, text


def literal(text: str) -> str:
    """The text that `text` stands for: `$$` at its beginning is one `$`."""
    return text[1:] if text.startswith("$$") else text


def concatenated(value: Any) -> str:
    """The text of a plain value that is a text or a `$concat`."""
    if isinstance(value, str):
        return literal(value)
    return "".join(int(count) * concatenated(text) for count, text in value["$concat"])


def merge(base: Define, changes: Define) -> dict[str, Any]:
    """`base` with the keys of `changes` in place of its own, objects inside objects likewise."""
    merged = dict(base)
    for key, change in changes.items():
        old = merged.get(key)
        merged[key] = merge(old, change) if isinstance(old, dict) and isinstance(change, dict) else change
    return merged


def walk(value: Any, path: Sequence[str], text: str) -> Any:
    """What `path` leads to in `value`, written as `text`. Raises PatternError if it leads nowhere."""
    for step in path:
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise PatternError(f"{text}: no {step!r} in it") from error
    return value


def fill(value: Any, scope: Scope) -> Any:
    """A compiled value, its references replaced from `scope`. Raises PatternError for a missing path."""
    if isinstance(value, str):  # most values are; measured, it pays to ask first
        return value
    if isinstance(value, Ref):
        return walk(scope[value.name], value.path, str(value))
    if isinstance(value, dict):
        return {key: fill(item, scope) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, scope) for item in value]
    return value


def filler(value: Any) -> Callable[[Scope], Any] | None:
    """What makes of a compiled value, again and again, what `fill` does; None where it holds no reference.

    It copies only what holds one: most of a message is the same in every row of a table.
    """
    if isinstance(value, Ref):
        return lambda scope: walk(scope[value.name], value.path, str(value))
    if isinstance(value, dict):
        parts = _fillers(value.items())
        return (lambda scope: {**value, **{key: part(scope) for key, part in parts}}) if parts else None
    if isinstance(value, list) and _fillers(enumerate(value)):
        return lambda scope: fill(value, scope)
    return None


def _fillers(items: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Callable[[Scope], Any]]]:
    made = ((key, filler(item)) for key, item in items)
    return [(key, part) for key, part in made if part is not None]
