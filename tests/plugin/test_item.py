"""Cases are items like others: they are selected, run, repeated and reported one by one."""

from __future__ import annotations

import re

from tests.baseline.bench import FAILS, MESSAGE, PASSES, SKIPPED, WARNS
from tests.plugin.project import Project, wrong

CLOSE = ("--m2m-target", wrong("UncountedClose"), "m2m::session/close")
UNCOUNTED = [
    "session/close/initial",
    "session/close/hello-sent",
    "session/close/established",
    "session/close/closing",
    "session/close/closed",
    "session/close/both-sides",
    "session/close/pong-after-close",
]


def test_the_reference_passes_beside_the_tests_of_the_project(project: Project) -> None:
    ended = project.pytest("--m2m-target", "reference", "--m2m-select", "session/c*", "-n0")
    assert ended.status == 0
    assert ended.outcomes.pop("test_own::test_mine") == "passed"
    assert len(ended.of("passed")) == len(ended.outcomes) > 50
    assert "m2m: m2m-conformance" in ended.out
    assert "profile core, target: reference" in ended.out
    assert "target: m2m_ref" in ended.out


def test_a_wrong_target_fails_in_the_cases_about_its_fault_and_x_ends_at_the_first(project: Project) -> None:
    ended, first = project.several(CLOSE, (*CLOSE, "-x"))
    assert ended.status == 1
    assert ended.of("failure") == UNCOUNTED
    assert ended.of("passed") == ["session/close/initiate-again"]
    assert [*first.outcomes] == [f"m2m::{UNCOUNTED[0]}"]


def test_a_failure_says_what_is_wrong_and_how_to_play_it_again(project: Project) -> None:
    ended = project.pytest("--m2m-target", wrong("UncountedClose"), "m2m::session/close/initial")
    shown = ended.out.partition("FAILURES")[2]
    for text in (
        "session/close/initial  close in Initial returns a CLOSE",
        "SES-073 MUST: close in Initial, HelloSent, Closing or Closed does the same as in Established.",
        "[session.rs:322-326]",
        "  step 1, session.close\n    session.messages_sent\n      expected 1\n      got      0\n",
        f"again: pytest m2m::session/close/initial --m2m-target '{wrong('UncountedClose')}'\n",
        f"or: m2m-conformance run --select session/close/initial -- {wrong('UncountedClose')}\n",
    ):
        assert text in shown
    message = "step 1, session.close: session.messages_sent: expected 1, got 0"
    assert ended.messages == {"m2m::session/close/initial": message}


def test_k_selects_by_id_and_by_requirement(project: Project) -> None:
    words = ("--m2m-target", "reference", "--m2m-select", "session/*")
    by_id, by_rule = project.several((*words, "-k", "close/initial"), (*words, "-k", "SES-073"))
    assert [*by_id.outcomes] == ["m2m::session/close/initial"]
    assert "session/close/initial" in by_rule.of("passed")
    assert 0 < len(by_rule.outcomes) < 20


def test_the_marker_tells_cases_from_tests(project: Project) -> None:
    words = ("--m2m-target", "reference", "--m2m-select", "session/close/*", "--strict-markers")
    without, only = project.several((*words, "-m", "not m2m"), (*words, "-m", "m2m"))
    assert [*without.outcomes] == ["test_own::test_mine"]
    assert len(only.of("passed")) == 8


def test_lf_plays_just_what_failed(project: Project) -> None:
    right = ("--m2m-target", "reference", "m2m::session/close", "--lf")
    first, again, mended, all_again = project.several(CLOSE, (*CLOSE, "--lf"), right, right)
    assert first.of("failure") == again.of("failure") == UNCOUNTED
    assert [*again.outcomes] == [*mended.outcomes] == [f"m2m::{name}" for name in UNCOUNTED]
    assert len(mended.of("passed")) == 7
    assert "no previously failed tests" in all_again.out


def test_ff_plays_first_what_failed(project: Project) -> None:
    words = ("--m2m-target", "reference", "--m2m-vectors", project.vectors(a=PASSES, b=FAILS))
    _, failed_first, new_first = project.several(words, (*words, "--ff"), (*words, "--nf"))
    ordered = ["m2m::engine/detect/b", "test_own::test_mine", "m2m::engine/detect/a"]
    assert [*failed_first.outcomes] == ordered
    assert new_first.outcomes.keys() == {*ordered}


