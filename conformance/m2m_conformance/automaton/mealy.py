"""Mealy machines: each input leads from a state to a state, and something is seen of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Out = TypeVar("Out", bound=Hashable)
Word = tuple[int, ...]
"""Numbers of inputs."""


@dataclass(frozen=True)
class Mealy(Generic[Out]):
    """A complete machine that starts in state 0. `target` and `output` are by state, then by input."""

    inputs: tuple[str, ...]
    states: tuple[str, ...]
    target: tuple[tuple[int, ...], ...]
    output: tuple[tuple[Out, ...], ...]

    def run(self, word: Sequence[int], state: int = 0) -> list[Out]:
        """What is seen of a word from a state on."""
        seen = []
        for given in word:
            seen.append(self.output[state][given])
            state = self.target[state][given]
        return seen

    def reach(self, word: Sequence[int], state: int = 0) -> int:
        """Where a word leads."""
        for given in word:
            state = self.target[state][given]
        return state

    def names(self, word: Sequence[int]) -> list[str]:
        """The inputs of a word."""
        return [self.inputs[given] for given in word]


def explored(
    inputs: Sequence[str],
    start: Hashable,
    step: Callable[[Hashable, int], tuple[Hashable, Out]],
    name: Callable[[Hashable], str],
) -> Mealy[Out]:
    """The machine of everything that `step` reaches from `start`, breadth first."""
    numbers = {start: 0}
    keys = [start]
    target, output = [], []
    for key in keys:  # which grows
        found = [step(key, given) for given in range(len(inputs))]
        for reached, _ in found:
            if reached not in numbers:
                numbers[reached] = len(keys)
                keys.append(reached)
        target.append(tuple(numbers[reached] for reached, _ in found))
        output.append(tuple(seen for _, seen in found))
    return Mealy(tuple(inputs), tuple(map(name, keys)), tuple(target), tuple(output))


def minimal(machine: Mealy[Out]) -> Mealy[Out]:
    """The smallest machine that cannot be told apart from it; its states have the name of their first one."""
    block = _numbered(machine.output)
    while (finer := _numbered(_signatures(machine, block))) != block:
        block = finer
    first = [block.index(number) for number in range(max(block) + 1)]
    return Mealy(
        machine.inputs,
        tuple(machine.states[state] for state in first),
        tuple(tuple(block[reached] for reached in machine.target[state]) for state in first),
        tuple(machine.output[state] for state in first),
    )


def _signatures(machine: Mealy[Out], block: list[int]) -> Iterator[Hashable]:
    for state, reached in enumerate(machine.target):
        yield block[state], tuple(block[each] for each in reached)


def _numbered(items: Iterator[Hashable] | Sequence[Hashable]) -> list[int]:
    """The same number for the same item, from 0 in the order of appearance."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(item, len(numbers)) for item in items]


def cover(machine: Mealy[Out]) -> dict[int, Word]:
    """A shortest word to each state, the first of those in the order of inputs."""
    found: dict[int, Word] = {0: ()}
    queue = [0]
    for state in queue:  # which grows
        for given, reached in enumerate(machine.target[state]):
            if reached not in found:
                found[reached] = (*found[state], given)
                queue.append(reached)
    return found
