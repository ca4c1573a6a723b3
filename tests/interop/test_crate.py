"""The published crate beside the reference, if its adapter is built; .ci/part/crate builds it."""

from __future__ import annotations

import pytest

from m2m_conformance.interop.action import Role
from m2m_conformance.interop.cell import Cell, play_cell
from m2m_conformance.interop.entrant import introduced, read_entrant
from tests.differential.conftest import ADAPTER, BUILD

pytestmark = pytest.mark.skipif(not ADAPTER.exists(), reason=f"no {ADAPTER}; build it: {BUILD}")
SHOWN = ["data/m2m/unlimited", "data/m2m/own-role"]
"""Findings 6 and 5 of its verdict: headers that no right reader takes."""


def cell(*texts: str) -> Cell:
    both = introduced([read_entrant(text, None) for text in texts])
    globs = ["data/m2m/*", "data/brotli/*", "keep-alive/*", "close/*", "preference/*"]
    return play_cell(dict(zip(Role, both, strict=True)), globs, lambda *_: None)


@pytest.mark.parametrize("role", Role, ids=str)
def test_what_the_reference_cannot_read_of_it(role: Role) -> None:
    texts = {role: f"crate={ADAPTER}", role.other: "reference"}
    (finding,) = cell(*(texts[each] for each in Role)).shortest
    assert finding.fault.blame is role
    assert finding.conversations == SHOWN


def test_it_understands_itself() -> None:
    assert cell(f"crate={ADAPTER}", f"other={ADAPTER}").passed
