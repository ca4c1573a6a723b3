"""What became of mutants of one kind, counted; those that were not killed one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from m2m_conformance.mutate.fate import Fate


@dataclass(frozen=True)
class Survivor:
    """A mutant that was not killed; `reason` is why none can be, empty for a hole."""

    name: str
    fate: Fate
    reason: str = ""


@dataclass
class Tally:
    """`title` says what mutants they are, `modes` how many each mode killed. `stale` is wrong in a list.

    `interrupted`: not all of them were tried.
    """

    title: str
    killed: int = 0
    survivors: list[Survivor] = field(default_factory=list)
    modes: dict[str, int] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False

    @contextmanager
    def counting(self) -> Iterator[None]:
        """While they are tried. A KeyboardInterrupt ends that, with what there is."""
        began = time.monotonic()
        try:
            yield
        except KeyboardInterrupt:
            self.interrupted = True
        self.seconds = time.monotonic() - began

    def note(self, found: Mapping[str, object]) -> None:
        """Count the modes that found something."""
        for mode in (name for name, what in found.items() if what):
            self.modes[mode] = self.modes.get(mode, 0) + 1

    def add(self, name: str, fate: Fate, reason: str = "") -> None:
        """Count one."""
        if fate is Fate.KILLED:
            self.killed += 1
        else:
            self.survivors.append(Survivor(name, fate, reason))

    @property
    def total(self) -> int:
        """How many there were."""
        return self.killed + len(self.survivors)

    @property
    def equivalents(self) -> list[Survivor]:
        """Those that are no fault."""
        return [each for each in self.survivors if each.fate is Fate.EQUIVALENT]

    @property
    def holes(self) -> list[Survivor]:
        """Those that should have been seen."""
        return [each for each in self.survivors if each.fate is Fate.HOLE]
