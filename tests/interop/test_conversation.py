"""What is played: every kind of thing that two peers do."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from m2m_conformance.interop.action import Role
from m2m_conformance.interop.content import CONTENTS
from m2m_conformance.interop.conversation import conversations
from m2m_conformance.interop.offer import ALGORITHMS, TOKENIZERS, pairs
from m2m_ref import Capabilities
from m2m_ref.payload import read_capabilities
from m2m_ref.profile import Profile

BOTH = list(product(Profile, repeat=2))


def ids(one: Profile, other: Profile) -> list[str]:
    return [each.id for each in conversations({Role.INITIATOR: one, Role.RESPONDER: other})]


@pytest.mark.parametrize(("one", "other"), BOTH, ids=lambda profile: profile.value)
def test_ids_are_told_apart(one: Profile, other: Profile) -> None:
    found = ids(one, other)
    assert len(found) == len(set(found))


def test_the_clock_is_played_for_those_who_have_rules_for_it() -> None:
    strict, core = Profile.STRICT, Profile.CORE
    clocked = {one for one in ids(strict, core) if "by-the-clock" in one}
    assert clocked == {"keep-alive/initiator-by-the-clock", "close/initiator-by-the-clock"}
    assert not {one for one in ids(core, core) if "by-the-clock" in one}


def test_every_two_lists_of_up_to_two_algorithms_meet() -> None:
    lists = {each for length in range(3) for each in permutations(ALGORITHMS, length)}
    found = [name for name, _, _ in pairs() if name.startswith("algorithm/")]
    assert len(found) == len(set(found)) == len(lists) ** 2


def test_every_content_is_said_in_every_way() -> None:
    ways = {"m2m", "brotli", "none", *(f"tokennative-{each}" for each in TOKENIZERS)}
    found = {each for each in ids(Profile.CORE, Profile.CORE) if each.startswith("data/")}
    assert found == {f"data/{way}/{name}" for way in ways for name in CONTENTS}


def test_offers_are_capabilities_and_the_default_is_that_of_a_new_peer() -> None:
    every = [each for _, *both in pairs() for each in both]
    assert all(isinstance(read_capabilities(dict(each)), Capabilities) for each in every)
    (fresh,) = (own for name, own, _ in pairs() if name == "default")
    assert read_capabilities(dict(fresh)).compression == Capabilities().compression


def test_a_glob_selects() -> None:
    core = dict.fromkeys(Role, Profile.CORE)
    assert [each.id for each in conversations(core, ["close/b*"])] == ["close/both"]
