"""The value and pattern language of the vectors (vectors/README.md, Values and patterns).

`compile_value` turns what YAML holds into a tree of plain JSON, Ref and Matcher; `fill` gives a request's
parameters their saved values; `differences` compares what came back with a pattern.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from math import isclose
from typing import Any

from m2m_conformance.wire import content_of

Scope = Mapping[str, Any]


class PatternError(ValueError):
    """A value or pattern of a vector is not well-formed."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A value known only while the case runs: one that a step saved, or a field of a session's snapshot."""

    name: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "$" + ".".join((self.name, *self.path))


@dataclass(frozen=True, slots=True)
class Matcher:
    """A test that stands in place of a value. `argument` and, if it fails, what `seen` makes of the value are
    shown to people. Several that must all hold are a tuple.
    """

    name: str
    argument: Any
    test: Callable[[Any, Scope], bool]
    seen: Callable[[Any, Scope], str] = lambda value, _: show(value)

    def __str__(self) -> str:
        return f"${self.name}" if self.argument is None else f"${self.name} {show(self.argument)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what came back is not what was expected; both sides as text."""

    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected}, got {self.got}"


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()
"""The value of a key that is not there."""

_LONG = 120  # characters of a text that are shown of a difference

_CLASS, _PLAIN, _COUNT = r"\[\^?[^\[\]\\^]+\]", r"[^\[\](){}\\.^$|*+?]", r"(?:[*+?]|\{[0-9]+\})?"
_ALIKE = re.compile(rf"(?:(?:{_CLASS}|{_PLAIN}|\)){_COUNT}|\((?!\?)|\|)*")
"""The regular expressions that every language reads alike, but for whether their brackets fit."""

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return _is_integer(value) or isinstance(value, float)


_WORDS: dict[str, Callable[[Any], bool]] = {
    "any": lambda value: value is not ABSENT,
    "absent": lambda value: value is ABSENT,
    "text": lambda value: isinstance(value, str),
    "integer": lambda value: _is_integer(value) and value >= 0,
    "uuid": lambda value: isinstance(value, str) and _UUID4.fullmatch(value) is not None,
}


def _matches(pattern: Any, value: Any, scope: Scope) -> bool:
    return next(differences(pattern, value, scope), None) is None


def _json(pattern: Any, value: Any, scope: Scope) -> bool:
    try:
        return _matches(pattern, json.loads(value), scope)
    except (TypeError, ValueError):
        return False


def _exactly(pattern: Any, value: Any, scope: Scope) -> bool:
    return isinstance(value, dict) and value.keys() <= pattern.keys() and _matches(pattern, value, scope)


def _part(test: Callable[[str, str], bool]) -> Callable[[Any, Any, Scope], bool]:
    return lambda part, value, scope: isinstance(value, str) and test(value, fill(part, scope))


def _how(argument: Any, scope: Scope) -> dict[str, Any]:
    """`content` and how to come by it, from the argument of `$decodes`."""
    wanted = fill(argument, scope)
    return wanted if isinstance(wanted, dict) else {"content": wanted}


def _decodes(argument: Any, value: Any, scope: Scope) -> bool:
    how = _how(argument, scope)
    content, _ = content_of(value, how)
    return content is not None and content == how["content"]


def _decoded(argument: Any, value: Any, scope: Scope) -> str:
    """A wire with what is in it, or why it cannot be read."""
    content, reason = content_of(value, _how(argument, scope))
    return f"{show(value)}, {f'in which is {show(content)}' if content is not None else reason}"


def _expression(argument: Any) -> None:
    if not (isinstance(argument, str) and _ALIKE.fullmatch(argument)):
        raise PatternError(f"$matches {show(argument)}: only what vectors/README.md allows in an expression")
    try:
        re.compile(argument)
    except re.error as error:
        raise PatternError(f"$matches {show(argument)}: {error}") from error


def _keys(value: Any) -> set[str]:
    return set(value) if isinstance(value, dict) else set()


