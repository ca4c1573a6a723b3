"""Goes through the mutants of a kind and counts what becomes of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from m2m_conformance.automaton.alphabet import Kind
from m2m_conformance.mutate import row, state
from m2m_conformance.mutate.fate import Fate
from m2m_conformance.mutate.tally import Tally
from m2m_conformance.sequence.part import parts
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

Observer = Callable[[int, int, int], None]
"""Told how many are done, of how many, and how many of them are holes."""

_PROVED = "side by side with what it was made of, no sequence of inputs shows a difference"
_EVERY = 50  # mutants between two reports of progress


@dataclass(frozen=True)
class Plan:
    """What to try. `sample` is None for all; the last five are about source only."""

    profile: str = "core"
    sample: int | None = None
    seed: int = 0
    only: str = "*"
    modes: tuple[str, ...] = ("corpus", "suite")
    each: bool = False
    jobs: int = 2


def rows(plan: Plan, observer: Observer) -> Tally:
    """Wrong rows of the model."""
    began = time.monotonic()
    profile = Profile(plan.profile)
    trials = [row.Trial(part) for part in parts(profile)]
    every = list(row.mutants(profile_model(profile)))
    tally = Tally(f"{plan.profile}: one thing of one row changed, suite for K = 0")
    fates = ((str(each), row.fate(trials, each)) for each in every)
    return _counted(tally, fates, len(every), observer, began)


def states(plan: Plan, observer: Observer) -> Tally:
    """Machines with one state more."""
    began = time.monotonic()
    (part,) = parts(Profile(plan.profile), Kind.OUTLINE)
    trial = state.Trial(part)
    every = list(state.mutants(trial.machine))
    tally = Tally(f"{plan.profile}: one state more that is wrong in one thing, suite for K = 1")
    fates = ((each, trial.fate(each)) for each in every)
    named = ((each.describe(trial.machine) if fate is not Fate.KILLED else "", fate) for each, fate in fates)
    return _counted(tally, named, len(every), observer, began)


def _counted(
    tally: Tally, fates: Iterator[tuple[str, Fate]], total: int, observer: Observer, began: float
) -> Tally:
    for name, fate in fates:
        tally.add(name, fate, _PROVED if fate is Fate.EQUIVALENT else "")
        if tally.total % _EVERY == 0 or tally.total == total:
            observer(tally.total, total, len(tally.holes))
    tally.seconds = time.monotonic() - began
    return tally


def source(plan: Plan, observer: Observer) -> Tally:
    """Wrong expressions of the reference."""
    from m2m_conformance.mutate.kill import kills  # here, since they need mutmut
    from m2m_conformance.mutate.known import load_known
    from m2m_conformance.mutate.source import files, mutants

    began = time.monotonic()
    known, every = load_known(), [each for file in files() for each in mutants(file)]
    chosen = [each for each in known.wanted(every) if fnmatchcase(str(each), plan.only)]
    if plan.sample is not None and plan.sample < len(chosen):
        chosen = random.Random(plan.seed).sample(chosen, plan.sample)
    tally = Tally(f"source: {len(chosen):,} of {len(every):,} mutants of m2m_ref", stale=known.stale(every))
    for kill in kills(chosen, plan.modes, each=plan.each, jobs=plan.jobs):
        name, reason = str(kill.mutant), known.mutants.get(str(kill.mutant))
        if kill.done:
            tally.stale += [f"{name}: killed by {', '.join(filter(None, kill.by.values()))}"] * bool(reason)
            tally.modes.update(mode for mode, found in kill.by.items() if found)
        tally.add(name, _fate(kill.done, reason), reason or "")
        observer(tally.total, len(chosen), len(tally.holes))
    tally.seconds = time.monotonic() - began
    return tally


def _fate(done: bool, reason: str | None) -> Fate:
    if done:
        return Fate.KILLED
    return Fate.EQUIVALENT if reason else Fate.HOLE


KINDS: Mapping[str, Callable[[Plan, Observer], Tally]] = {"rows": rows, "states": states, "source": source}
