"""Which mutants of the source are found out, and by what: several at a time.

Most run in a fork of this process, where vocabularies and tables are there already. A function of which a
cache keeps what it returned, and one that can be replaced in a file only, run in a process of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from m2m_conformance.mutate.fork import ForkChannel, Loaded, Swap
from m2m_conformance.mutate.mode import MODES, Mode, corpus
from m2m_conformance.mutate.reach import Function
from m2m_conformance.mutate.sandbox import Sandbox
from m2m_conformance.mutate.source import PACKAGE, SourceMutant
from m2m_conformance.target import Target
from m2m_ref.profile import Profile

Modes = Mapping[str, Mapping[Profile, Mode]]

_TIMEOUT = 5.0  # seconds for one reply; none of the reference's takes one


@dataclass(frozen=True)
class Kill:
    """For each mode that was tried what found a mutant out, None for nothing."""

    mutant: SourceMutant
    by: Mapping[str, str | None]

    @property
    def done(self) -> bool:
        """Whether any mode found it out."""
        return any(self.by.values())


def kills(mutants: Sequence[SourceMutant], names: Sequence[str], *, each: bool, jobs: int) -> Iterator[Kill]:
    """What finds out each mutant, in order, of the modes of these names; with `each` every one is tried.

    Without it those after the first that finds it out are not. Raises ValueError if one of them fails the
    reference as it is: it would kill every mutant.
    """
    modes = {name: {profile: MODES[name](profile) for profile in Profile} for name in names}
    with TemporaryDirectory() as folder:
        _hold_sound(Path(mkdtemp(dir=folder)), modes)
        pool = ProcessPoolExecutor(jobs, get_context("fork"), _begin, (folder, modes, each))
        tasks = ((each.path, each.function, each.code) for each in mutants)
        try:
            for mutant, by in zip(mutants, pool.map(_by, tasks), strict=True):
                yield Kill(mutant, by)
        finally:
            pool.shutdown(cancel_futures=True)


def _hold_sound(folder: Path, modes: Modes) -> None:
    bench = _Bench(folder, modes, each=True)
    file = next(iter(PACKAGE.glob("*.py")))
    found = bench.by((file.name, "", file.read_text(encoding="utf-8")))
    if wrong := [f"{name}: {what}" for name, what in found.items() if what]:
        raise ValueError(f"the reference as it is does not pass: {'; '.join(wrong)}")


_Task = tuple[str, str, str]
"""Path, function, code."""

_Start = Callable[[Profile], Target]

_here: list[_Bench] = []
"""What a process of the pool works with."""


def _begin(folder: str, modes: Modes, each: bool) -> None:
    _here.append(_Bench(Path(mkdtemp(dir=folder)), modes, each=each))


def _by(task: _Task) -> dict[str, str | None]:
    return _here[0].by(task)


class _Bench:
    def __init__(self, folder: Path, modes: Modes, *, each: bool) -> None:
        self._sandbox = Sandbox(folder)
        self._loaded = Loaded(PACKAGE)
        self._reaches = [corpus(profile).reach for profile in Profile]
        self._modes = modes
        self._each = each

    def by(self, task: _Task) -> dict[str, str | None]:
        """What found it out, by mode."""
        path, function, code = task
        change = self._loaded.swap(path, function, code) if self._runs_anew((path, function)) else None
        if change:
            return self._found((path, function), partial(_forked, change), every=False)
        with self._sandbox.holding(path, code):
            return self._found((path, function), self._sandbox.target, every=True)

    def _runs_anew(self, function: Function) -> bool:
        """Whether cases run it, and no cache keeps what it returned."""
        run = any(function in each.runs for each in self._reaches)
        return run and not any(function in each.kept for each in self._reaches)

    def _found(self, function: Function, start: _Start, *, every: bool) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for name, modes in self._modes.items():
            killers = (mode.killer(function, start(profile), every=every) for profile, mode in modes.items())
            found[name] = next(filter(None, killers), None)
            if found[name] and not self._each:
                break
        return found


def _forked(change: Swap, profile: Profile) -> Target:
    return Target(ForkChannel(change, _TIMEOUT), profile)
