"""The reference, which is right, in both profiles."""

from __future__ import annotations

from functools import cache

import pytest

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.interop.action import Role
from m2m_conformance.interop.cell import Cell, play_cell
from m2m_conformance.interop.entrant import introduced
from m2m_conformance.interop.fault import Fate
from tests.interop.match import entrant

PAIRS = [("core", "core"), ("core", "strict"), ("strict", "core"), ("strict", "strict")]
AGREEMENT = "right peers hold different algorithms or encodings (strict rule: agreement)"


@cache
def cell(one: str, other: str) -> Cell:
    both = introduced([entrant("one", ReferenceAdapter, one), entrant("other", ReferenceAdapter, other)])
    return play_cell(dict(zip(Role, both, strict=True)), [], lambda *_: None)


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=str)
def test_right_peers_understand_each_other(one: str, other: str) -> None:
    found = cell(one, other)
    assert found.passed, [each.fault for each in found.shortest]
    assert not found.findings
    assert not found.unfinished
    assert found.counts[Fate.PASSED] > 600


def reasons(one: str, other: str) -> set[str]:
    return {reason for fate, reason in cell(one, other).reasons if fate is Fate.UNPROMISED}


def test_strict_peers_promise_it_all() -> None:
    assert not reasons("strict", "strict")


def test_core_does_not_promise_agreement() -> None:
    assert reasons("core", "core") == {AGREEMENT}


def test_a_strict_responder_follows_the_initiator_and_holds_it_to_its_limit() -> None:
    assert reasons("core", "strict") == {
        "a right responder refuses the DATA of a right initiator with decompression"
    }


def test_a_core_responder_does_neither() -> None:
    refused = "a right initiator refuses the DATA of a right responder with decompression"
    assert reasons("strict", "core") == {AGREEMENT, refused}


def test_what_is_skipped_is_what_is_lacked() -> None:
    skipped = [reason for fate, reason in cell("core", "core").reasons if fate is Fate.SKIPPED]
    assert all(reason.startswith("one: llama: ") for reason in skipped)
