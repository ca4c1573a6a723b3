"""The patterns of the vectors (vectors/README.md, Values and patterns): what `expect` can say of a value.

`compile_value` turns what YAML holds into a tree of plain JSON, Ref and Matcher, for `fill` and `fits`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from m2m_conformance.difference import ABSENT, Matcher, fits, is_integer, is_number, show
from m2m_conformance.value import PatternError, Ref, Scope, concatenated, fill, plain
from m2m_conformance.wire import content_of

_CLASS, _PLAIN, _COUNT = r"\[\^?[^\[\]\\^]+\]", r"[^\[\](){}\\.^$|*+?]", r"(?:[*+?]|\{[0-9]+\})?"
_ALIKE = re.compile(rf"(?:(?:{_CLASS}|{_PLAIN}|\)){_COUNT}|\((?!\?)|\|)*")
"""The regular expressions that every language reads alike, but for whether their brackets fit."""

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


WORDS: dict[str, Callable[[Any], bool]] = {
    "any": lambda value: value is not ABSENT,
    "absent": lambda value: value is ABSENT,
    "text": lambda value: isinstance(value, str),
    "integer": lambda value: is_integer(value) and value >= 0,
    "uuid": lambda value: isinstance(value, str) and _UUID4.fullmatch(value) is not None,
}
"""Patterns that are a text. No definition may have such a name, since the two could not be told apart."""


def _json(pattern: Any, value: Any, scope: Scope) -> bool:
    try:
        return fits(pattern, json.loads(value), scope)
    except (TypeError, ValueError):
        return False


def _exactly(pattern: Any, value: Any, scope: Scope) -> bool:
    return isinstance(value, dict) and value.keys() <= pattern.keys() and fits(pattern, value, scope)


def _part(test: Callable[[str, str], bool]) -> Callable[[Any, Any, Scope], bool]:
    return lambda part, value, scope: isinstance(value, str) and test(value, fill(part, scope))


def _how(argument: Any) -> dict[str, Any]:
    """`content` and how to come by it, from the argument of `$decodes`."""
    return argument if isinstance(argument, dict) else {"content": argument}


def _decodes(argument: Any, value: Any, scope: Scope) -> bool:
    how = _how(fill(argument, scope))
    content, _ = content_of(value, how)
    return content is not None and content == how["content"]


def _decoded(argument: Any, value: Any, scope: Scope) -> str:
    """A wire with what is in it, or why it cannot be read."""
    content, reason = content_of(value, _how(fill(argument, scope)))
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
    how = _how(argument)
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
    "above": lambda bound, value, scope: is_number(value) and value > fill(bound, scope),
    "below": lambda bound, value, scope: is_number(value) and value < fill(bound, scope),
    "either": lambda patterns, value, scope: any(fits(each, value, scope) for each in patterns),
    "not": lambda pattern, value, scope: not fits(pattern, value, scope),
    "json": _json,
    "decodes": _decodes,
}


def _several(argument: Any) -> None:
    if not (isinstance(argument, list) and argument):
        raise PatternError(f"$either {show(argument)}: it takes a list of patterns")


_CHECKS: dict[str, Callable[[Any], None]] = {
    "either": _several,
    "matches": _expression,
    "decodes": _decodable,
}
"""What is to be said of an argument when it is compiled."""


def compile_value(value: Any, define: Mapping[str, Any], *, pattern: bool) -> Any:
    """`value` with names of `define` resolved, and references and (if `pattern`) matchers made objects.

    Raises PatternError for a form that is not known.
    """
    return _compiled(plain(value, define), pattern)


def _compiled(value: Any, pattern: bool) -> Any:
    if isinstance(value, str):
        return _text(value, pattern) if value.startswith("$") else value
    if isinstance(value, list):
        return [_compiled(item, pattern) for item in value]
    return _object(value, pattern) if isinstance(value, dict) else value


def _text(text: str, pattern: bool) -> Any:
    if text.startswith("$$"):
        return text[1:]
    name, *path = text[1:].split(".")
    if pattern and name in WORDS:
        test = WORDS[name]
        return Matcher(name, None, lambda value, _scope: test(value))
    return Ref(name, tuple(path))


def _object(value: dict[str, Any], pattern: bool) -> Any:
    special = [key for key in value if key.startswith("$")]
    if special == ["$concat"]:
        return concatenated(value)
    if not special:
        return {key: _compiled(item, pattern) for key, item in value.items()}
    if len(special) < len(value):
        raise PatternError(f"{special[0]} stands beside keys that are no forms")
    forms = tuple(_form(key, value[key], pattern) for key in special)
    return forms[0] if len(forms) == 1 else forms


def _form(key: str, argument: Any, pattern: bool) -> Matcher:
    name = key.removeprefix("$")
    if not pattern or name not in _FORMS:
        raise PatternError(f"{key} is not a form that can stand here")
    argument, test = _compiled(argument, True), _FORMS[name]
    if name in _CHECKS:
        _CHECKS[name](argument)
    if name == "decodes":
        return Matcher(name, argument, partial(test, argument), partial(_decoded, argument))
    return Matcher(name, argument, partial(test, argument))


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
