"""One of several strategies, each as likely as the others."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


def either(*strategies: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """One of these; failing examples shrink towards the first.

    `st.one_of` takes apart those that are themselves a choice, and then each of their branches is as likely
    as the others' whole: of requests and prose nearly all would be prose.
    """
    return st.integers(0, len(strategies) - 1).flatmap(strategies.__getitem__)
