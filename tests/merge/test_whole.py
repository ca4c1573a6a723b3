"""What the shards of a run are merged to is what the whole run says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from m2m_conformance.sequence.claim import UNPROVED
from m2m_conformance.series import MOST_TRACES
from tests.baseline.bench import (
    BREAKS,
    BROKEN,
    FAILS,
    MESSAGE,
    OTHER_MESSAGE,
    OTHERWISE,
    PASSES,
    SKIPPED,
    WARNS,
    How,
)
from tests.merge.bench import Machines, Told, change
from tests.sequence.test_command import ROOT

ALL: dict[str, How] = {
    "a": PASSES,
    "b": FAILS,
    "c": WARNS,
    "d": SKIPPED,
    "e": BREAKS,
    "f": OTHERWISE,
    "g": PASSES,
}
WRONG = ["--", sys.executable, str(ROOT / "tests" / "wrong" / "target.py"), "UncountedClose"]
OUTLINE = ["--suite", "wp", "--alphabet", "outline"]


@pytest.mark.parametrize("of", [1, 2, 3, 7])
def test_every_report_is_that_of_the_whole_run(machines: Machines, of: int) -> None:
    machines.bench.cases(**ALL)
    files = machines.shards(of)
    assert machines.merged(files[::-1]).verdict == machines.whole().verdict
    assert machines.merged(files).last == "NOT PASSED: 2 failed, 1 errored"


@pytest.mark.parametrize("of", [2, 3])
def test_shards_that_pass_come_to_a_pass(machines: Machines, of: int) -> None:
    machines.bench.cases(a=PASSES, b=SKIPPED, c=PASSES, d=WARNS, e=PASSES)
    merged = machines.merged(machines.shards(of))
    assert (merged.status, merged.last) == (0, "PASSED: 3 cases, 1 skipped")
    assert merged.verdict == machines.whole().verdict


def test_failures_of_one_shard_fail_the_whole(machines: Machines) -> None:
    machines.bench.cases(a=PASSES, b=FAILS)
    assert (machines.shard(1, 2).status, machines.shard(2, 2).status) == (0, 1)
    assert machines.merged([machines.file(1), machines.file(2)]).status == 1


def test_the_baseline_is_held_against_the_whole(machines: Machines) -> None:
    machines.bench.cases(**ALL)
    machines.bench.entries(
        ("engine/detect/[abg]", MESSAGE),  # of which a and g pass
        ("engine/detect/e", BROKEN, "It breaks."),
        ("engine/detect/[fb]", "something else"),  # in no shard both
        ("engine/detect/f", OTHER_MESSAGE),
        ("frame/*", "*"),
    )
    words = ["--baseline", str(machines.bench.file)]
    for of in (2, 3):
        merged = machines.merged(machines.shards(of, *words))
        assert merged.verdict == machines.whole(*words).verdict
    assert merged.report["baseline"]["stale"][1]["problem"] == (
        "each of the 2 cases it names ends with another message"
    )
    assert merged.last == "NOT PASSED: 3 known failures, 3 stale baseline entries"


def test_no_entry_is_stale_for_the_cases_of_other_shards(machines: Machines) -> None:
    machines.bench.cases(a=FAILS, b=PASSES, c=OTHERWISE, d=PASSES)
    machines.bench.entries(("engine/detect/a", MESSAGE), ("*/c", OTHER_MESSAGE))
    words = ["--baseline", str(machines.bench.file)]
    for number in (1, 2, 3, 4):
        told = machines.shard(number, 4, *words)
        assert (told.status, told.report["baseline"]["stale"]) == (0, [])
    merged = machines.merged([machines.file(number) for number in (1, 2, 3, 4)])
    assert (merged.status, merged.last) == (0, "PASSED: 2 cases, 2 known failures")


def test_a_shard_without_cases_is_no_pass_by_itself_and_no_failure_of_the_whole(machines: Machines) -> None:
    machines.bench.cases(a=PASSES, b=PASSES)
    told = machines.shard(3, 3)
    assert (told.status, told.report["cases"]) == (1, [])
    assert told.last == "SHARD 3/3 NOT PASSED: nothing was checked, none of the 2 cases is in it"
    machines.shard(1, 3), machines.shard(2, 3)
    merged = machines.merged([machines.file(number) for number in (1, 2, 3)])
    assert merged.verdict == machines.whole().verdict
    assert merged.status == 0


def test_a_shard_that_was_stopped_leaves_cases_that_were_not_run(machines: Machines) -> None:
    machines.bench.cases(a=PASSES, b=PASSES, c=FAILS, d=PASSES, e=PASSES)
    merged = machines.merged(machines.shards(2, "--fail-fast"))
    assert merged.status == 1
    assert merged.last == "NOT PASSED: 1 failed, 1 not run: stopped, at the first failure, as asked"
    assert [each["id"][-1] for each in merged.report["cases"]] == ["a", "b", "c", "d"]


def test_the_gravest_stop_counts_and_an_interrupt_is_no_verdict(machines: Machines) -> None:
    machines.bench.cases(a=PASSES, b=PASSES, c=FAILS, d=PASSES)
    files = machines.shards(2, "--fail-fast")
    change(
        files[1],
        lambda report: report.update(
            stopped="interrupted",
            unfinished=1,
            cases=report["cases"][:1],
            summary={**report["summary"], "passed": 1},
        ),
    )
    merged = machines.merged(files)
    assert merged.status == 2
    assert merged.last == "NOT PASSED: 1 failed, 1 not run: stopped, interrupted"


def test_a_target_that_did_not_start_on_one_machine_fails_the_whole(machines: Machines) -> None:
    machines.bench.cases(a=PASSES, b=PASSES)
    dead = machines.shard(1, 2, "--", sys.executable, "-c", "")
    assert dead.report["target"]["name"] == "unknown"
    machines.shard(2, 2)
    merged = machines.merged([machines.file(1), machines.file(2)])
    assert (merged.status, merged.last) == (1, "NOT PASSED: 1 errored")
    assert merged.report["target"]["name"] == "m2m_ref"


def test_what_a_suite_proves_all_shards_prove_together(machines: Machines) -> None:
    machines.words = OUTLINE
    whole = machines.whole()
    told = [machines.shard(number, 3) for number in (1, 2, 3)]
    assert not [each for each in told if "Proved" in each.out]
    assert {each.report["claim"].partition(";")[0] for each in told} == {"A part proves nothing by itself"}
    files = [machines.file(number) for number in (1, 2, 3)]
    merged = machines.merged(files)
    assert merged.report["claim"].startswith("Proved: ")
    assert machines.shard(1, 1).report["claim"] == merged.report["claim"], "which is all of them"
    assert merged.verdict == whole.verdict


@pytest.mark.parametrize("outcome", ["failed", "skipped"])
def test_nothing_is_proved_where_one_case_did_not_pass(machines: Machines, outcome: str) -> None:
    machines.words = OUTLINE
    files = machines.shards(2)

    def spoil(report: dict[str, Any]) -> None:
        report["cases"][3].update(outcome=outcome, **({"log": ""} if outcome == "failed" else {}))
        report["summary"]["passed"] -= 1
        report["summary"][outcome] += 1

    change(files[0], spoil)
    assert machines.merged(files).report["claim"] == UNPROVED


def test_nothing_is_proved_where_one_case_was_not_reached(machines: Machines) -> None:
    machines.words = OUTLINE
    files = machines.shards(2)

    def cut(report: dict[str, Any]) -> None:
        report["cases"].pop()
        report["summary"]["passed"] -= 1
        report.update(unfinished=1, stopped="interrupted")

    change(files[1], cut)
    assert machines.merged(files).report["claim"] == UNPROVED


def test_nothing_is_proved_by_a_selection_or_by_walks(machines: Machines) -> None:
    for machines.words in ([*OUTLINE, "--select", "*/close"], ["--walks", "3", "--steps", "5"]):
        merged = machines.merged(machines.shards(2))
        assert machines.shard(1, 2).report["claim"] == merged.report["claim"]
        assert merged.status == 0
        assert "Proved" not in merged.out
        assert merged.verdict == machines.whole().verdict


def test_a_fault_that_several_shards_found_is_shown_once(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(machines.folder)
    machines.words = [*OUTLINE, "--select", "*/close*", *WRONG]
    whole = machines.whole()
    machines.words = machines.words[: -len(WRONG)]
    files = machines.shards(2, *WRONG)
    merged = machines.merged(files)
    assert merged.status == whole.status == 1
    ids = [each["id"] for each in merged.report["found"]]
    assert sorted(ids) == sorted({each["id"] for each in whole.report["found"]})
    assert "Nothing is proved" in merged.out
    assert f"again: m2m-conformance run --vectors m2m-found --select {ids[0]} -- " in merged.out


def test_reports_of_another_place_say_where_the_case_can_be_run_again(machines: Machines) -> None:
    machines.bench.cases(a=PASSES, b=FAILS)
    merged = machines.merged(machines.shards(2, "--timeout", "3"))
    again = f"again: m2m-conformance run --vectors {machines.folder} --timeout 3 --select engine/detect/b\n"
    assert again in merged.out
    assert "title of b" in merged.out


def test_a_report_that_cannot_be_written_ends_the_merge_with_2(machines: Machines) -> None:
    machines.bench.cases(a=PASSES)
    told = machines.told("merge", str(*machines.shards(1)), "--json", "/dev/full")
    assert told.status == 2
    assert "/dev/full: No space left on device" in told.err
    assert Path(machines.folder / "out.xml").exists()


def test_as_much_is_kept_of_what_was_exchanged_as_by_one_run(machines: Machines) -> None:
    """Each shard keeps so many cases of a vector file; together they keep no more than that."""
    machines.bench.cases(**{f"c{number}": FAILS for number in range(3 * MOST_TRACES)})

    def traced(told: Told) -> list[str]:
        return [each["id"] for each in told.report["cases"] if "trace" in each["shown"]]

    whole = traced(machines.whole())
    assert len(whole) == MOST_TRACES
    assert traced(machines.merged(machines.shards(3))) == whole
