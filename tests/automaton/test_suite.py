"""The guarantee of the derived suites, tried on every machine there is of a size."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import pytest

from m2m_conformance.automaton.identification import characterization, identification
from m2m_conformance.automaton.mealy import cover, explored, minimal
from m2m_conformance.automaton.suite import Method, Suite
from tests.automaton.machine import Small, alike, every, machine

TURNSTILE = machine("1a 0b", "0b 1b")
DEEP = machine("1a 0a", "2a 0a", "2a 0b")  # what tells 0 from 1 is two inputs long
CASES = [(TURNSTILE, 0), (TURNSTILE, 1), (DEEP, 0)]


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(("model", "extra"), CASES, ids=["turnstile-0", "turnstile-1", "deep-0"])
def test_whoever_passes_and_is_no_larger_is_the_same(model: Small, extra: int, method: Method) -> None:
    suite = list(Suite(model, extra, method))
    size, told = len(model.states) + extra, 0
    for other in every(size, len(model.inputs), "ab"):
        passes = all(other.run(word) == model.run(word) for word in suite)
        assert passes == alike(model, other), other
        told += not passes
    assert told > 100


def test_a_larger_one_may_pass_a_suite_that_is_too_small() -> None:
    """So the claim on the number of states is needed, and so are extra states."""
    suite = list(Suite(TURNSTILE, 0))
    others = (other for other in every(3, 2, "ab") if not alike(TURNSTILE, other))
    assert any(all(other.run(word) == TURNSTILE.run(word) for word in suite) for other in others)


@pytest.mark.parametrize("left", range(3))
def test_no_word_of_a_suite_can_be_left_out(left: int) -> None:
    """Leaving one out lets some wrong machine pass: the check above can fail."""
    suite = [word for number, word in enumerate(Suite(TURNSTILE, 0)) if number != left]
    others = (other for other in every(2, 2, "ab") if not alike(TURNSTILE, other))
    assert any(all(other.run(word) == TURNSTILE.run(word) for word in suite) for other in others)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("extra", (0, 1, 2))
@pytest.mark.parametrize("model", (TURNSTILE, DEEP), ids=("turnstile", "deep"))
def test_words_are_sorted_and_none_begins_another(model: Small, extra: int, method: Method) -> None:
    suite = Suite(model, extra, method)
    words = list(suite)
    assert words == sorted(words)
    assert not any(later[: len(word)] == word for word, later in pairwise(words))
    assert [word for head in suite.heads() for word in suite.below(head)] == words


def test_wp_needs_no_more_words_than_w() -> None:
    words = {method: list(Suite(DEEP, 1, method)) for method in Method}
    assert len(words[Method.WP]) <= len(words[Method.W])


def test_the_words_that_tell_states_apart() -> None:
    words = characterization(DEEP)
    seen = [tuple(tuple(DEEP.run(word, state)) for word in words) for state in range(3)]
    assert len(set(seen)) == 3
    for state, own in enumerate(identification(DEEP, words)):
        others = [other for other in range(3) if other != state]
        assert all(any(DEEP.run(word, other) != DEEP.run(word, state) for word in own) for other in others)


def test_states_that_are_alike_cannot_be_told_apart() -> None:
    with pytest.raises(ValueError, match="s0 and s1 cannot be told apart"):
        characterization(machine("1a", "0a"))


def test_minimal_joins_states_that_are_alike() -> None:
    doubled = machine("1a 2b", "0b 3b", "3a 0b", "2b 1b")
    small = minimal(doubled)
    assert len(small.states) == 2
    assert alike(doubled, small)
    assert minimal(small) == small


def test_explored_finds_what_can_be_reached_and_no_more() -> None:
    found = explored(("up", "no"), 0, lambda key, given: ((key + 1 - given) % 4, key), str)  # type: ignore[operator]
    assert found.states == ("0", "1", "2", "3")
    assert cover(found) == {0: (), 1: (0,), 2: (0, 0), 3: (0, 0, 0)}
    assert [found.reach((0,) * times) for times in range(5)] == [0, 1, 2, 3, 0]


def test_the_suite_of_the_protocol_is_the_same_in_every_process() -> None:
    command = [sys.executable, "-m", "m2m_conformance", "suite", "--alphabet", "clock"]
    runs = [
        subprocess.run(
            command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1")
    ]
    assert runs[0] == runs[1]
    lines = [line for line in runs[0].decode().splitlines() if not line.startswith("#")]
    assert len(lines) > 500
    assert lines == sorted(lines, key=str.split)
