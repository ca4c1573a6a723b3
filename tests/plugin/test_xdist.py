"""Workers of xdist each have a target, and come to what one process comes to."""

from __future__ import annotations

from tests.baseline.bench import FAILS, MESSAGE, PASSES, WARNS
from tests.plugin.project import Project, wrong
from tests.plugin.test_item import UNCOUNTED

CONFTEST = """
import pytest
from m2m_conformance.adapter.reference import ReferenceAdapter

@pytest.fixture(scope="session")
def m2m_target():
    return ReferenceAdapter().server.reply
"""


def test_two_workers_say_what_one_process_says(project: Project) -> None:
    words = ("--m2m-target", wrong("UncountedClose"), "m2m::session/close")
    one, two, last = project.several(words, (*words, "-n2"), (*words, "-n2", "--lf", "--dist", "loadscope"))
    assert (one.status, one.outcomes, one.messages) == (two.status, two.outcomes, two.messages)
    for name in UNCOUNTED:
        assert f"again: pytest m2m::{name} " in two.out
    assert "FAILED m2m::session/close/initial - step 1, session.close: " in two.out
    assert sorted(last.outcomes) == sorted(f"m2m::{name}" for name in UNCOUNTED)


def test_the_controller_adds_up_what_the_workers_report(project: Project) -> None:
    vectors = project.vectors(a=PASSES, b=FAILS, c=WARNS, d=PASSES)
    baseline = project.baseline(("*/b", MESSAGE), ("*/gone", "x"))
    project.write("conftest.py", CONFTEST)
    words = ("--m2m-target", "fixture", "--m2m-vectors", vectors, "-n2")
    ended = project.pytest(*words, "--m2m-baseline", baseline)
    assert (ended.status, ended.of("xfail")) == (1, ["engine/detect/b"])
    assert ended.out.count("stale entry of the baseline, */gone: no case has such an id") == 1
    assert "ConformanceWarning: engine/detect/c:" in ended.out
    assert "target: m2m_ref" in ended.out


def test_a_mistake_is_said_once_before_any_worker_starts(project: Project) -> None:
    ended = project.pytest("--m2m-target", "reference", "--m2m-select", "nothing", "-n2")
    assert ended.status == 4
    assert ended.out.count("cases of M2M is selected") == 1
