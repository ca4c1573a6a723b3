"""The machine that the session model comes to, seen through each alphabet."""

from __future__ import annotations

import random

import pytest

from m2m_conformance.automaton.alphabet import FEATURES, Kind, alphabet
from m2m_conformance.automaton.behaviour import behaviour
from m2m_conformance.automaton.foreseen import Foreseen
from m2m_conformance.automaton.observation import differences
from m2m_conformance.sequence.part import Part, left_out, parts
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile


@pytest.mark.parametrize("profile", Profile)
def test_in_outline_a_session_has_its_five_states(profile: Profile) -> None:
    (part,) = parts(profile, Kind.OUTLINE)
    assert sorted(part.machine.states) == sorted(profile_model(profile).states)


def test_in_full_core_has_69_states() -> None:
    """By hand: five states; two ids but for Initial; no agreement or one of two, which Initial has not and
    Established has; and three spans of idle time: (1 + 2·3 + 2·2 + 2·3 + 2·3) · 3.
    """
    (part,) = parts(Profile.CORE)
    assert len(part.machine.states) == (1 + 6 + 4 + 6 + 6) * 3


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("kind", Kind)
def test_the_machine_shows_what_the_model_foresees(profile: Profile, kind: Kind) -> None:
    """What the machine takes for one state may not differ in what is seen of it later."""
    chance = random.Random(6)
    for part in parts(profile, kind):
        for _ in range(30):
            word = tuple(chance.randrange(len(part.machine.inputs)) for _ in range(40))
            session = Foreseen(part.model, part.alphabet)
            assert [session.step(given) for given in part.inputs(word)] == part.machine.run(word), part.name


@pytest.mark.parametrize("profile", Profile)
def test_every_row_is_met(profile: Profile) -> None:
    met = set()
    for part in parts(profile):
        for key in _sessions(part):
            met |= key
    assert met == {row.id for row in profile_model(profile).rows}


def _sessions(part: Part) -> list[set[str]]:
    """The rows met below each state, also those of `lapse` that no call ends with."""
    from m2m_conformance.derive.twin import Twin

    met: set[str] = set()
    apply = Twin._apply

    def noted(twin: Twin, event: object) -> object:
        row = apply(twin, event)  # type: ignore[arg-type]
        met.add(row.id)
        return row

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Twin, "_apply", noted)
        behaviour(part.model, part.alphabet)
    return [met]


def test_what_a_target_has_not_got_is_left_out_and_said() -> None:
    whole, none = parts(Profile.STRICT), parts(Profile.STRICT, features=frozenset({"session"}))
    names = set(whole[0].machine.inputs) - set(none[0].machine.inputs)
    assert {
        "clone",
        "clone:taken",
        "tick",
        "wait:299",
        "wait:300",
        "wait:301",
        "decompress:undecodable",
    } <= names
    assert left_out(whole) == []
    assert [text.partition(":")[0] for text in left_out(none)] == [
        "no clones",
        "no m2m",
        "no time",
        "no tick",
    ]


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("kind", Kind)
def test_inputs_follow_from_the_guards(profile: Profile, kind: Kind) -> None:
    model = profile_model(profile)
    made = alphabet(model, kind, FEATURES)
    names = [each.name for each in made.inputs]
    assert names == sorted(set(names))
    assert {each.event for each in made.inputs if each.event} == {
        name for name, event in model.events.items() if event.call
    }
    wrong = {(each.event, each.wrong) for each in made.inputs}
    for row in model.rows:
        facts = model.guards.get(row.when, {})
        told = frozenset(fact for fact in facts if not facts[fact] and fact in _OWN)
        if model.events[row.event].call:
            assert (row.event, told) in wrong, row.id


_OWN = {
    "has_capabilities",
    "has_session_id",
    "has_rejection",
    "has_data",
    "compatible",
    "common_algorithm",
    "own_session",
    "label_fits",
    "encodes",
    "decodes",
}


def test_every_field_that_differs_is_named() -> None:
    (part,) = parts(Profile.CORE)
    one = part.machine.run([part.machine.inputs.index("create_hello")])[0]
    other = part.machine.run([part.machine.inputs.index("clone")])[0]
    found = [str(each) for each in differences(one, other)]
    assert found == [
        "result: expected HELLO, got clone",
        "session.state: expected HelloSent, got Initial",
        "session.messages_sent: expected +1, got +0",
        "clone: expected , got clone: fresh",
    ]
    assert list(differences(one, one)) == []