def _decodable(argument: Any) -> None:
    how = argument if isinstance(argument, dict) else {"content": argument}
    right: dict[str, bool] = {
        "content": isinstance(how.get("content"), str | Ref),
        "key": isinstance(how.get("key"), Ref) or _keys(how.get("key")) == {"mode", "secret"},
        "binary": how.get("binary") is True,
    }
    if "content" not in how or not all(right.get(name) for name in how):
        form = "a text, or {content: text, key: {mode, secret}, binary: true}, the last two if they apply"
        raise PatternError(f"$decodes {show(argument)}: it takes {form}")


_FORMS: dict[str, Callable[[Any, Any, Scope], bool]] = {
    "exactly": _exactly,
    "starts": _part(str.startswith),
    "contains": _part(lambda value, part: part in value),
    "matches": _part(lambda value, part: re.fullmatch(part, value) is not None),
    "above": lambda bound, value, scope: _is_number(value) and value > fill(bound, scope),
    "below": lambda bound, value, scope: _is_number(value) and value < fill(bound, scope),
    "not": lambda pattern, value, scope: not _matches(pattern, value, scope),
    "json": _json,
    "decodes": _decodes,
}
_CHECKS: dict[str, Callable[[Any], None]] = {"matches": _expression, "decodes": _decodable}
"""What is to be said of an argument when it is compiled."""


def compile_value(value: Any, define: Mapping[str, Any], *, pattern: bool) -> Any:
    """`value` with names of `define` resolved, and references and (if `pattern`) matchers made objects.

    Raises PatternError for a form that is not known.
    """
    if isinstance(value, str):
        return _compile_text(value, define, pattern)
    if isinstance(value, list):
        return [compile_value(item, define, pattern=pattern) for item in value]
    if isinstance(value, dict):
        return _compile_object(value, define, pattern)
    return value


def _compile_text(text: str, define: Mapping[str, Any], pattern: bool) -> Any:
    if not text.startswith("$"):
        return text
    if text.startswith("$$"):
        return text[1:]
    name, *path = text[1:].split(".")
    if pattern and name in _WORDS:
        test = _WORDS[name]
        return Matcher(name, None, lambda value, _scope: test(value))
    if name not in define:
        return Ref(name, tuple(path))
    return compile_value(_walk(define[name], path, text), define, pattern=pattern)


def _compile_object(value: dict[str, Any], define: Mapping[str, Any], pattern: bool) -> Any:
    special = [key for key in value if key.startswith("$")]
    if special == ["$extend"]:
        return _extend(value, define, pattern)
    if list(value) == ["$concat"]:
        return _concat(value["$concat"], define)
    if not special:
        return {key: compile_value(item, define, pattern=pattern) for key, item in value.items()}
    if len(special) < len(value):
        raise PatternError(f"{special[0]} stands beside keys that are no forms")
    forms = tuple(_compile_form(key, value[key], define, pattern) for key in special)
    return forms[0] if len(forms) == 1 else forms


def _compile_form(key: str, argument: Any, define: Mapping[str, Any], pattern: bool) -> Matcher:
    name = key.removeprefix("$")
    if not pattern or name not in _FORMS:
        raise PatternError(f"{key} is not a form that can stand here")
    argument, test = compile_value(argument, define, pattern=True), _FORMS[name]
    if name in _CHECKS:
        _CHECKS[name](argument)
    if name == "decodes":
        return Matcher(name, argument, partial(test, argument), partial(_decoded, argument))
    return Matcher(name, argument, partial(test, argument))


def _extend(value: dict[str, Any], define: Mapping[str, Any], pattern: bool) -> Any:
    base = compile_value(value["$extend"], define, pattern=pattern)
    if not isinstance(base, dict):
        raise PatternError("$extend needs an object of `define`")
    changes = {key: item for key, item in value.items() if key != "$extend"}
    return _merge(base, compile_value(changes, define, pattern=pattern))


