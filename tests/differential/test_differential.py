"""The published crate answers as the reference does, but for what known.py says.

A short look by default. A long one, of 20,000 examples of each family:
`M2M_DIFFERENTIAL=20000 pytest tests/differential`; it says which M2M_DIFFERENTIAL_SEED repeats it.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

from m2m_conformance.channel import PipeChannel
from m2m_conformance.outcome import Outcome
from m2m_conformance.target import Target
from tests.differential.comparison import Comparison
from tests.differential.conftest import ADAPTER, EXAMPLES, SEED, SEEN
from tests.differential.explain import explain
from tests.differential.family import FAMILIES, check
from tests.differential.known import KNOWN
from tests.differential.pair import Pair
from tests.test_suite import CASES, run

SHORT = 300
LOOK = settings(
    max_examples=EXAMPLES or SHORT,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_difference_is_understood(pair: Pair, name: str) -> None:
    family = FAMILIES[name]

    @LOOK
    @given(family.given)
    def look(value: Any) -> None:
        SEEN.update(check(family, pair, value))

    (seed(SEED)(look) if EXAMPLES else look)()


@pytest.mark.parametrize("name", KNOWN)
def test_every_known_difference_is_there(pair: Pair, name: str) -> None:
    exchange = pair.ask(*KNOWN[name].request)
    assert Comparison().differences(exchange), f"the crate no longer does this\n{exchange}"
    assert name in explain(exchange)


def test_the_cases_named_show_it(pair: Pair) -> None:
    named = {known.case for known in KNOWN.values()}
    cases = [case for case in CASES if case.id in named]
    verdicts = run(Target(PipeChannel([str(ADAPTER)])), cases).verdicts
    assert {each.case.id for each in verdicts if each.outcome is not Outcome.PASSED} == named - {None}
