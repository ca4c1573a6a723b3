"""Every thing of every row is seen, and what is called equivalent is (mutate/row.py).

That none of core is overlooked is held in test_command.
"""

import random
from dataclasses import replace

import pytest

from m2m_conformance.automaton.foreseen import Foreseen
from m2m_conformance.mutate.fate import Fate
from m2m_conformance.mutate.row import Mutant, Trial, fate, mutants
from m2m_conformance.sequence.part import parts
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

CORE = profile_model(Profile.CORE)
EVERY = list(mutants(CORE))


@pytest.fixture(scope="module")
def core() -> list[Trial]:
    return [Trial(part) for part in parts(Profile.CORE)]


def named(text: str) -> Mutant:
    (found,) = (each for each in EVERY if str(each) == text)
    return found


def test_there_is_one_for_each_thing_and_each_other_value_of_it() -> None:
    """Four other states, two counters, the touch, each effect, and each other thing to hand back."""
    results = {(row.reply, row.returns, row.failure and (row.failure.kind or "its own")) for row in CORE.rows}
    targets = [each for each in EVERY if each.change.startswith("leads to")]
    assert len(targets) == len(CORE.rows) * (len(CORE.states) - 1)
    assert len(EVERY) >= len(CORE.rows) * (4 + 2 + 1 + len(CORE.effects) + len(results) - 4)
    assert len({str(each) for each in EVERY}) == len(EVERY)


def test_each_is_another_row_in_the_place_of_one() -> None:
    for each in EVERY[::10]:
        rows = each.of(CORE).rows
        assert [row for row in rows if row not in CORE.rows] == [each.wrong], str(each)
        assert len(rows) == len(CORE.rows)


@pytest.mark.slow
def test_no_wrong_row_of_strict_is_overlooked_in_a_sample() -> None:
    strict = [Trial(part) for part in parts(Profile.STRICT)]
    every = list(mutants(profile_model(Profile.STRICT)))
    some = random.Random(6).sample(every, 60)
    clocks = [each for each in every if "touch" in each.change and "create_hello" in str(each)]
    fates = {str(each): fate(strict, each) for each in some + clocks}
    assert [name for name, each in fates.items() if each is Fate.HOLE] == []
    assert sum(each is Fate.KILLED for each in fates.values()) > 50


def test_a_suite_that_is_too_small_has_holes(core: list[Trial]) -> None:
    (part,) = parts(Profile.CORE)
    weak = Trial(part)
    weak._words = weak._words[: len(weak._words) // 4]
    weak._through = {
        place: [number for number in numbers if number < len(weak._words)]
        for place, numbers in weak._through.items()
    }
    some = random.Random(2).sample(EVERY, 100)
    fates = [fate([weak], each) for each in some]
    assert fates.count(Fate.HOLE) > 5
    assert [fate(core, each) for each in some].count(Fate.HOLE) == 0


def test_what_nothing_can_see_is_equivalent_and_what_something_can_is_not(core: list[Trial]) -> None:
    (trial,) = core
    assert trial.equivalent(named("receive_ping/Established/always: does count_bytes"))
    for text in (
        "receive_ping/Established/always: leads to Closed",
        "receive_ping/Established/always: counts as sent",
        "create_hello/Initial/always: does not touch",
        "process_accept/HelloSent/usable: does not take_session_id",
    ):
        if any(str(each) == text for each in EVERY):
            assert not trial.equivalent(named(text)), text


def test_at_random_an_equivalent_one_shows_nothing(core: list[Trial]) -> None:
    (trial,) = core
    part, chance = trial.part, random.Random(1)
    for each in [each for each in EVERY[::7] if fate(core, each) is Fate.EQUIVALENT]:
        right, wrong = Foreseen(part.model, part.alphabet), Foreseen(each.of(part.model), part.alphabet)
        for given in chance.choices(part.alphabet.inputs, k=200):
            assert right.step(given) == wrong.step(given), str(each)


def test_a_row_that_is_as_it_was_is_equivalent(core: list[Trial]) -> None:
    row = CORE.rows[0]
    same = Mutant(row, replace(row), "nothing")
    assert fate(core, same) is Fate.EQUIVALENT
