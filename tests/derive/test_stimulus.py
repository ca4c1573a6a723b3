"""What the derived calls carry."""

from __future__ import annotations

import pytest

from m2m_conformance.derive.stimulus import BROKEN, QUESTION, WIRES
from tests.oracle import wire
from tests.oracle.error import WireError


@pytest.mark.parametrize("algorithm", WIRES)
def test_the_wires_of_the_question_are_what_the_oracle_writes(algorithm: str) -> None:
    assert WIRES[algorithm] == wire.build(QUESTION, algorithm, "Cl100kBase")
    assert len(WIRES[algorithm]) >= len(QUESTION)


@pytest.mark.parametrize("broken", sorted(set(BROKEN.values())))
def test_the_oracle_cannot_read_the_broken_ones(broken: str) -> None:
    with pytest.raises(WireError):
        wire.read(broken)
