"""What is kept of a run: what was exchanged in cases that did not pass, and where sessions went."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.case import Case, of_profile, select
from m2m_conformance.channel import EmbeddedChannel, PipeChannel
from m2m_conformance.evidence import UNTRACED, Evidence, Exchange, Move, Tally, Trace, added
from m2m_conformance.outcome import Outcome, Run
from m2m_conformance.reply import Reply
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Observer, Runner
from m2m_conformance.series import MOST_TRACES
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile

CREATE = ("session.create", {"session": "a"})
DETECT = ("engine.detect", {"wire": ""}, Reply())
PING = ("session.process_message", {"session": "a", "message": {"type": "PING"}})


def seen(state: str) -> Reply:
    return Reply(session={"state": state})


def told(*exchanges: tuple[str, Mapping[str, Any], Reply | None]) -> Evidence:
    evidence = Evidence()
    evidence.begin()
    for each in exchanges:
        evidence.note(*each)
    return evidence


def run(words: Sequence[str], *globs: str) -> Run:
    channel = PipeChannel(words, 10) if words else EmbeddedChannel(lambda: ReferenceAdapter().answer)
    return Runner(Target(channel), corpus(*globs), Observer()).run()


def corpus(*globs: str) -> list[Case]:
    every = load_cases(vectors_path(), load_requirements())
    return select(of_profile(every, Profile.CORE, advisory=False), globs, ())


def wrong(name: str) -> list[str]:
    return [sys.executable, "tests/wrong/target.py", name]


def test_moves_are_counted_as_passed_but_for_the_last_of_a_bad_case() -> None:
    evidence = told((*CREATE, seen("Initial")), (*PING, seen("Initial")), (*PING, seen("Initial")))
    evidence.settle(bad=True)
    assert evidence.moves == {Move("session.process_message", "PING", "Initial", "Initial"): Tally(1, 1)}


def test_a_bad_case_that_ends_with_another_call_blames_no_move() -> None:
    evidence = told((*CREATE, seen("Initial")), (*PING, seen("Closed")), DETECT)
    evidence.settle(bad=True)
    assert evidence.moves == {Move("session.process_message", "PING", "Initial", "Closed"): Tally(1, 0)}


def test_a_call_that_broke_the_target_is_blamed_where_the_session_was() -> None:
    evidence = told((*CREATE, seen("Initial")), (*PING, None))
    assert evidence.settle(bad=True).exchanges[-1].reply is None
    assert evidence.moves == {Move("session.process_message", "PING", "Initial", "Initial"): Tally(0, 1)}


def test_a_clone_stands_where_the_other_session_stood() -> None:
    clone = ("session.clone", {"session": "a", "as": "b"}, seen("HelloSent"))
    ping = ("session.process_message", {"session": "b", "message": {"type": "PING"}}, seen("HelloSent"))
    evidence = told((*CREATE, seen("HelloSent")), clone, ping)
    evidence.settle(bad=False)
    assert [move.before for move in evidence.moves] == ["HelloSent", "HelloSent"]


@pytest.mark.parametrize("message", [None, 7, {}, {"type": 7}])
def test_what_is_no_message_has_no_type(message: object) -> None:
    call = ("session.process_message", {"session": "a", "message": message}, seen("Initial"))
    evidence = told((*CREATE, seen("Initial")), call)
    evidence.settle(bad=False)
    assert [move.message for move in evidence.moves] == [""]


def test_the_last_sixty_exchanges_are_kept_and_the_others_counted() -> None:
    trace = told((*CREATE, seen("Initial")), *[(*PING, seen("Initial"))] * 64).settle(bad=True)
    assert (len(trace.exchanges), trace.left_out) == (60, 5)


def test_a_brief_trace_has_long_texts_and_lists_cut_wherever_they_are() -> None:
    reply = Reply(value={"wire": "x" * 9000, "roles": list(range(200))}, session={"id": "y" * 9000})
    trace = Trace((Exchange("engine.compress", {"content": ["z" * 9000]}, reply),)).brief()
    (exchange,) = trace.exchanges
    assert exchange.reply is not None
    assert exchange.reply.session is not None
    assert exchange.reply.value["wire"].endswith(" (9000 characters)")
    assert exchange.reply.value["roles"][-1] == "… (200 items)"
    assert len(exchange.params["content"][0]) < 7000
    assert len(exchange.reply.session["id"]) < 7000


def test_a_brief_trace_is_not_nested_deep() -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    (exchange,) = Trace((Exchange("engine.detect", {}, Reply(deep)),)).brief().exchanges
    assert "nested deeper" in json.dumps(exchange.reply and exchange.reply.value)


def test_moves_of_several_runs_add_up() -> None:
    one, other = (Move("session.close", "", before, "Closing") for before in ("Initial", "Closed"))
    together = added([{one: Tally(1, 2)}, {one: Tally(3, 0), other: Tally(0, 1)}])
    assert together == {other: Tally(0, 1), one: Tally(4, 2)}
    assert list(together) == [other, one]


def test_a_run_of_a_right_target_has_moves_that_passed_and_no_trace() -> None:
    done = run([], "session/close/*")
    assert done.moves
    assert not any(tally.failed for tally in done.moves.values())
    assert all(each.trace == UNTRACED for each in done.verdicts)


def test_a_failed_case_shows_what_was_exchanged_and_its_move_failed() -> None:
    done = run(wrong("UncountedClose"), "session/close/initial")
    (verdict,) = done.verdicts
    assert [each.call for each in verdict.trace.exchanges] == ["session.create", "session.close"]
    assert done.moves == {Move("session.close", "", "Initial", "Closing"): Tally(0, 1)}


def test_an_adapter_that_cannot_introduce_itself_shows_that_request() -> None:
    done = run([sys.executable, "-c", "print('hello'); input()"], "session/close/initial")
    (exchange,) = done.verdicts[0].trace.exchanges
    assert exchange.call == "initialize"
    assert "not JSON" in exchange.broke


def test_so_many_cases_of_a_vector_file_are_traced() -> None:
    right, sent = ReferenceAdapter().answer, b'"messages_sent":'
    channel = EmbeddedChannel(lambda: lambda line: right(line).replace(sent + b"0", sent + b"7"))
    done = Runner(Target(channel), corpus("session/*"), Observer()).run()
    bad = [each.case.id.rpartition("/")[0] for each in done.verdicts if each.outcome is Outcome.FAILED]
    traced = [each.case.id.rpartition("/")[0] for each in done.verdicts if each.trace.exchanges]
    assert max(Counter(bad).values()) > MOST_TRACES
    assert Counter(traced) == {file: min(count, MOST_TRACES) for file, count in Counter(bad).items()}
