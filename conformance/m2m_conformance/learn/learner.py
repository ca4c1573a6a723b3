"""Learns a Mealy machine with AALpy, which is asked nothing that depends on chance or on hash seeds.

Its own equivalence oracles go through sets, so that their order hangs on hash seeds; ours is the suite
(`automaton.suite`). Its cache ends the process when answers change; ours (`memory`) raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, Generic

from aalpy.automata import MealyMachine  # type: ignore[import-untyped]
from aalpy.base import SUL, Oracle  # type: ignore[import-untyped]
from aalpy.learning_algs.deterministic.KV import run_KV  # type: ignore[import-untyped]
from aalpy.learning_algs.deterministic.LSharp import run_Lsharp  # type: ignore[import-untyped]

from m2m_conformance.automaton.mealy import Mealy, Word, explored, minimal
from m2m_conformance.automaton.suite import Method, Suite
from m2m_conformance.learn.memory import Memory, Out


class Algorithm(StrEnum):
    """How hypotheses are made."""

    KV = "kv"
    LSHARP = "lsharp"


@dataclass(frozen=True)
class How:
    """How to learn: `extra` states are looked for beyond those that are found; `words` are tried first.

    `ending` is asked along with every new sequence: where it tells states apart, it saves asking again.
    """

    extra: int = 1
    algorithm: Algorithm = Algorithm.KV
    method: Method = Method.WP
    words: Sequence[Word] = ()
    ending: Word = ()


@dataclass(frozen=True)
class Effort:
    """Queries and inputs: those of the learner itself, and those that looked for what it got wrong."""

    queries: int
    steps: int
    oracle_queries: int
    oracle_steps: int


@dataclass(frozen=True)
class Lesson(Generic[Out]):
    """What was learned: the machine, if there are no more than `how.extra` states beyond those of it."""

    machine: Mealy[Out]
    effort: Effort
    how: How


class _Under(SUL):  # type: ignore[misc]
    """The memory as AALpy asks it: by whole words, or step by step."""

    def __init__(self, memory: Memory[Any], alphabet: Sequence[str], ending: Word) -> None:
        super().__init__()
        self._memory = memory
        self._ending = ending
        self._number = {name: number for number, name in enumerate(alphabet)}
        self._word: Word = ()

    def query(self, word: Sequence[str]) -> list[Any]:
        asked = tuple(self._number[each] for each in word)
        return self._memory.known(asked) or self._memory.query(asked + self._ending)[: len(asked)]

    def pre(self) -> None:
        self._word = ()

    def step(self, letter: str) -> Any:
        self._word += (self._number[letter],)
        return self._memory.query(self._word)[-1]

    def post(self) -> None:
        """Nothing is open."""


class _SuiteOracle(Oracle):  # type: ignore[misc]
    """Tries some words, then the suite of each hypothesis."""

    def __init__(self, memory: Memory[Any], alphabet: Sequence[str], how: How) -> None:
        super().__init__(list(alphabet), None)
        self._memory = memory
        self._how = how
        self.asked = [0, 0]

    def find_cex(self, hypothesis: MealyMachine) -> tuple[str, ...] | None:
        before = self._memory.queries, self._memory.steps
        try:
            return self._found(machine_of(hypothesis, self.alphabet))
        finally:
            self.asked[0] += self._memory.queries - before[0]
            self.asked[1] += self._memory.steps - before[1]

    def _found(self, machine: Mealy[Any]) -> tuple[str, ...] | None:
        """The beginning of a word up to where the hypothesis is wrong; small suites are tried first."""
        suites = (Suite(machine, extra, self._how.method) for extra in range(self._how.extra + 1))
        for word in chain(self._how.words, chain.from_iterable(suites)):
            expected, seen = machine.run(word), self._memory.query(word)
            if expected != seen:
                first = next(at for at, out in enumerate(seen) if out != expected[at])
                return tuple(machine.names(word[: first + 1]))
        return None


def learn(memory: Memory[Out], alphabet: Sequence[str], how: How) -> Lesson[Out]:
    """The machine behind `memory`. Raises NondeterminismError."""
    under, oracle = _Under(memory, alphabet, how.ending), _SuiteOracle(memory, alphabet, how)
    run = {Algorithm.KV: run_KV, Algorithm.LSHARP: run_Lsharp}[how.algorithm]
    found = run(list(alphabet), under, oracle, "mealy", cache_and_non_det_check=False, print_level=0)
    queries, steps = oracle.asked
    effort = Effort(memory.queries - queries, memory.steps - steps, queries, steps)
    return Lesson(machine_of(found, alphabet), effort, how)


def machine_of(hypothesis: MealyMachine, alphabet: Sequence[str]) -> Mealy[Any]:
    """AALpy's machine as ours, minimal, its states numbered in the order in which they are reached."""

    def step(key: Any, given: int) -> tuple[Any, Any]:
        name = alphabet[given]
        return key.transitions[name], key.output_fun[name]

    return minimal(explored(alphabet, hypothesis.initial_state, step, _name))


def _name(state: Any) -> str:
    return str(state.state_id)
