"""What is learned is what is there, and what is told of it is where it differs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from m2m_conformance.automaton.mealy import Mealy, Word, minimal
from m2m_conformance.automaton.suite import Method, Suite
from m2m_conformance.learn.comparison import compare
from m2m_conformance.learn.learner import Algorithm, How, learn
from m2m_conformance.learn.memory import Memory, NondeterminismError
from tests.automaton.machine import Small, alike, machine

TURNSTILE = machine("1a 0b", "0b 1b")


class Box:
    """A machine of which only the answers can be seen."""

    def __init__(self, hidden: Small) -> None:
        self.hidden = hidden

    def query(self, word: Word) -> Sequence[str]:
        return self.hidden.run(word)


def at_random(states: int, chance: random.Random) -> Small:
    rows = [
        " ".join(f"{chance.randrange(states)}{chance.choice('ab')}" for _ in range(3)) for _ in range(states)
    ]
    return machine(*rows)


@pytest.mark.parametrize("algorithm", Algorithm)
@pytest.mark.parametrize("method", Method)
def test_a_machine_no_larger_than_is_looked_for_is_learned(algorithm: Algorithm, method: Method) -> None:
    chance, large = random.Random(6), 0
    for _ in range(150):
        hidden = at_random(chance.randint(1, 5), chance)
        found = learn(Memory(Box(hidden)), hidden.inputs, How(1, algorithm, method)).machine
        if len(minimal(hidden).states) <= len(found.states) + 1:
            assert alike(hidden, found)
            assert minimal(found) == found
        else:
            large += 1
    assert large < 15


def test_too_small_a_search_can_miss_states() -> None:
    """So the check above can fail, and `extra` does something."""
    deep = machine("1a 0a", "2a 0a", "2a 0b")
    assert len(learn(Memory(Box(deep)), deep.inputs, How(0)).machine.states) == 1
    assert len(learn(Memory(Box(deep)), deep.inputs, How(2)).machine.states) == 3


def test_words_that_are_tried_first_find_what_an_oracle_would_miss() -> None:
    deep = machine("1a 0a", "2a 0a", "2a 0b")
    words = list(Suite(deep, 0))
    assert alike(deep, learn(Memory(Box(deep)), deep.inputs, How(0, words=words)).machine)


def test_nothing_is_asked_twice() -> None:
    asked: list[Word] = []

    class Counting(Box):
        def query(self, word: Word) -> Sequence[str]:
            asked.append(word)
            return super().query(word)

    lesson = learn(Memory(Counting(TURNSTILE)), TURNSTILE.inputs, How(2))
    effort = lesson.effort
    assert len(asked) == len(set(asked)) == effort.queries + effort.oracle_queries
    assert sum(map(len, asked)) == effort.steps + effort.oracle_steps


def test_an_answer_that_changes_is_told_with_its_sequence() -> None:
    class Moody(Box):
        asked = 0

        def query(self, word: Word) -> Sequence[str]:
            Moody.asked += 1
            return ["c" if self.asked == 9 and at == 1 else out for at, out in enumerate(super().query(word))]

    with pytest.raises(NondeterminismError) as caught:
        learn(Memory(Moody(TURNSTILE)), TURNSTILE.inputs, How(2))
    assert len(caught.value.word) == 2
    assert "c" in caught.value.answers


def test_where_a_machine_broke_nothing_more_is_asked() -> None:
    asked: list[Word] = []

    class Fragile(Box):
        def query(self, word: Word) -> Sequence[str]:
            asked.append(word)
            seen = super().query(word)
            broke = next((at for at, given in enumerate(word) if at and given == 0), len(word))
            return [*seen[:broke], *["gone"] * (broke < len(word))]

    memory = Memory(Fragile(TURNSTILE))
    assert memory.query((1, 0, 1, 1)) == ["b", "gone", "gone", "gone"]
    assert memory.query((1, 0, 0)) == ["b", "gone", "gone"]
    assert len(asked) == 1


def test_equal_machines_have_no_deviations() -> None:
    renamed = replace(TURNSTILE, states=("x", "y"))
    found = compare(TURNSTILE, renamed)
    assert found.equal
    assert found.match == {0: 0, 1: 1}
    assert found.unmatched == []


@pytest.mark.parametrize("state", (0, 1))
@pytest.mark.parametrize("given", (0, 1))
def test_every_changed_output_is_one_deviation_with_a_shortest_sequence(state: int, given: int) -> None:
    output = [list(row) for row in TURNSTILE.output]
    output[state][given] = "c"
    found = compare(TURNSTILE, replace(TURNSTILE, output=tuple(map(tuple, output))))
    (deviation,) = found.deviations
    assert (deviation.state, deviation.given, deviation.got) == (state, given, "c")
    assert deviation.word == (*((0,) * state), given)
    assert not deviation.masked


def test_a_changed_target_is_told_by_what_is_seen_later() -> None:
    model, other = machine("1a 1b", "0b 1b"), machine("1a 0b", "0b 1b")
    (deviation,) = compare(model, other).deviations
    assert (deviation.state, deviation.given, deviation.leads) == (0, 1, (1, 0))
    assert deviation.expected == deviation.got
    assert deviation.word == (1, 0)
    assert model.run(deviation.word) != other.run(deviation.word)


def test_what_lies_behind_a_deviation_is_told_too() -> None:
    """1 is reached by one input only, and that one already shows something else."""
    other = machine("1c 0b", "0b 1c")
    found = compare(TURNSTILE, other)
    assert [(each.state, each.given, each.masked) for each in found.deviations] == [
        (0, 0, False),
        (1, 1, True),
    ]


def test_states_that_the_model_has_not_are_told() -> None:
    larger: Mealy[str] = machine("1a 0b", "2b 1b", "1a 2c")
    found = compare(TURNSTILE, larger)
    assert not found.equal
    assert found.unmatched == [2]
