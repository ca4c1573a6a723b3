"""Compares what came back with a pattern, and says where the two differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import isclose
from typing import Any

from m2m_conformance.value import Ref, Scope, fill


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


def fits(pattern: Any, got: Any, scope: Scope) -> bool:
    """Whether `got` is as `pattern` says."""
    kind = type(pattern)
    if kind is str:
        return bool(pattern == got)
    if kind is dict:
        return isinstance(got, dict) and _fits_each(pattern.items(), got, scope)
    return _fits_special(pattern, got, scope)


def _fits_each(items: Iterable[tuple[str, Any]], got: dict[str, Any], scope: Scope) -> bool:
    for key, item in items:  # noqa: SIM110  (measured: all() with a generator takes half as long again)
        if not fits(item, got.get(key, ABSENT), scope):
            return False
    return True


def _fits_special(pattern: Any, got: Any, scope: Scope) -> bool:
    if pattern is None or isinstance(pattern, int | float):
        return _same(pattern, got)
    if isinstance(pattern, Ref):
        return fits(fill(pattern, scope), got, scope)
    if isinstance(pattern, Matcher):
        return pattern.test(got, scope)
    if isinstance(pattern, tuple):
        return all(fits(each, got, scope) for each in pattern)
    if isinstance(pattern, list):
        same = isinstance(got, list) and len(pattern) == len(got)
        return same and all(fits(item, got[index], scope) for index, item in enumerate(pattern))
    return _same(pattern, got)


def differences(pattern: Any, got: Any, scope: Scope, path: str = "") -> Iterator[Difference]:
    """Where `got` is not as `pattern` says."""
    if fits(pattern, got, scope):  # which most do, and is quicker to find out
        return
    if isinstance(pattern, Ref):
        pattern = fill(pattern, scope)
    if isinstance(pattern, Matcher):
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
    else:
        yield _difference(path, pattern, got)


def is_integer(value: Any) -> bool:
    """Whether it is a whole number, as JSON has them."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Whether it is a number, as JSON has them."""
    return is_integer(value) or isinstance(value, float)


def _same(expected: Any, got: Any) -> bool:
    if type(expected) is type(got) and expected == got:
        return True
    if is_number(expected) and is_number(got):
        whole = is_integer(expected) and is_integer(got)
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
    """`value` as JSON text for people, cut in the middle if it is long; `nothing` for what is not there."""
    if value is ABSENT:
        return str(ABSENT)
    text = json.dumps(value, ensure_ascii=False, default=str)
    half = limit // 2
    return text if len(text) <= limit else f"{text[:half]} … {text[-half:]} ({len(text)} characters)"
