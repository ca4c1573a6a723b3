"""Cases made of sequences: the words of a suite by the transition they try, and random walks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from m2m_conformance.automaton.mealy import Mealy, Out, Word
from m2m_conformance.automaton.suite import Method
from m2m_conformance.case import Case
from m2m_conformance.requirement import Level
from m2m_conformance.sequence.part import Part
from m2m_conformance.text import slug

_BACK = 20  # one in so many inputs may lead to where there is no way back from


@dataclass(frozen=True)
class Trial:
    """Words to be played, one after the other, as one case. `words` makes them when they are wanted."""

    case: Case
    part: Part
    words: Callable[[], Iterable[Word]]


def suite_trials(parts: Sequence[Part], method: Method, extra: int) -> Iterator[Trial]:
    """One trial for each transition that a suite tries; its words are those that try it."""
    for part in parts:
        suite = part.suite(extra, method)
        for head in suite.heads():
            *way, last = head
            state = part.machine.states[part.machine.reach(way)]
            given = part.machine.inputs[last]
            name = f"{method.value}-{extra}/{part.name}-{slug(state)}/{slug(given)}"
            yield Trial(_case(name, f"{given} in {state}", part), part, partial(suite.below, head))


def walk_trials(parts: Sequence[Part], walks: int, steps: int, seed: int) -> Iterator[Trial]:
    """Random walks, in turn through each part. The same seed gives the same ones."""
    for number in range(walks):
        part = parts[number % len(parts)]
        chance = random.Random(f"{seed}/{number}")
        word = tuple(_walk(part.machine, steps, chance))
        title = f"{steps} inputs at random"
        yield Trial(_case(f"walk-{seed}/{part.name}/{number}", title, part), part, partial(list, [word]))


def _walk(machine: Mealy[Out], steps: int, chance: random.Random) -> Iterator[int]:
    """Mostly inputs from which there is a way back, since a closed session has little left to show."""
    room = reachable(machine)
    state = 0
    for _ in range(steps):
        given = chance.randrange(len(machine.inputs))
        while room[machine.target[state][given]] < room[state] and chance.randrange(_BACK):
            given = chance.randrange(len(machine.inputs))
        yield given
        state = machine.target[state][given]


def reachable(machine: Mealy[Out]) -> list[int]:
    """How many states can be reached from each."""
    return [len(_reached(machine, state)) for state in range(len(machine.states))]


def _reached(machine: Mealy[Out], start: int) -> set[int]:
    found, queue = {start}, [start]
    for state in queue:  # which grows
        for reached in machine.target[state]:
            if reached not in found:
                found.add(reached)
                queue.append(reached)
    return found


def _case(name: str, title: str, part: Part) -> Case:
    return Case(
        id=name,
        area=name.partition("/")[0],
        title=title,
        level=Level.MUST,
        requirements=(),
        needs=frozenset({"session"}),
        flags=(),
        notes="",
        steps=(),
        profile=part.alphabet.profile.value,
    )
