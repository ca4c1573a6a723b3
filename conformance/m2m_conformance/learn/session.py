"""What was learned of a target's sessions, beside the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from m2m_conformance.automaton.mealy import Mealy, cover
from m2m_conformance.automaton.observation import Observation
from m2m_conformance.automaton.suite import Suite
from m2m_conformance.learn.box import TargetBox
from m2m_conformance.learn.comparison import Comparison, compare
from m2m_conformance.learn.learner import Algorithm, Effort, How, learn
from m2m_conformance.learn.memory import Memory
from m2m_conformance.sequence.part import Part
from m2m_conformance.target import Target, TargetInfo

Machine = Mealy[Observation]


@dataclass(frozen=True)
class Learned:
    """The machine of a target's sessions and the model's, and what it took to learn it."""

    target: TargetInfo
    part: Part
    comparison: Comparison[Observation]
    effort: Effort
    extra: int


def learned(
    target: Target,
    part: Part,
    extra: int,
    algorithm: Algorithm,
    observer: Callable[[int], None] = lambda _: None,
) -> Learned:
    """Learn the sessions of a target that runs. `observer` is told how many sequences it was asked.

    Raises NondeterminismError, BrokenTooOftenError and BrokenTargetError.
    """
    suite = Suite(part.machine, 0)
    how = How(extra, algorithm, words=list(suite), ending=suite.words[0])
    memory: Memory[Observation] = Memory(TargetBox(target, part), observer)
    lesson = learn(memory, part.machine.inputs, how)
    machine = replace(lesson.machine, states=tuple(names(lesson.machine, part.machine.states[0])))
    return Learned(target.info, part, compare(part.machine, machine), lesson.effort, extra)


def names(machine: Machine, first: str) -> Iterator[str]:
    """Each state by what the target calls it when it is reached; a second one of that name is `Closed 2`."""
    met: dict[str, int] = {}
    for _, word in sorted(cover(machine).items()):
        name = machine.run(word)[-1].state if word else first
        met[name] = met.get(name, 0) + 1
        yield f"{name} {met[name]}" if met[name] > 1 else name
