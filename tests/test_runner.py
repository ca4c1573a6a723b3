"""A run ends with what it found, however it ends, and a case's message is the same in every run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.case import Case, Step, select
from m2m_conformance.channel import EmbeddedChannel, PipeChannel
from m2m_conformance.outcome import Outcome, Run, Verdict, steady
from m2m_conformance.pattern import compile_value
from m2m_conformance.target import Target
from m2m_conformance.value import Ref, filler
from tests.test_suite import CASES, run
from tests.wrong.peer import GOOD, Peer, case, initials
from tests.wrong.target import PongToNothing, WrongId

WELCOME = {"protocol": 1, "name": "stub", "version": "1", "language": "", "features": ["engine"]}


class Stub(EmbeddedChannel):
    """A target that introduces itself and has `answer` say what comes back for the other requests."""

    def __init__(self, answer: Callable[[dict[str, Any]], Any]) -> None:
        super().__init__(lambda: self.line)
        self._value = answer
        self.requests: list[dict[str, Any]] = []
        self.closed = 0

    def line(self, line: bytes) -> bytes:
        request = json.loads(line)
        self.requests.append(request)
        value = WELCOME if request["method"] == "initialize" else self._value(request)
        return json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": {"value": value}}).encode()

    def close(self, *, patient: bool = True) -> None:
        super().close(patient=patient)
        self.closed += 1


def interrupting(request: dict[str, Any]) -> str:
    if request["params"]["wire"] == "break":
        raise KeyboardInterrupt
    return "m2m"


def cases(*wires: str) -> list[Case]:
    return [case(wire, number) for number, wire in enumerate(wires)]


def ends(result: Run) -> tuple[str, str, int]:
    return initials(result), result.stopped, result.unfinished


def test_an_interrupt_ends_the_run_with_what_was_found() -> None:
    stub = Stub(interrupting)
    result = run(Target(stub), cases("fine", "fine", "break", "fine"))
    assert ends(result) == ("PP", "interrupted", 2)
    assert not result.passed
    assert stub.closed == 1


def test_an_interrupt_while_the_target_ends_loses_nothing() -> None:
    class Interrupted(Stub):
        def close(self, *, patient: bool = True) -> None:
            super().close(patient=patient)
            raise KeyboardInterrupt

    last = run(Target(Interrupted(interrupting)), cases("fine", "fine"))
    assert ends(last) == ("PP", "interrupted", 0)
    assert not last.passed
    assert ends(run(Target(Interrupted(interrupting)), cases("fine", "break"))) == ("P", "interrupted", 1)


def test_a_hang_in_the_introduction_costs_the_case_its_time() -> None:
    before = time.perf_counter()
    result = run(Target(PipeChannel(["/bin/sleep", "60"], 0.2)), cases("fine"))
    assert result.verdicts[0].message == "initialize: no reply within the time limit of 0.2 s"
    assert 0.2 <= result.verdicts[0].seconds <= time.perf_counter() - before


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


def test_a_reply_too_deep_to_compare_is_said_to_be() -> None:
    deep = b'{"a":' * 1010 + b"1" + b"}" * 1010

    def answer(line: bytes) -> bytes:
        return ReferenceAdapter().answer(line) if b"initialize" in line else reply(line)

    def reply(line: bytes) -> bytes:
        return b'{"jsonrpc":"2.0","id":%d,"result":{"value":%s}}' % (json.loads(line)["id"], deep)

    result = run(Target(EmbeddedChannel(lambda: answer)), cases("fine"))
    assert initials(result) == "E"
    assert result.verdicts[0].message == "step 1, engine.detect: a reply nested too deep to compare"


def test_a_reply_too_deep_to_send_back_is_an_error_of_its_case() -> None:
    anything = compile_value("$any", {}, pattern=True)
    first = Step("step 1", "engine.detect", {"wire": "x"}, None, "saved", {"value": anything})
    given = {"wire": Ref("saved")}
    second = Step("step 2", "engine.detect", given, filler(given), None, {"value": anything})
    both = replace(case("twice"), steps=(first, second))
    result = run(Target(Stub(lambda request: nested(400))), [both, case("fine")])
    assert initials(result) == "EF"
    assert result.verdicts[0].message.startswith("step 2, engine.detect: a reply that cannot be passed on: ")


def messages(result: Run) -> dict[str, str]:
    return {each.case.id: each.message for each in result.verdicts if each.outcome is not Outcome.PASSED}


@pytest.mark.parametrize("wrong", [WrongId, PongToNothing])
def test_a_message_is_the_same_whatever_is_selected(wrong: type[ReferenceAdapter]) -> None:
    def played(some: Sequence[Case]) -> dict[str, str]:
        return messages(run(Target(EmbeddedChannel(lambda: wrong().answer)), some))

    among = select(CASES, ["session/clock/*", "session/stats/*"], [])
    whole = played(among)
    assert len(whole) >= 3
    for name, message in whole.items():
        assert played(select(among, [name], [])) == {name: message}


def test_ids_are_those_of_the_case_and_the_introduction_has_1() -> None:
    def ids(*wires: str) -> dict[int, str]:
        stub = Stub(interrupting)
        run(Target(stub), [case(wire) for wire in wires])
        return {each["id"]: each["params"].get("wire", "") for each in stub.requests}

    whole = ids("first", "second", "third")
    assert whole[1] == ""
    assert len(whole) == 4
    assert ids("third").items() <= whole.items()


def test_the_introduction_has_1_after_a_restart_too() -> None:
    def breaking(request: dict[str, Any]) -> str:
        return {"fine": "m2m"}[request["params"]["wire"]]

    stub = Stub(breaking)
    assert initials(run(Target(stub), cases("fine", "break", "fine"))) == "PEP"
    assert [each["id"] for each in stub.requests if each["method"] == "initialize"] == [1, 1]


def test_a_late_reply_to_the_case_before_is_noticed_though_it_would_be_right() -> None:
    stub = Stub(lambda _: "m2m")
    replies: list[bytes] = []

    def late(line: bytes) -> bytes:
        replies.append(stub.line(line))
        return replies[max(len(replies) - 2, 0)] if len(replies) > 2 else replies[-1]

    result = run(Target(EmbeddedChannel(lambda: late)), cases("fine", "fine"))
    assert initials(result) == "PE"
    assert "a reply with id" in result.verdicts[1].message


def test_no_two_cases_share_ids_and_all_fit_32_bits() -> None:
    stub = Stub(lambda _: "m2m")
    target = Target(stub)
    target.start()
    for each in CASES:
        target.begin(each.id)
        target.request("engine.detect", {"wire": "x"})
    first = [each["id"] for each in stub.requests[1:]]
    assert len(set(first)) == len(CASES), "give the newest case another name"
    assert max(first) + max(len(each.steps) for each in CASES) < 2**31
    gaps = [after - before for before, after in zip(sorted(first), sorted(first)[1:], strict=False)]
    assert min(gaps) > max(len(each.steps) for each in CASES)


STEADY = {
    "a timestamp of the protocol": (
        'got {"type": "PONG", "timestamp": 1795344366910}',
        'got {"type": "PONG", "timestamp": <time>}',
    ),
    "one that is cut": ("""'{"timestamp":179534' … (300 bytes)""", """'{"timestamp":<time>' … (300 bytes)"""),
    "one alone": (
        "value.at: expected nothing, got 1795344366910",
        "value.at: expected nothing, got <time>",
    ),
    "a date": ("at 2026-11-22T10:03:11.123Z: no", "at <time>Z: no"),
    "a session's id": (
        'session.id: expected "s-1", got "f47ac10b-58cc-4372-a567-0e02b2c3d479"',
        'session.id: expected "s-1", got "<uuid>"',
    ),
    "one that is cut in the middle": ("'id f47ac10b-58cc-43' … (300 bytes)", "'id <uuid>' … (300 bytes)"),
    "an address": ("<Session object at 0x7f3c5e22a6f0>", "<Session object at <address>>"),
    "a panic": ("thread 'main' (12345) panicked at a.rs:1:2", "thread 'main' (<id>) panicked at a.rs:1:2"),
    "a process": ("worker pid=4711 died", "worker pid=<id> died"),
    "a goroutine": ("goroutine 17 [running]", "goroutine <id> [running]"),
    "a duration": (
        "gave up after 12.345678 s, 350ms, 17 µs",
        "gave up after <duration>, <duration>, <duration>",
    ),
}


@pytest.mark.parametrize(("message", "expected"), STEADY.values(), ids=STEADY.keys())
def test_what_changes_from_run_to_run_has_a_word_in_its_place(message: str, expected: str) -> None:
    assert steady(message) == expected
    assert steady(expected) == expected


@pytest.mark.parametrize(
    "message",
    [
        "no reply within the time limit of 0.3 s",
        'value: expected "#M2M|1|IAABAAAAAAAAAAAA12msAAAA", got "s-1"',
        "session.bytes_compressed: expected 1234567890, got 0",
        "checksum 0xdeadbeef is not 0x00000000",
        "Session expired after 300 s in state 12345678",
        "the target exited with status 139 (in a shell: SIGSEGV)",
    ],
)
def test_what_does_not_change_is_left_alone(message: str) -> None:
    assert steady(message) == message


def test_what_a_case_must_do_without_is_judged_only_where_it_is_missing() -> None:
    def played(without: str, code: str = GOOD) -> Verdict:
        peer = Peer(code)
        (verdict,) = run(Target(peer), [replace(case("break"), without=frozenset(without.split()))]).verdicts
        return verdict

    has = played("clock engine")
    assert has.outcome is Outcome.SKIPPED
    assert has.message == "engine: the target has what this case does without"
    assert played("clock llama").outcome is Outcome.PASSED
    assert played("llama", "reply $id '\"none\"'").outcome is Outcome.FAILED
