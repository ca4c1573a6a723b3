"""Draws from strategies, always the same examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

from hypothesis.strategies import SearchStrategy

from m2m_conformance import strategies

T = TypeVar("T")


def examples(strategy: SearchStrategy[T], count: int, start: int = 1) -> list[T]:
    """`count` examples."""
    return strategies.examples(strategy, count, start)


@cache
def pool(strategy: SearchStrategy[T], count: int = 300) -> tuple[T, ...]:
    """Examples drawn once for all tests that look among them."""
    return tuple(examples(strategy, count))


def reached(found: Iterable[T], condition: Callable[[T], object]) -> T:
    """The first of the examples for which the condition holds."""
    for each in found:
        if condition(each):
            return each
    raise AssertionError("none of the examples is like this")