def test_collecting_shows_ids_that_select(project: Project) -> None:
    ended = project.pytest(
        "--m2m-target", wrong("UncountedClose"), "--collect-only", "-q", "m2m::session/close"
    )
    ids = [line for line in ended.out.splitlines() if line.startswith("m2m::")]
    assert ids == [*(f"m2m::{name}" for name in UNCOUNTED), "m2m::session/close/initiate-again"]
    assert ended.status == 0


def test_arguments_name_cases_folders_of_cases_or_all(project: Project) -> None:
    words = ("--m2m-target", "reference", "--m2m-vectors", project.vectors(a=PASSES, b=PASSES))
    one, below, every, both, unknown = project.several(
        (*words, "m2m::engine/detect/a"),
        (*words, "m2m::engine/"),
        (*words, "m2m"),
        (*words, "test_own.py", "m2m::engine/detect/b"),
        (*words, "m2m::engine/det"),
    )
    assert one.of("passed") == ["engine/detect/a"]
    assert below.of("passed") == every.of("passed") == ["engine/detect/a", "engine/detect/b"]
    assert [*both.outcomes] == ["test_own::test_mine", "m2m::engine/detect/b"]
    assert (unknown.status, unknown.outcomes) == (4, {})
    assert "not found: m2m::engine/det (no case has this id, or one below it)" in unknown.out


def test_a_folder_of_that_name_is_a_folder(project: Project) -> None:
    project.write("m2m/test_theirs.py", "def test_theirs():\n    pass\n")
    words = ("--m2m-target", "reference", "--m2m-vectors", project.vectors(a=PASSES))
    folder, cases = project.several((*words, "m2m"), (*words, "m2m::"))
    assert [*folder.outcomes] == ["m2m.test_theirs::test_theirs", "m2m::engine/detect/a"]
    assert [*cases.outcomes] == ["m2m::engine/detect/a"]


def test_skips_fold_by_their_reason(project: Project) -> None:
    words = ("--m2m-target", wrong("Refusing"), "m2m::session/stats", "m2m::session/close", "-rs")
    ended = project.pytest(*words)
    assert "SKIPPED [9] m2m: session.stats: no statistics here\n" in ended.out
    assert len(ended.of("skip")) == 9
    assert ended.status == 0


def test_a_run_that_checked_nothing_has_not_passed(project: Project) -> None:
    words = ("--m2m-target", wrong("Refusing"))
    every, some = project.several(
        (*words, "--m2m-select", "session/stats/*"),
        (*words, "--m2m-select", "session/[cs]*", "-k", "session/stats"),
    )
    assert (every.status, len(every.of("skip"))) == (1, 9)
    assert "nothing was checked: 9 cases skipped, and none played" in every.out
    assert (some.status, len(some.of("skip"))) == (0, 9)


def test_a_should_is_a_warning_and_heeds_filters(project: Project) -> None:
    words = ("--m2m-target", "reference", "--m2m-vectors", project.vectors(fine=PASSES, soft=WARNS))
    usual, error, ignored = project.several(words, (*words, "-W", "error"), (*words, "-W", "ignore"))
    soft = "m2m::engine/detect/soft"
    assert (usual.status, usual.outcomes[soft]) == (ignored.status, ignored.outcomes[soft]) == (0, "passed")
    assert f"m2m:1: ConformanceWarning: engine/detect/soft: {MESSAGE}\n    BRO-007 SHOULD:" in usual.out
    assert "ConformanceWarning" not in ignored.out
    assert (error.status, error.of("failure")) == (1, ["engine/detect/soft"])
    assert "BRO-007 SHOULD:" in error.out


def test_a_filter_can_leave_shoulds_warnings_among_errors(project: Project) -> None:
    project.ini("filterwarnings =", "    error", "    default::m2m_conformance.plugin.ConformanceWarning")
    ended = project.pytest("--m2m-target", "reference", "--m2m-vectors", project.vectors(soft=WARNS))
    assert (ended.status, "1 warning" in ended.out) == (0, True)


def test_line_tracebacks_are_lines(project: Project) -> None:
    vectors = project.vectors(bad=FAILS, lacking=SKIPPED)
    ended = project.pytest("--m2m-target", "reference", "--m2m-vectors", vectors, "--tb=line", "m2m::")
    assert re.search(f"= FAILURES =+\nm2m::engine/detect/bad: {re.escape(MESSAGE)}\n-+ generated", ended.out)
