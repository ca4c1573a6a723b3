"""One state more is seen by the suite for one, and not by a weaker one (mutate/state.py)."""

from collections import Counter

import pytest

from m2m_conformance.automaton.alphabet import Kind
from m2m_conformance.automaton.identification import separating
from m2m_conformance.mutate.fate import Fate
from m2m_conformance.mutate.state import Trial, mutants
from m2m_conformance.sequence.part import Part, parts
from m2m_ref.profile import Profile


def outline(profile: Profile) -> Part:
    (part,) = parts(profile, Kind.OUTLINE)
    return part


@pytest.mark.parametrize("profile", Profile)
def test_every_machine_with_one_state_more_is_seen(profile: Profile) -> None:
    trial = Trial(outline(profile))
    fates = Counter(trial.fate(each) for each in mutants(trial.machine))
    assert fates.keys() == {Fate.KILLED}
    assert fates.total() > 60_000


def test_the_suite_for_no_extra_states_does_not_see_them_all() -> None:
    trial = Trial(outline(Profile.CORE), extra=0)
    fates = Counter(trial.fate(each) for each in list(mutants(trial.machine))[::20])
    assert fates[Fate.HOLE] > 50
    assert fates[Fate.KILLED] > 50


def test_each_has_a_state_more_and_is_another_machine() -> None:
    machine = outline(Profile.CORE).machine
    for each in list(mutants(machine))[::997]:
        wrong = each.of(machine)
        assert len(wrong.states) == len(machine.states) + 1
        assert separating((machine, 0), (wrong, 0)), each.describe(machine)


def test_it_is_said_where_and_how_it_is_wrong() -> None:
    machine = outline(Profile.CORE).machine
    texts = [each.describe(machine) for each in mutants(machine)]
    assert len(set(texts)) == len(texts)
    assert any("shows something else of" in text and "loops stay" in text for text in texts)
    assert any("leads to itself" in text for text in texts)
