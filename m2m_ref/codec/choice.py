"""Which algorithm content is written in when nobody names one (spec/choice.yaml; engine.rs).

There is no model here to route by, so the rows decide, as they do in the Rust package without one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from m2m_ref import json
from m2m_ref.algorithm import Algorithm
from m2m_ref.document import read_document
from m2m_ref.error import JsonError
from m2m_ref.profile import Profile
from m2m_ref.resource import spec_path

_NO_JSON = object()


@dataclass(frozen=True)
class Content:
    """Content to choose for: its text, the same in UTF-8, and the profile that says what JSON may be."""

    text: str
    raw: bytes
    profile: Profile = Profile.CORE

    @cached_property
    def value(self) -> object:
        """The JSON value; `_NO_JSON` if it is not JSON, or nested deeper than m2m could write it."""
        try:
            return json.read(self.raw, self.profile)
        except JsonError:
            return _NO_JSON

    @cached_property
    def repetition(self) -> Fraction:
        """The share of windows of characters that are not the first of their kind: from 0 to below 1."""
        start, width = _table().repetition_from, _table().window
        count = len(self.text) - width + 1
        if len(self.raw) < start or count < 1:
            return Fraction(0)
        windows = zip(*(self.text[first:] for first in range(width)), strict=False)
        return 1 - Fraction(len(set(windows)), count)


Test = Callable[[Content], bool]

# Each takes what the row gives it.
_CONDITIONS: dict[str, Callable[[Any], Test]] = {
    "shorter_than": lambda size: lambda content: len(content.raw) < size,
    "longer_than": lambda size: lambda content: len(content.raw) > size,
    "object_with": lambda keys: lambda content: _has_any(content.value, frozenset(keys)),
    # Through text, so that 0.3 is three tenths.
    "repetition_over": lambda share: lambda content: content.repetition > Fraction(str(share)),
    "json": lambda _: lambda content: content.value is not _NO_JSON,
}


@dataclass(frozen=True, slots=True)
class _Table:
    auto: tuple[tuple[Test, Algorithm], ...]
    repetition_from: int
    window: int
    best: tuple[Algorithm, ...]


def choose(content: Content) -> Algorithm:
    """The algorithm of the first row of `auto` whose condition holds; none if no row's does."""
    for holds, algorithm in _table().auto:
        if holds(content):
            return algorithm
    return Algorithm.NONE


def candidates() -> tuple[Algorithm, ...]:
    """What the shortest is looked for among, the first of equals first."""
    return _table().best


@cache
def _table() -> _Table:
    source = read_document(spec_path("choice.yaml"), "choice.schema.json")
    return _Table(
        auto=tuple((_test(row), Algorithm(row["write"])) for row in source["auto"]),
        repetition_from=source["repetition"]["from"],
        window=source["repetition"]["window"],
        best=tuple(Algorithm(name) for name in source["best"]),
    )


def _test(row: dict[str, Any]) -> Test:
    tests = [_CONDITIONS[name](given) for name, given in row.items() if name != "write"]
    return tests[0] if tests else lambda content: True


def _has_any(value: object, keys: frozenset[str]) -> bool:
    return isinstance(value, dict) and not keys.isdisjoint(value)
