"""What callers choose by name: a profile, an algorithm, flags. Members of the enums will do, too."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

from m2m_ref.algorithm import Algorithm
from m2m_ref.codec.frame import FrameKey
from m2m_ref.profile import Profile

E = TypeVar("E", bound=Enum)


def member(kind: type[E], name: E | str, what: str) -> E:
    """The member of `kind` that `name` is or names; `what` is what people call one.

    Raises ValueError that says which there are.
    """
    try:
        return kind(name)
    except ValueError:
        known = ", ".join(each.value for each in kind)
        raise ValueError(f"there is no {what} {name!r}; there are {known}") from None


def profile_of(name: Profile | str) -> Profile:
    """The profile. Raises ValueError for another name."""
    return member(Profile, name, "profile")


def algorithms_of(name: Algorithm | str | None, key: FrameKey | None) -> tuple[Algorithm, ...]:
    """The algorithms that wires may be written in; None is all of them, or with a key the only one.

    Raises ValueError for an unknown name, and for one that has no seal beside a key.
    """
    if name is None:
        return tuple(Algorithm) if key is None else (Algorithm.M2M,)
    found = member(Algorithm, name, "algorithm")
    if key is not None and found is not Algorithm.M2M:
        raise ValueError(f"there is a key, and only m2m is secured; leave out the key or the {found.value}")
    return (found,)


def names_in(names: Iterable[str] | None, known: Iterable[str], what: str) -> frozenset[str]:
    """The names, all of `known` for None. Raises ValueError for one that is not known."""
    there = frozenset(known)
    wanted = there if names is None else frozenset(names)
    if foreign := sorted(wanted - there):
        raise ValueError(f"there is no {what} {foreign[0]!r} here; there are {', '.join(sorted(there))}")
    return wanted
