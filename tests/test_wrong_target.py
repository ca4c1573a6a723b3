"""Every deliberately wrong target is caught, by the case that is about its fault, and none stops the run."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from m2m_conformance.case import select
from m2m_conformance.channel import PipeChannel
from m2m_conformance.outcome import Outcome, Run
from m2m_conformance.target import Target
from m2m_ref.profile import Profile
from tests.test_suite import CASES, CASES_OF, run
from tests.wrong.target import TARGETS

SCRIPT = Path(__file__).parent / "wrong" / "target.py"
SESSION = ("session/*", "negotiation/encoding/*", "negotiation/strict-agreement/*")


@dataclass
class Caught:
    """The case that catches a target: how it ends, and what its message says."""

    case: str
    outcome: Outcome
    message: str
    among: tuple[str, ...] = SESSION
    profile: Profile = Profile.CORE


FAILED, ERRORED = Outcome.FAILED, Outcome.ERRORED
STRICT = Profile.STRICT
STATS = ("session/clock/exactly-timeout", "session/accept/*")
CLONE = ("session/clone/closing", "session/receive/*")
CATCHES = {
    "PongToNothing": Caught(
        "session/receive/pong-established", FAILED, 'value: expected null, got {"type": "PONG"'
    ),
    "SilentPing": Caught("session/receive/ping-established", FAILED, "got null"),
    "EarlyData": Caught(
        "session/illegal/decompress-hello-sent", FAILED, "expected error session_not_established"
    ),
    "UncountedClose": Caught("session/close/initial", FAILED, "session.messages_sent: expected 1, got 0"),
    "SwappedRoles": Caught("frame/role/user-assistant", FAILED, "value.wire: expected", ("frame/role/*",)),
    "DroppedByte": Caught(
        "frame/read/request", FAILED, "value: expected", ("frame/read/*", "frame/malformed/*")
    ),
    "Hanging": Caught(
        "session/close/initial",
        ERRORED,
        "no reply within the time limit of 1 s",
        ("session/close/*",),
    ),
    "Exiting": Caught("session/clone/closing", ERRORED, "the target exited with status 3", CLONE),
    "Killed": Caught("session/clone/closing", ERRORED, "the target was ended by signal SIGSEGV", CLONE),
    "Logging": Caught("session/clock/exactly-timeout", ERRORED, "INFO statistics were asked for", STATS),
    "HalfLine": Caught(
        "session/clone/closing", ERRORED, """exited with status 0, only '{"jsonrpc": "2.0", "id": 5""", CLONE
    ),
    "WrongEncoding": Caught(
        "negotiation/encoding/first-of-local-list", FAILED, 'expected "O200kBase", got "Cl100kBase"'
    ),
    "NeverExpiring": Caught("session/clock/just-over", FAILED, "session.expired: expected true, got false"),
    "KeepingClone": Caught(
        "session/clone/counters-reset", FAILED, "session.messages_sent: expected 0, got 2"
    ),
    "UntouchedByData": Caught(
        "session/clock/receive-data-touches", FAILED, "expired: expected false (unchanged), got true"
    ),
    "Trusting": Caught(
        "security/secured/hmac-unsecured", FAILED, "expected error", ("security/secured/*", "frame/read/*")
    ),
    "Blind": Caught("frame/inspect/cut-payload", FAILED, "got error decompression", ("frame/inspect/*",)),
    "Backwards": Caught(
        "brotli/write/japanese",
        FAILED,
        "not one Brotli stream",
        ("brotli/write/*", "brotli/malformed/data-*"),
    ),
    "Reviving": Caught(
        "session/strict-expiry/receive-ping-established",
        FAILED,
        "expected error session_expired",
        profile=STRICT,
    ),
    "Selfish": Caught(
        "negotiation/strict-agreement/algorithm-crossed-two", FAILED, "session.algorithm", profile=STRICT
    ),
    "Patient": Caught("session/strict-ping/never-answered", FAILED, "value: expected null", profile=STRICT),
    "WrongId": Caught("session/clock/exactly-timeout", ERRORED, "a reply with id 9", STATS),
    "Unasked": Caught("session/clock/exactly-timeout", ERRORED, "more than one line in answer", STATS),
    "NoSnapshot": Caught("session/clock/exactly-timeout", ERRORED, "no session snapshot", STATS),
    "Endless": Caught("session/clock/exactly-timeout", ERRORED, "a reply line of over 67108864 bytes", STATS),
}


def judge(name: str, among: tuple[str, ...], timeout: float = 5.0, profile: Profile = Profile.CORE) -> Run:
    channel = PipeChannel([sys.executable, str(SCRIPT), name], timeout)
    return run(Target(channel, profile), select(CASES_OF[profile], among, []))


@pytest.mark.parametrize("name", CATCHES)
def test_it_is_caught_by_the_case_about_its_fault(name: str) -> None:
    caught = CATCHES[name]
    result = judge(name, caught.among, 1.0 if name == "Hanging" else 5.0, caught.profile)
    verdict = next(each for each in result.verdicts if each.case.id == caught.case)
    assert verdict.outcome is caught.outcome
    assert caught.message in verdict.message
    assert not result.passed
    assert result.unfinished == 0
    assert result.count()[Outcome.PASSED] > 0, "the run went on"


def test_a_target_that_always_breaks_is_given_up_after_ten_times() -> None:
    broken = Target(PipeChannel([sys.executable, "-c", "print('starting up', flush=True)"]))
    result = run(broken)
    assert [each.outcome for each in result.verdicts] == [ERRORED] * 10
    assert "a line that is not JSON: 'starting up'" in result.verdicts[0].message
    assert (result.unfinished, result.stopped) == (len(CASES) - 10, "the target broke 10 times in a row")
    assert not result.passed


def test_every_wrong_target_is_tried() -> None:
    assert CATCHES.keys() | {"Chatty", "Refusing", "ReferenceAdapter", "Wrong"} == TARGETS.keys()


def test_a_target_that_writes_megabytes_to_stderr_is_not_blamed_for_it() -> None:
    assert judge("Chatty", ("session/stats/*",)).passed


def test_what_a_target_has_not_got_is_skipped_and_a_run_that_checked_nothing_has_not_passed() -> None:
    result = judge("Refusing", ("session/stats/*",))
    skipped = [each for each in result.verdicts if each.outcome is Outcome.SKIPPED]
    assert skipped
    assert all(each.message == "session.stats: no statistics here" for each in skipped)
    nothing = run(
        Target(PipeChannel([sys.executable, str(SCRIPT), "Refusing"])), [each.case for each in skipped]
    )
    assert not nothing.passed
