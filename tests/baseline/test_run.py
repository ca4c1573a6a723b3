"""`run --baseline FILE`: which failures are known, which entries are stale, what is said of both."""

from __future__ import annotations

import json
from xml.etree import ElementTree as Xml

import pytest

from m2m_conformance.cli import main
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
    Bench,
)


def test_known_failures_do_not_fail_the_run_and_are_counted_not_shown(bench: Bench) -> None:
    bench.cases(fine=PASSES, bad=FAILS, broken=BREAKS, lacking=SKIPPED)
    bench.entries(("engine/detect/bad", MESSAGE), ("engine/detect/broken", BROKEN))
    done = bench.run()
    assert done.status == 0
    assert done.last == "PASSED: 1 case, 2 known failures, 1 skipped"
    assert f"2 known failures, listed in {bench.file}" in done.out
    for word in ("FAILED", "ERRORED", MESSAGE, BROKEN, "STALE"):
        assert word not in done.out
    assert ["engine", "1", "1", "0", "1", "1"] in [line.split() for line in done.out.splitlines()]


def test_an_unlisted_failure_beside_known_ones_fails_the_run_and_is_shown(bench: Bench) -> None:
    bench.cases(bad=FAILS, worse=FAILS)
    bench.entries(("engine/detect/bad", MESSAGE))
    done = bench.run()
    assert done.status == 1
    assert "FAILED engine/detect/worse" in done.out
    assert "FAILED engine/detect/bad" not in done.out
    assert done.last == "NOT PASSED: 1 failure not listed, 1 known failure"


def test_known_failures_alone_are_something_that_was_checked_and_skips_are_not(bench: Bench) -> None:
    bench.cases(bad=FAILS)
    bench.entries(("engine/detect/bad", MESSAGE))
    assert bench.run().last == "PASSED: 0 cases, 1 known failure"
    bench.cases(bad=SKIPPED)
    done = bench.run()
    assert (done.status, done.last) == (1, "NOT PASSED: nothing was checked")


def test_an_entry_for_a_case_that_passes_is_stale(bench: Bench) -> None:
    bench.cases(fine=PASSES, bad=FAILS)
    bench.entries(("engine/detect/fine", MESSAGE), ("engine/detect/bad", MESSAGE))
    done = bench.run()
    assert done.status == 1
    assert done.stale == {"engine/detect/fine": "the case passes"}
    assert "  engine/detect/fine: the case passes: remove the entry\n" in done.out
    assert done.last == "NOT PASSED: 1 known failure, 1 stale baseline entry"


def test_a_glob_covers_its_cases_and_is_stale_when_some_pass(bench: Bench) -> None:
    bench.cases(bad_1=FAILS, bad_2=FAILS, other=PASSES)
    bench.entries(("engine/detect/bad-*", MESSAGE))
    assert bench.run().last == "PASSED: 1 case, 2 known failures"
    bench.cases(bad_1=FAILS, **{f"bad_{number}": PASSES for number in range(2, 7)})
    done = bench.run()
    assert done.status == 1
    problem = done.stale["engine/detect/bad-*"]
    first = "engine/detect/bad-2, engine/detect/bad-3, engine/detect/bad-4"
    assert problem == f"5 of the 6 cases it names pass ({first} and 2 more)"
    assert done.last == "NOT PASSED: 1 known failure, 1 stale baseline entry"
    assert "FAILED" not in done.out, "the case that still fails is known"


def test_a_star_for_the_message_covers_neither_a_pass_nor_a_skip(bench: Bench) -> None:
    bench.cases(fine=PASSES, bad=FAILS, lacking=SKIPPED)
    bench.entries(("*", "*"))
    done = bench.run()
    assert done.status == 1
    assert done.stale == {"*": "1 of the 3 cases it names passes (engine/detect/fine)"}
    assert done.last == "NOT PASSED: 1 known failure, 1 stale baseline entry"


def test_another_message_is_an_unlisted_failure_and_a_stale_entry(bench: Bench) -> None:
    bench.cases(fine=PASSES, bad=OTHERWISE)
    bench.entries(("engine/detect/bad", MESSAGE))
    done = bench.run()
    assert done.status == 1
    assert "FAILED engine/detect/bad" in done.out
    assert done.stale == {"engine/detect/bad": "the case ends with another message"}
    assert done.last == "NOT PASSED: 1 failure not listed, 1 stale baseline entry"


def test_another_message_in_one_case_of_a_glob_leaves_the_entry_to_the_others(bench: Bench) -> None:
    bench.cases(bad_1=FAILS, bad_2=OTHERWISE)
    bench.entries(("engine/detect/*", MESSAGE))
    done = bench.run()
    assert (done.status, done.stale) == (1, {})
    assert done.last == "NOT PASSED: 1 failure not listed, 1 known failure"


def test_two_entries_may_share_the_cases_of_a_glob_but_one_that_covers_nothing_is_stale(bench: Bench) -> None:
    bench.cases(bad_1=FAILS, bad_2=OTHERWISE)
    bench.entries(("engine/detect/*", MESSAGE), ("engine/detect/*", OTHER_MESSAGE))
    assert bench.run().status == 0
    bench.entries(("engine/detect/*", "*"), ("engine/detect/*", "something else"))
    done = bench.run()
    assert done.status == 1
    assert done.stale == {"engine/detect/*": "each of the 2 cases it names ends with another message"}


