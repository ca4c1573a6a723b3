"""Every way in which a case can end otherwise has its kind, and is worse or not."""

from __future__ import annotations

from itertools import product

import pytest

from m2m_conformance.compare.change import Kind
from tests.compare.bench import Desk

ENDS = ("passed", "failed", "warned", "skipped", "errored")
TABLE = {
    #           passed          failed           warned           skipped          errored
    "passed":  ("",             "!newly failing", "newly warned", "!newly skipped", "!newly failing"),
    "failed":  ("newly passing", "",              "newly warned", "newly skipped",  "!now errored"),
    "warned":  ("newly passing", "!newly failing", "",            "newly skipped",  "!newly failing"),
    "skipped": ("newly passing", "!newly failing", "newly warned", "",              "!newly failing"),
    "errored": ("newly passing", "failing in another way", "newly warned", "newly skipped", ""),
    "nothing": ("new",          "!newly failing", "newly warned", "new",            "!newly failing"),
}  # fmt: skip
"""From how it ended, by how it ends; ! is worse."""


@pytest.mark.parametrize(("old", "new"), [*product(ENDS, ENDS), *(("nothing", end) for end in ENDS)])
def test_from_what_to_what(desk: Desk, old: str, new: str) -> None:
    before = {} if old == "nothing" else {"x": old}
    told = desk.compared({"common": "passed", **before}, {"common": "passed", "x": new})
    kind = TABLE[old][ENDS.index(new)]
    assert told.kinds == ({"x": kind} if kind else {})
    assert told.status == kind.startswith("!")


@pytest.mark.parametrize("old", ENDS)
def test_what_is_gone_is_worse_if_it_passed(desk: Desk, old: str) -> None:
    told = desk.compared({"common": "passed", "x": old}, {"common": "passed"})
    assert told.kinds == {"x": "!gone" if old == "passed" else "gone"}


@pytest.mark.parametrize("end", ["failed", "errored", "warned"])
def test_another_message_is_another_failure(desk: Desk, end: str) -> None:
    told = desk.compared({"x": f"{end}:this"}, {"x": f"{end}:that"})
    assert told.kinds == {"x": "failing in another way"}
    assert told.status == 0
    assert f"  was {end}: this\n  is  {end}: that\n" in told.out


def test_another_reason_to_skip_is_no_change(desk: Desk) -> None:
    assert desk.compared({"x": "skipped:this"}, {"x": "skipped:that"}).kinds == {}


@pytest.mark.parametrize(("old", "new"), [("passed", "known failed"), ("failed", "known errored")])
def test_what_the_new_baseline_lists_is_said_and_not_worse(desk: Desk, old: str, new: str) -> None:
    told = desk.compared({"x": old}, {"x": new})
    assert list(told.kinds.values()) in (["newly failing"], ["now errored"])
    assert told.status == 0
    assert ", which is known: what was wrong" in told.out


def test_skips_may_be_allowed(desk: Desk) -> None:
    old, new = {"common": "passed", "x": "passed", "y": "passed"}, {"common": "passed", "x": "skipped"}
    assert desk.compared(old, new).kinds == {"x": "!newly skipped", "y": "!gone"}
    told = desk.compared(old, new, "--allow-skips")
    assert told.kinds == {"x": "newly skipped", "y": "gone"}
    assert told.status == 0
    assert desk.compared(old, {**new, "common": "failed"}, "--allow-skips").status == 1


def test_changes_are_by_kind_the_gravest_first(desk: Desk) -> None:
    told = desk.compared(
        {"a": "failed", "b": "passed", "c": "passed", "d": "failed:x", "e": "passed"},
        {"a": "passed", "b": "skipped", "c": "failed", "d": "failed:y", "f": "passed"},
    )
    order = [each["kind"] for each in told.json["changes"]]
    assert order == [kind.value for kind in Kind if kind.value in order]
    assert told.json["counts"] == {
        "newly failing": 1, "now errored": 0, "newly skipped": 1, "gone": 1, "failing in another way": 1,
        "newly warned": 0, "newly passing": 1, "new": 1,
    }  # fmt: skip
    last = told.out.splitlines()[-1]
    assert last == (
        "WORSE: 1 newly failing, 1 newly skipped, 1 gone, 1 failing in another way, 1 newly passing, 1 new"
    )
