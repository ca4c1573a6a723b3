"""The tables hold every pair of lists once, and what two peers agree on was worked out rightly."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from m2m_conformance.derive.agreement import common_algorithm, common_algorithms, common_encoding
from m2m_conformance.derive.table import (
    ALGORITHMS,
    ENCODINGS,
    encoding_file,
    initiator_file,
    lists,
    reference,
    responder_file,
)
from m2m_ref.profile import Profile

FOR_ALGORITHMS = [(make, profile) for make in (responder_file, initiator_file) for profile in Profile]


def word(case: dict[str, Any]) -> str:
    """The first list of a case, by letters."""
    return str(case["name"].partition("-")[2])


def test_there_are_41_lists_of_up_to_three_of_four() -> None:
    for names in (ALGORITHMS, ENCODINGS):
        assert len(lists(names)) == len(set(lists(names))) == 1 + 4 + 4 * 3 + 4 * 3 * 2
        assert len({reference(each) for each in lists(names)}) == 41


@pytest.mark.parametrize(("make", "profile"), FOR_ALGORITHMS)
def test_every_pair_of_algorithm_lists_has_one_row(make: Any, profile: Profile) -> None:
    pairs = Counter((word(case), row["other"]) for case in make(profile)["cases"] for row in case["rows"])
    assert len(pairs) == 41 * 41
    assert set(pairs.values()) == {1}


@pytest.mark.parametrize("profile", Profile)
def test_every_pair_of_encoding_lists_has_one_row_for_each_preferred(profile: Profile) -> None:
    cases = encoding_file(profile)["cases"]
    assert len(cases) == 4 * 41
    assert {len({row["other"] for row in case["rows"]}) for case in cases} == {41}


@pytest.mark.parametrize(
    ("first", "other", "agreed"),
    [
        ("mb", "bm", ["m2m", "brotli"]),
        ("bm", "mtb", ["brotli", "m2m"]),
        ("tn", "nt", ["tokennative", "none"]),
        ("m", "tbn", []),
        ("", "m", []),
    ],
)
def test_algorithms_agreed_on_by_hand(first: str, other: str, agreed: list[str]) -> None:
    long = {name[0]: name for name in ALGORITHMS}
    lists = [[long[letter] for letter in each] for each in (first, other)]
    assert common_algorithms(*lists) == agreed
    assert common_algorithm(*lists) == (agreed[0] if agreed else None)


@pytest.mark.parametrize(
    ("preferred", "first", "other", "agreed"),
    [
        ("O200kBase", ["Cl100kBase"], ["Cl100kBase", "O200kBase"], "O200kBase"),
        ("LlamaBpe", ["Heuristic", "O200kBase"], ["O200kBase", "Heuristic"], "Heuristic"),
        ("LlamaBpe", ["LlamaBpe"], ["O200kBase"], "Cl100kBase"),
        ("LlamaBpe", [], [], "Cl100kBase"),
    ],
)
def test_encodings_agreed_on_by_hand(preferred: str, first: list[str], other: list[str], agreed: str) -> None:
    assert common_encoding(preferred, first, other) == agreed


def row(file: dict[str, Any], name: str, other: str) -> dict[str, Any]:
    (found,) = (
        row for case in file["cases"] if case["name"] == name for row in case["rows"] if row["other"] == other
    )
    return dict(found)


def test_the_side_that_counts_is_ones_own_in_core_and_the_initiator_in_strict() -> None:
    for profile, own in ((Profile.CORE, "$mb"), (Profile.STRICT, "$other")):
        file = responder_file(profile)
        (case,) = (each for each in file["cases"] if each["name"] == "accept-mb")
        create = case["steps"][0]["with"]["capabilities"]["compression"]
        assert create == {"algorithms": own}
        assert row(file, "accept-mb", "$bm")["agreed"] == "m2m"
    assert row(responder_file(Profile.STRICT), "accept-mb", "$bm")["common"] == "$mb"


def test_a_letter_stands_for_one_name() -> None:
    defined = responder_file(Profile.CORE)["define"]
    assert defined["tmb"] == ["tokennative", "m2m", "brotli"]
    assert defined["nil"] == []
    assert encoding_file(Profile.CORE)["define"]["hol"] == ["Heuristic", "O200kBase", "LlamaBpe"]
