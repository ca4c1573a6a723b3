"""Goes through every world within bounds, nearest first, and keeps a shortest trace to each broken law."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from m2m_conformance.explore.law import LAWS, Law
from m2m_conformance.explore.world import Bounds, Rules, Step, World
from m2m_ref.model import Model


@dataclass(frozen=True)
class Exploration:
    """What was found. `broken` has a shortest trace by the name of the law; `depth` is in steps.

    If it is not `finished`, an interrupt ended it, and laws that are not broken yet may be.
    """

    model: Model
    bounds: Bounds
    broken: dict[str, list[Step]]
    worlds: int
    transitions: int
    depth: int
    seconds: float
    finished: bool
    laws: Sequence[Law] = field(default=LAWS)


Observer = Callable[[int, int], None]
"""Is told how deep the search is, in steps, and how many states it has seen."""


class _Search:
    def __init__(self, rules: Rules, laws: Sequence[Law]) -> None:
        self.rules = rules
        self.left = list(laws)
        self.broken: dict[str, list[Step]] = {}
        self.came: dict[World, tuple[World, Step] | None] = {rules.start: None}
        self.transitions = self.depth = 0

    def run(self, observer: Observer) -> bool:
        """Whether it came to its end; a KeyboardInterrupt ends it with what there is."""
        try:
            self._run(observer)
        except KeyboardInterrupt:
            return False
        return True

    def _run(self, observer: Observer) -> None:
        frontier = [self.rules.start]
        while frontier:
            observer(self.depth, len(self.came))
            found: list[World] = []
            for world in frontier:
                self.expand(world, found)
            self.depth += bool(found)
            frontier = found

    def expand(self, world: World, found: list[World]) -> None:
        for step in self.rules.steps(world):
            self.transitions += 1
            new = step.world not in self.came
            if new:
                self.came[step.world] = (world, step)
                found.append(step.world)
            self.check(world, step, new=new)

    def check(self, world: World, step: Step, *, new: bool) -> None:
        for law in list(self.left):
            if (new or not law.of_world) and not law.holds(self.rules, world, step):
                self.left.remove(law)
                self.broken[law.name] = [*self.trace(world), step]

    def trace(self, world: World) -> list[Step]:
        steps = []
        while (came := self.came[world]) is not None:
            world, step = came
            steps.append(step)
        return steps[::-1]


def explore(
    model: Model, bounds: Bounds, laws: Sequence[Law] = LAWS, observer: Observer = lambda *_: None
) -> Exploration:
    """Everything that two peers of `model` can do within `bounds`."""
    began = time.perf_counter()
    search = _Search(Rules(model, bounds), laws)
    finished = search.run(observer)
    seconds = time.perf_counter() - began
    broken = {law.name: search.broken[law.name] for law in laws if law.name in search.broken}
    return Exploration(
        model, bounds, broken, len(search.came), search.transitions, search.depth, seconds, finished, laws
    )
