"""The comparison catches deliberately wrong targets in the place of the crate. Needs no crate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.adapter.server import Method, Params
from m2m_conformance.requirement import load_requirements
from tests.differential.family import FAMILIES, check
from tests.differential.known import KNOWN
from tests.differential.pair import Pair, embedded
from tests.wrong.target import TARGETS, Wrong

QUICK = settings(
    max_examples=300,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LONG = settings(QUICK, max_examples=3000)
"""Enough to meet a fault that one example in a hundred shows; it ends with the first."""


class LostId(Wrong):
    """Does not say which session a PONG was for."""

    METHOD = "message.read"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        if value["message"]["type"] == "PONG":
            value["message"].pop("session_id", None)
        return value


class Crashing(Wrong):
    """Raises what is no protocol error, of content that has stop sequences."""

    METHOD = "engine.compress"

    def method(self, params: Params, right: Method) -> Any:
        if '"stop"' in params["content"]:
            raise ZeroDivisionError("a fault of the adapter's own")
        return right(params)


@contextmanager
def beside(make: Callable[[], ReferenceAdapter]) -> Iterator[Pair]:
    pair = Pair(embedded(make))
    yield pair
    pair.close()


def look(name: str, make: Callable[[], ReferenceAdapter]) -> None:
    family = FAMILIES[name]
    with beside(make) as pair:

        @LONG
        @given(family.given)
        def looking(value: Any) -> None:
            check(family, pair, value)

        looking()


@pytest.mark.parametrize("name", FAMILIES)
def test_the_reference_does_not_differ_from_itself(name: str) -> None:
    family = FAMILIES[name]
    with beside(ReferenceAdapter) as pair:

        @QUICK
        @given(family.given)
        def same(value: Any) -> None:
            assert check(family, pair, value) == set()

        same()


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("capabilities", TARGETS["WrongEncoding"], "value.encoding: theirs 'Cl100kBase', ours '"),
        ("message", LostId, "value.message.session_id: theirs '(absent)', ours '"),
        ("call", TARGETS["UncountedClose"], "session.messages_sent: theirs "),
        ("call", TARGETS["KeepingClone"], "session.messages_sent: theirs "),
        ("call", TARGETS["NeverExpiring"], "session.expired: theirs False, ours True"),
        ("call", TARGETS["UntouchedByData"], "session.expired: theirs True, ours False"),
        ("frame", TARGETS["SwappedRoles"], "value.wire.header: theirs b'"),
        ("frame", Crashing, "error: theirs 'broken: the adapter raised ZeroDivisionError"),
        ("text", TARGETS["DroppedByte"], "value: theirs '"),
        ("wire", TARGETS["DroppedByte"], "value: theirs '"),
        ("damage", TARGETS["DroppedByte"], "value: theirs '"),
    ],
)
def test_a_wrong_target_is_caught(name: str, make: Callable[[], ReferenceAdapter], said: str) -> None:
    with pytest.raises(AssertionError) as caught:
        look(name, make)
    assert "a difference that is not understood" in str(caught.value)
    assert said in str(caught.value)


def test_known_differences_name_rules() -> None:
    assert {known.rule for known in KNOWN.values()} - {None} <= load_requirements().keys()


def test_what_breaks_a_rule_has_a_case_that_shows_it() -> None:
    assert [name for name, known in KNOWN.items() if bool(known.rule) != bool(known.case)] == []
