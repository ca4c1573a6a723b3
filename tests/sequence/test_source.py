"""Sequences against right and wrong targets."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.automaton.alphabet import Kind
from m2m_conformance.automaton.suite import Method
from m2m_conformance.channel import Channel, EmbeddedChannel, PipeChannel
from m2m_conformance.outcome import Outcome, Run
from m2m_conformance.requirement import load_requirements
from m2m_conformance.runner import Observer, Runner
from m2m_conformance.sequence.claim import UNPROVED, WALKED
from m2m_conformance.sequence.option import ALPHABETS, METHODS
from m2m_conformance.sequence.source import SequenceSource, Wanted
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile
from tests.sequence.target import TARGETS
from tests.test_suite import run as play
from tests.wrong import target as wrong

RULES = load_requirements()
SUITE = Wanted(Method.WP, 0, Kind.FULL, walks=0, steps=100, seed=0)
OUTLINE, CLOCK = (replace(SUITE, kind=kind) for kind in (Kind.OUTLINE, Kind.CLOCK))  # shorter than SUITE
WALKS = replace(SUITE, method=None, walks=20)


def embedded(make: Callable[[], ReferenceAdapter]) -> Channel:
    return EmbeddedChannel(lambda: make().answer)


def piped(name: str) -> Channel:
    return PipeChannel([sys.executable, "-m", "tests.sequence.target", name], 10)


def judged(wanted: Wanted, channel: Channel, folder: Path, profile: Profile = Profile.CORE) -> Run:
    target = Target(channel, profile)
    source = SequenceSource(wanted, target, RULES, folder)
    return source.concluded(Runner(target, source.cases, Observer(), judge=source.judge).run())


def found(run: Run) -> list[str]:
    assert run.found is not None
    return [each.case.id for each in run.found]


@pytest.mark.parametrize(
    ("wanted", "profile"),
    [
        pytest.param(SUITE, Profile.CORE, marks=pytest.mark.slow),
        (OUTLINE, Profile.STRICT),  # in full it takes half a minute; .ci/run plays that
        (replace(WALKS, walks=5), Profile.CORE),
        (replace(WALKS, walks=5), Profile.STRICT),
    ],
    ids=("suite", "strict-outline", "walks", "strict-walks"),
)
def test_the_reference_does_what_the_model_says(wanted: Wanted, profile: Profile, tmp_path: Path) -> None:
    run = judged(wanted, embedded(ReferenceAdapter), tmp_path, profile)
    assert run.passed
    assert {each.outcome for each in run.verdicts} == {Outcome.PASSED}
    assert found(run) == []
    assert run.claim == WALKED if wanted.method is None else run.claim.startswith("Proved: ")
    assert not list(tmp_path.iterdir())


@dataclass
class Caught:
    make: Callable[[], ReferenceAdapter]
    case: str
    calls: int  # of the shortest sequence that shows it, with session.create
    wanted: Wanted = OUTLINE
    profile: Profile = Profile.CORE


CATCHES = {
    "PongToNothing": Caught(wrong.PongToNothing, "found/receive-pong-established/result", 3),
    "SilentPing": Caught(wrong.SilentPing, "found/receive-ping-initial/result", 2),
    "EarlyData": Caught(wrong.EarlyData, "found/decompress-hello-sent/result", 3),
    "UncountedClose": Caught(wrong.UncountedClose, "found/close-established/messages-sent", 3),
    "NeverExpiring": Caught(wrong.NeverExpiring, "found/wait-301/expired", 3, CLOCK),
    "KeepingClone": Caught(wrong.KeepingClone, "found/clone-hello-sent/clone", 4),
    "UntouchedByData": Caught(wrong.UntouchedByData, "found/receive-data-initial/expired", 4, CLOCK),
    "Reviving": Caught(wrong.Reviving, "found/receive-pong-closed/expired", 5, WALKS, Profile.STRICT),
    "Tiring": Caught(TARGETS["Tiring"], "found/receive-ping-closed/result", 4, replace(OUTLINE, extra=1)),
    "Exhausted": Caught(TARGETS["Exhausted"], "found/close-closed/messages-sent", 17, WALKS),
}


@pytest.mark.parametrize("name", CATCHES)
def test_a_wrong_target_is_caught_by_a_shortest_sequence(name: str, tmp_path: Path) -> None:
    caught = CATCHES[name]
    run = judged(caught.wanted, embedded(caught.make), tmp_path, caught.profile)
    assert not run.passed
    assert caught.case in found(run)
    cases = {case.id: case for case in load_cases(tmp_path, RULES)}
    assert len(cases[caught.case].steps) == caught.calls
    again = play(Target(embedded(caught.make), caught.profile), list(cases.values()))
    assert {each.outcome for each in again.verdicts} == {Outcome.FAILED}
    right = play(Target(embedded(ReferenceAdapter), caught.profile), list(cases.values()))
    assert right.passed


def test_what_lies_deeper_needs_extra_states_or_walks(tmp_path: Path) -> None:
    assert judged(OUTLINE, embedded(TARGETS["Tiring"]), tmp_path).passed
    assert judged(OUTLINE, embedded(TARGETS["Exhausted"]), tmp_path).passed


def test_a_target_that_breaks_is_found_out_and_the_run_goes_on(tmp_path: Path) -> None:
    run = judged(OUTLINE, piped("Fragile"), tmp_path)
    count = run.count()
    assert count[Outcome.ERRORED] == 1
    assert count[Outcome.PASSED] == len(run.verdicts) - 1
    assert run.claim == UNPROVED
    assert found(run) == ["found/create-hello-established/target"]
    (case,) = load_cases(tmp_path, RULES)
    assert [step.call for step in case.steps][-1] == "session.create_hello"
    assert len(case.steps) == 3
    again = play(Target(piped("Fragile")), [case])
    assert [each.outcome for each in again.verdicts] == [Outcome.ERRORED]
    assert "the target exited with status 3" in again.verdicts[0].message


def test_a_target_that_does_not_do_the_same_every_time_is_said_to(tmp_path: Path) -> None:
    run = judged(OUTLINE, embedded(TARGETS["Moody"]), tmp_path)
    assert not run.passed
    assert run.found
    assert any("does not do the same every time" in each.message for each in run.found)


def test_the_same_seed_gives_the_same_walks(tmp_path: Path) -> None:
    words = [
        [list(trial.words()) for trial in _source(replace(WALKS, seed=seed), tmp_path)._judge.trials.values()]
        for seed in (1, 1, 2)
    ]
    assert words[0] == words[1] != words[2]
    assert all(len(word) == 100 for (word,) in words[0])


def _source(wanted: Wanted, folder: Path) -> SequenceSource:
    return SequenceSource(wanted, Target(embedded(ReferenceAdapter)), RULES, folder)


def test_what_a_target_lacks_is_not_asked_of_it(tmp_path: Path) -> None:
    class Poor(ReferenceAdapter):
        def initialize(self, params: object) -> dict[str, object]:
            welcome = super().initialize(params)  # type: ignore[arg-type]
            return {**welcome, "features": ["session"]}

    run = judged(SUITE, embedded(Poor), tmp_path)
    assert run.passed
    assert {each.outcome for each in run.verdicts} == {Outcome.PASSED}
    assert run.claim.startswith("Proved: ")
    assert not any("wait" in each.case.id or "clone" in each.case.id for each in run.verdicts)


def test_nothing_is_proved_by_a_part_of_the_suite(tmp_path: Path) -> None:
    target = Target(embedded(ReferenceAdapter))
    source = SequenceSource(OUTLINE, target, RULES, tmp_path)
    run = Runner(target, source.cases[1:], Observer(), judge=source.judge).run()
    assert source.concluded(run).claim == UNPROVED


def test_options_offer_what_there_is() -> None:
    assert set(METHODS) == {each.value for each in Method}
    assert set(ALPHABETS) == {each.value for each in Kind}
