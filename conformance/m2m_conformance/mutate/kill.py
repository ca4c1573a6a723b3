"""Which changes of the reference are found out, and by what: several at a time.

Most run in a fork of this process, where vocabularies and tables are there already. A function of which a
cache keeps what it returned, and one that can be replaced in a file only, run in a process of their own.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from m2m_conformance.mutate.change import Change, Found, ModelChange, SourceChange, Start
from m2m_conformance.mutate.fork import Doing, ForkChannel, Loaded
from m2m_conformance.mutate.mode import MODES, Mode, corpus
from m2m_conformance.mutate.reach import PACKAGE
from m2m_conformance.mutate.sandbox import Sandbox
from m2m_conformance.status import NotDoneError
from m2m_conformance.target import Target
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

Modes = Mapping[str, Mapping[Profile, Mode]]

_TIMEOUT = 5.0  # seconds for one reply; none of the reference's takes one


def kills(
    changes: Iterable[Change], names: Sequence[str], profiles: Iterable[Profile], *, each: bool, jobs: int
) -> Iterator[Found]:
    """What finds out each change, in order, of the modes of these names; with `each` every one is tried.

    Without it those after the first that finds it out are not. Raises NotDoneError if one of them fails the
    reference as it is, by one of the profiles: it would kill every mutant.
    """
    by = tuple(profiles)
    modes = {name: {profile: MODES[name](profile) for profile in by} for name in names}
    with TemporaryDirectory() as folder:
        _hold_sound(Path(mkdtemp(dir=folder)), modes, by)
        pool = ProcessPoolExecutor(jobs, get_context("fork"), _begin, (folder, modes, each))
        try:
            yield from pool.map(_by, changes)
        except BaseException:
            for process in active_children():  # what is under way, nobody asks for any more
                process.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _hold_sound(folder: Path, modes: Modes, profiles: Iterable[Profile]) -> None:
    bench = _Bench(folder, modes, each=True)
    for profile in profiles:
        found = bench.by(ModelChange("", profile_model(profile)))
        if wrong := [f"{name}: {what}" for name, what in found.items() if what]:
            raise NotDoneError(f"the reference as it is does not pass: {'; '.join(wrong)}")


_here: list[_Bench] = []
"""What a process of the pool works with."""


def _begin(folder: str, modes: Modes, each: bool) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process, which ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _here.append(_Bench(Path(mkdtemp(dir=folder)), modes, each=each))


def _by(change: Change) -> Found:
    return _here[0].by(change)


class _Bench:
    def __init__(self, folder: Path, modes: Modes, *, each: bool) -> None:
        self._sandbox = Sandbox(folder)
        self._loaded = Loaded(PACKAGE)
        self._modes = modes
        self._each = each

    def by(self, change: Change) -> Found:
        """What found it out, by mode."""
        if isinstance(change, ModelChange):
            return self._found(change, partial(_forked, change), every=True)
        if self._runs_anew(change) and (swap := self._loaded.swap(change.path, change.name, change.code)):
            return self._found(change, partial(_forked, swap), every=False)
        with self._sandbox.holding(change.path, change.code):
            return self._found(change, self._sandbox.target, every=True)

    def _runs_anew(self, change: SourceChange) -> bool:
        """Whether cases run it, and no cache keeps what it returned."""
        reaches = [corpus(profile).reach for profile in change.profiles]
        run = any(change.function in each.runs for each in reaches)
        return run and not any(change.function in each.kept for each in reaches)

    def _found(self, change: Change, start: Start, *, every: bool) -> Found:
        found: dict[str, str | None] = {}
        for name, modes in self._modes.items():
            killers = (
                modes[profile].killer(change.function, start(profile), every=every)
                for profile in change.profiles
            )
            found[name] = next(filter(None, killers), None)
            if found[name] and not self._each:
                break
        return found


def _forked(change: Doing, profile: Profile) -> Target:
    return Target(ForkChannel(change, _TIMEOUT), profile)