def test_an_entry_that_names_no_case_is_stale_whatever_is_selected(bench: Bench) -> None:
    bench.cases(fine=PASSES)
    bench.entries(("engine/detect/gone", "*"), ("frame/*", "*"))
    for words in ([], ["--select", "engine/*"]):
        done = bench.run(*words)
        assert done.status == 1
        assert done.stale == dict.fromkeys(("engine/detect/gone", "frame/*"), "no case has such an id")
        assert "correct it (--list shows them) or remove the entry" in " ".join(done.out.split())


def test_cases_not_selected_or_skipped_make_no_entry_stale(bench: Bench) -> None:
    bench.cases(fine=PASSES, bad=FAILS, lacking=SKIPPED)
    bench.entries(("engine/detect/bad", "any"), ("engine/detect/lacking", "any"), ("*/[bl]a*", "any"))
    done = bench.run("--exclude", "*/bad")
    assert (done.status, done.stale) == (0, {})
    assert done.last == "PASSED: 1 case, 1 skipped"


def test_an_entry_may_name_a_warned_case_and_holds_as_long_as_it_warns(bench: Bench) -> None:
    bench.cases(soft=WARNS, fine=PASSES)
    bench.entries(("engine/detect/soft", MESSAGE))
    done = bench.run()
    assert (done.status, done.last) == (0, "PASSED: 1 case, 1 known warning")
    assert "WARNED" not in done.out
    bench.cases(soft=PASSES, fine=PASSES)
    assert bench.run().stale == {"engine/detect/soft": "the case passes"}


def test_fail_fast_goes_past_known_failures_and_ends_at_the_first_other(bench: Bench) -> None:
    bench.cases(bad=FAILS, broken=BREAKS, worse=OTHERWISE, fine=PASSES)
    bench.entries(("engine/detect/bad", MESSAGE), ("engine/detect/broken", BROKEN))
    done = bench.run("--fail-fast")
    assert done.status == 1
    assert done.last == (
        "NOT PASSED: 1 failure not listed, 2 known failures, "
        "1 not run: stopped, at the first failure, as asked"
    )
    bench.entries(("engine/detect/bad", MESSAGE), ("*/broken", BROKEN), ("*/worse", OTHER_MESSAGE))
    assert bench.run("--fail-fast").status == 0


@pytest.mark.parametrize(("number", "end"), [(11, "1 not run: stopped"), (10, "stopped")])
def test_a_run_that_was_stopped_never_passes_nor_is_its_baseline_written(
    bench: Bench, number: int, end: str
) -> None:
    bench.cases(**{f"broken_{each}": BREAKS for each in range(number)})
    bench.entries(("engine/detect/broken-*", BROKEN))
    done = bench.run()
    assert (done.status, done.stale) == (1, {})
    assert done.last == f"NOT PASSED: 10 known failures, {end}, the target broke 10 times in a row"
    bench.entries(("engine/detect/broken-0", "once", "a reason"), ("engine/detect/broken-9", BROKEN))
    before = bench.file.read_text(encoding="utf-8")
    done = bench.run("--update-baseline")
    assert done.status == 1
    assert f"the run was stopped, so {bench.file} is not written" in done.err
    assert bench.file.read_text(encoding="utf-8") == before


def test_the_reports_tell_known_failures_and_stale_entries(bench: Bench) -> None:
    bench.cases(fine=PASSES, bad=FAILS, broken=BREAKS, soft=WARNS, worse=OTHERWISE, lacking=SKIPPED)
    bench.entries(("*/bad", MESSAGE), ("*/broken", BROKEN), ("*/soft", MESSAGE), ("*/fine", "once\x01"))
    as_xml = bench.folder / "report.xml"
    done = bench.run("--junit", str(as_xml))
    cases = done.report["cases"]
    assert [each["id"].rpartition("/")[2] for each in cases if each.get("known")] == ["bad", "broken", "soft"]
    assert all(each.get("known", True) is True for each in cases)
    counts = {"passed": 1, "failed": 2, "warned": 1, "skipped": 1, "errored": 1, "known": 3}
    assert done.report["summary"] == counts
    engine, baseline = Xml.parse(as_xml).getroot()
    keys = ("tests", "failures", "errors", "skipped")
    assert [engine.get(key) for key in keys] == ["6", "1", "0", "3"]
    skipped = {each.get("name"): each.find("skipped") for each in engine if each.find("skipped") is not None}
    bad = skipped["engine/detect/bad"]
    assert bad is not None
    assert bad.get("message") == f"known failure: {MESSAGE}"
    assert [baseline.get(key) for key in keys] == ["1", "1", "0", "0"]
    (entry,) = baseline.iter("testcase")
    assert (entry.get("classname"), entry.get("name")) == ("m2m.core.baseline", "*/fine")
    assert entry[0].tag == "failure"
    assert entry[0].get("message") == (
        "1 of the 1 cases it names passes (engine/detect/fine): narrow the entry or remove it"
    )


def test_without_a_baseline_the_json_report_says_nothing_of_one(bench: Bench) -> None:
    bench.cases(bad=FAILS)
    report = bench.folder / "report.json"
    assert main(["run", "--vectors", str(bench.folder), "--json", str(report)]) == 1
    document = json.loads(report.read_text(encoding="utf-8"))
    assert "baseline" not in document
    assert "known" not in document["summary"]
    assert "known" not in document["cases"][0]
