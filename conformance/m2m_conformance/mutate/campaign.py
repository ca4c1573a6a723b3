"""Goes through the mutants of a kind and counts what becomes of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeVar

from m2m_conformance.automaton.alphabet import Kind
from m2m_conformance.extra import needing
from m2m_conformance.mutate import row, state
from m2m_conformance.mutate.change import Change, Found, ModelChange
from m2m_conformance.mutate.fate import Fate
from m2m_conformance.mutate.tally import Tally
from m2m_conformance.sequence.part import parts
from m2m_conformance.status import NotDoneError
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

T = TypeVar("T")

Observer = Callable[[int, int, int], None]
"""Told how many are done, of how many, and how many of them are holes."""

_PROVED = "side by side with what it was made of, no sequence of inputs shows a difference"
_EVERY = 50  # mutants between two reports of progress


@dataclass(frozen=True)
class Plan:
    """What to try. `sample` is None for all; without `modes` rows are held to the suite in memory."""

    profile: str = "core"
    sample: int | None = None
    seed: int = 0
    only: str = "*"
    modes: tuple[str, ...] = ()
    each: bool = False
    jobs: int = 2

    def named(self, every: Iterable[T]) -> list[T]:
        """Those that `only` names. Raises NotDoneError if it names none."""
        named = [each for each in every if fnmatchcase(str(each), self.only)]
        if not named:
            raise NotDoneError(f"no mutant has a name like {self.only!r}; leave --only out for all of them")
        return named

    def chosen(self, named: Iterable[T]) -> list[T]:
        """What of those is to be tried."""
        named = list(named)
        if self.sample is None or self.sample >= len(named):
            return named
        return random.Random(self.seed).sample(named, self.sample)


def rows(plan: Plan, observer: Observer) -> Tally:
    """Wrong rows of the model."""
    profile = Profile(plan.profile)
    trials = [row.Trial(part) for part in parts(profile)]
    every = plan.chosen(plan.named(row.mutants(profile_model(profile))))
    if plan.modes:
        return _played_rows(plan, every, trials, observer)
    tally = Tally(f"{plan.profile}: one thing of one row changed, suite for K = 0")
    fates = ((str(each), row.fate(trials, each)) for each in every)
    return _counted(tally, fates, len(every), observer)


def _played_rows(
    plan: Plan, every: Sequence[row.Mutant], trials: Sequence[row.Trial], observer: Observer
) -> Tally:
    """The reference runs on the wrong model. Where nothing shows it, it is equivalent, or a hole."""
    profile = Profile(plan.profile)
    tally = Tally(f"{plan.profile}: the reference with one thing of one row of its model changed")
    model = profile_model(profile)
    changes = (ModelChange(str(each), each.of(model)) for each in every)
    with tally.counting():
        for mutant, found in zip(every, _kills(plan, changes, (profile,)), strict=True):
            tally.note(found)
            done = any(found.values())
            same = not done and all(trial.equivalent(mutant) for trial in trials)
            tally.add(str(mutant), _fate(done, _PROVED if same else None), _PROVED if same else "")
            observer(tally.total, len(every), len(tally.holes))
    return tally


def _kills(plan: Plan, changes: Iterable[Change], profiles: Iterable[Profile]) -> Iterator[Found]:
    from m2m_conformance.mutate.kill import kills  # here, since it takes a while

    return kills(changes, plan.modes or ("corpus", "suite"), profiles, each=plan.each, jobs=plan.jobs)


def states(plan: Plan, observer: Observer) -> Tally:
    """Machines with one state more."""
    (part,) = parts(Profile(plan.profile), Kind.OUTLINE)
    trial = state.Trial(part)
    every = list(state.mutants(trial.machine))
    tally = Tally(f"{plan.profile}: one state more that is wrong in one thing, suite for K = 1")
    fates = ((each, trial.fate(each)) for each in every)
    named = ((each.describe(trial.machine) if fate is not Fate.KILLED else "", fate) for each, fate in fates)
    return _counted(tally, named, len(every), observer)


def _counted(tally: Tally, fates: Iterator[tuple[str, Fate]], total: int, observer: Observer) -> Tally:
    with tally.counting():
        for name, fate in fates:
            tally.add(name, fate, _PROVED if fate is Fate.EQUIVALENT else "")
            if tally.total % _EVERY == 0 or tally.total == total:
                observer(tally.total, total, len(tally.holes))
    return tally


def source(plan: Plan, observer: Observer) -> Tally:
    """Wrong expressions of the reference."""
    with needing("mutate", "mutate source"):
        from m2m_conformance.mutate.known import load_known
        from m2m_conformance.mutate.source import files, mutants

    known, every = load_known(), [each for file in files() for each in mutants(file)]
    chosen = plan.chosen(known.wanted(plan.named(every)))
    tally = Tally(f"source: {len(chosen):,} of {len(every):,} mutants of m2m_ref", stale=known.stale(every))
    changes = (each.made() for each in chosen)
    with tally.counting():
        for mutant, found in zip(chosen, _kills(plan, changes, Profile), strict=True):
            name, reason = str(mutant), known.mutants.get(str(mutant))
            by = [what for what in found.values() if what]
            tally.stale += [f"{name}: killed by {', '.join(by)}"] if by and reason else []
            tally.note(found)
            tally.add(name, _fate(bool(by), reason), reason or "")
            observer(tally.total, len(chosen), len(tally.holes))
    return tally


def _fate(done: bool, reason: str | None) -> Fate:
    if done:
        return Fate.KILLED
    return Fate.EQUIVALENT if reason else Fate.HOLE


KINDS: Mapping[str, Callable[[Plan, Observer], Tally]] = {"rows": rows, "states": states, "source": source}
