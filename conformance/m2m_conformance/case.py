"""A case: one vector as it is played (vectors/README.md, Case), and how cases are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import filter as filter_ids
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, overload

from m2m_conformance.requirement import Level
from m2m_conformance.usage import nearest
from m2m_conformance.value import Scope
from m2m_ref.profile import Profile

SERVER = "http"
"""The feature that only a server has which the suite reaches by its URL: it has no adapter."""

_FEATURE_OF = {
    "session.clone": "clone",
    "session.tick": "tick",
    "capabilities.negotiate": "negotiation",
    "engine.compress_auto": "choice",
    "engine.compress_best": "choice",
    "engine.compress_binary": "binary",
    "engine.decompress_binary": "binary",
    "frame.inspect": "inspect",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One call and what must come back. `fill` puts what `params` refer to in; None where they do not.

    `expect` has `value`, `error` or both, and maybe `session`. `row` are values that are known from here on.
    """

    label: str
    call: str
    params: dict[str, Any]
    fill: Callable[[Scope], dict[str, Any]] | None
    save: str | None
    expect: dict[str, Any]
    row: Mapping[str, Any] | None = None


class Steps(Sequence[Step]):
    """The steps of a case, compiled when they are first looked at: most runs do not look at all of them."""

    def __init__(self, compiled: Callable[[], Iterable[Step]]) -> None:
        self._compiled = compiled

    @cached_property
    def _all(self) -> tuple[Step, ...]:
        return tuple(self._compiled())

    @overload
    def __getitem__(self, index: int) -> Step: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Step]: ...

    def __getitem__(self, index: int | slice) -> Step | Sequence[Step]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Step]:
        return iter(self._all)


@dataclass(frozen=True, slots=True)
class Case:
    """One vector. To be judged by it, a target must have the features `needs` and none of `without`.

    `profile` is that of its requirements, or its own if its steps hold in one only: `core`, `strict`, `both`.
    One that is `retired`, for the reason given, is not played; its id stays taken.
    """

    id: str
    area: str
    title: str
    level: Level
    requirements: tuple[str, ...]
    needs: frozenset[str]
    flags: tuple[str, ...]
    notes: str
    steps: Sequence[Step]
    without: frozenset[str] = frozenset()
    profile: str = "both"
    retired: str = ""


def select(cases: Iterable[Case], wanted: Sequence[str], unwanted: Sequence[str]) -> list[Case]:
    """The cases whose id matches a glob of `wanted` (all, if it is empty) and none of `unwanted`."""
    return [
        case
        for case in cases
        if (not wanted or any(fnmatchcase(case.id, glob) for glob in wanted))
        and not any(fnmatchcase(case.id, glob) for glob in unwanted)
    ]


def meant(cases: Iterable[Case], wanted: Sequence[str]) -> str:
    """What was probably meant by globs that match no id: the first that is near one; empty if none is."""
    ids = [case.id for case in cases]
    strange = [glob for glob in wanted if not filter_ids(ids, glob)]
    return next(filter(None, (_near(glob, ids) for glob in strange)), "")


def _near(glob: str, ids: Sequence[str]) -> str:
    below = f"{glob.rstrip('/')}/*"
    return below if filter_ids(ids, below) else nearest(glob, [*_folders(ids), *ids])


def _folders(ids: Iterable[str]) -> Iterable[str]:
    """The globs of all cases of an area, and of a file."""
    parents = (each.rsplit("/", depth)[0] for each in ids for depth in range(each.count("/"), 0, -1))
    return dict.fromkeys(f"{parent}/*" for parent in parents)


def of_profile(cases: Iterable[Case], profile: Profile, *, advisory: bool) -> list[Case]:
    """The cases an implementation of `profile` is judged by.

    With `advisory` the other profile's too, as rules that may be broken.
    """
    own = ("both", profile.value)
    return [
        case if case.profile in own else replace(case, level=Level.MAY)
        for case in cases
        if not case.retired and (advisory or case.profile in own)
    ]


def feature_of(method: str) -> str:
    """The feature a target must have to answer `method`: the group before the dot, but for a few."""
    return _FEATURE_OF.get(method, method.partition(".")[0])
