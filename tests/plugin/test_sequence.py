"""The sequences of the derived suite are cases too."""

from __future__ import annotations

import sys
from functools import cache

from m2m_conformance.case import Case
from m2m_conformance.channel import EmbeddedChannel
from m2m_conformance.outcome import Outcome, Verdict
from m2m_conformance.plugin.sequence import Sequences
from m2m_conformance.requirement import load_requirements
from m2m_conformance.sequence.claim import UNPROVED
from m2m_conformance.target import Target, TargetInfo
from m2m_ref.profile import Profile
from tests.plugin.project import ROOT, Project, wrong

STDLIB = f"{sys.executable} {ROOT}/conformance/adapters/python_stdlib/adapter.py"
WITHOUT_M2M = "wp-0/full-closed-p-41/receive-hello-o200kbase"
"""A case of the suite for targets that have not got m2m, and of no other one."""


@cache
def sequences() -> Sequences:
    return Sequences(Profile.CORE, load_requirements())


def verdicts(outcome: Outcome, *cases: Case) -> dict[str, Verdict]:
    return {case.id: Verdict(case, outcome) for case in cases}


def test_sequences_come_with_the_vectors_and_fail_where_a_target_is_wrong(project: Project) -> None:
    words = ("--m2m-target", wrong("UncountedClose"), "--m2m-suite", "wp")
    ended = project.pytest(*words, "-k", "closing-p-41/close or initial-p-41/clone or session/close/initial")
    assert ended.of("failure") == ["session/close/initial", "wp-0/full-closing-p-41/close"]
    assert "wp-0/full-initial-p-41/clone" in ended.of("passed")
    assert UNPROVED in ended.out
    shown = ended.out.partition("wp-0/full-closing-p-41/close  close in Closing")[2]
    assert "SES-073 MUST: close in Initial" in shown
    assert (
        "  step 1 of close, close\n    session.messages_sent\n      expected +1\n      got      +0\n" in shown
    )
    assert "or: m2m-conformance run --suite wp --select wp-0/full-closing-p-41/close -- " in shown


def test_the_suite_is_the_one_for_what_the_target_has(project: Project) -> None:
    ended = project.pytest("--m2m-target", STDLIB, "--m2m-suite", "wp", f"m2m::{WITHOUT_M2M}")
    assert ended.outcomes == {f"m2m::{WITHOUT_M2M}": "passed"}


def test_all_of_them_prove_something_and_fewer_nothing() -> None:
    every = sequences().cases
    assert len(every) > 3000
    assert (
        sequences().claim(verdicts(Outcome.PASSED, *every)).startswith("Proved: if the target has at most 69")
    )
    assert sequences().claim(verdicts(Outcome.PASSED, *every[1:])) == UNPROVED
    assert (
        sequences().claim(verdicts(Outcome.PASSED, *every) | verdicts(Outcome.SKIPPED, every[5])) == UNPROVED
    )
    assert sequences().claim({}) == ""


def test_a_target_that_turns_out_to_have_less_skips_what_its_suite_has_not() -> None:
    target = Target(EmbeddedChannel(lambda: bytes))
    target.info = TargetInfo("x", "1", "", features=frozenset({"session", "clock", "tick", "clone"}))
    planned = {case.id for case in sequences().cases}
    case = next(each for each in sequences().cases if each.id.endswith("-m2m-o200k-base/close"))
    verdict = sequences().judge(case, target)
    assert verdict.outcome is Outcome.SKIPPED
    assert verdict.message.startswith("the target has no m2m")
    assert verdict.message.endswith("; its suite has other sequences")
    assert WITHOUT_M2M not in planned