def _concat(parts: Any, define: Mapping[str, Any]) -> str:
    """One text of texts; `[count, text]` is that text so many times."""
    if not isinstance(parts, list):
        raise PatternError("$concat needs a list of texts and [count, text] pairs")
    return "".join(_times(part, define) for part in parts)


def _times(part: Any, define: Mapping[str, Any]) -> str:
    count, text = part if isinstance(part, list) and len(part) == 2 else (1, part)
    text = compile_value(text, define, pattern=False)
    if not (_is_integer(count) and count >= 0 and isinstance(text, str)):
        raise PatternError(f"{show(part)} is neither a text nor [count, text]; $concat takes only these")
    return text * int(count)


def _merge(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, change in changes.items():
        old = merged.get(key)
        merged[key] = _merge(old, change) if isinstance(old, dict) and isinstance(change, dict) else change
    return merged


def _walk(value: Any, path: list[str] | tuple[str, ...], text: str) -> Any:
    for step in path:
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise PatternError(f"{text}: no {step!r} in it") from error
    return value


def references(value: Any) -> Iterator[Ref]:
    """Every Ref in a compiled value."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Matcher):
        yield from references(value.argument)
    elif isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from references(item)


def fill(value: Any, scope: Scope) -> Any:
    """A compiled value, its references replaced from `scope`. Raises PatternError for a missing path."""
    if isinstance(value, str):  # most values are; measured, it pays to ask first
        return value
    if isinstance(value, Ref):
        return _walk(scope[value.name], value.path, str(value))
    if isinstance(value, dict):
        return {key: fill(item, scope) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, scope) for item in value]
    return value


def differences(pattern: Any, got: Any, scope: Scope, path: str = "") -> Iterator[Difference]:
    """Where `got` is not as `pattern` says."""
    if isinstance(pattern, str) and pattern == got:  # most do; measured, it pays to ask first
        return
    if isinstance(pattern, Ref):
        pattern = fill(pattern, scope)
    if isinstance(pattern, Matcher):
        if not pattern.test(got, scope):
            yield Difference(path, str(pattern), pattern.seen(got, scope))
    elif isinstance(pattern, tuple):
        for each in pattern:
            yield from differences(each, got, scope, path)
    elif isinstance(pattern, dict) and isinstance(got, dict):
        for key, item in pattern.items():
            yield from differences(item, got.get(key, ABSENT), scope, f"{path}.{key}" if path else key)
    elif isinstance(pattern, list) and isinstance(got, list) and len(pattern) == len(got):
        for index, item in enumerate(pattern):
            yield from differences(item, got[index], scope, f"{path}[{index}]")
    elif not _same(pattern, got):
        yield _difference(path, pattern, got)


def _same(expected: Any, got: Any) -> bool:
    if type(expected) is type(got) and expected == got:
        return True
    if _is_number(expected) and _is_number(got):
        whole = _is_integer(expected) and _is_integer(got)
        return not whole and isclose(expected, got, rel_tol=1e-6)
    return False


def _difference(path: str, expected: Any, got: Any) -> Difference:
    """Long texts are shown around the first character that differs."""
    if not (isinstance(expected, str) and isinstance(got, str)) or max(len(expected), len(got)) <= _LONG:
        return Difference(path, show(expected), show(got))
    pairs = enumerate(zip(expected, got, strict=False))
    at = next((index for index, (ours, theirs) in pairs if ours != theirs), min(len(expected), len(got)))
    begin = max(0, at - _LONG // 4)
    before, place = "… " if begin else "", f"(differs from character {at + 1} on)"
    both = (f"{before}{show(text[begin : begin + _LONG])} {place}" for text in (expected, got))
    return Difference(path, *both)


def show(value: Any, limit: int = 200) -> str:
    """`value` as JSON text for people, cut in the middle if it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    half = limit // 2
    return text if len(text) <= limit else f"{text[:half]} … {text[-half:]} ({len(text)} characters)"
