"""Every adapter that is wrong in one way is caught by the check about it, which is what to mend first."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from m2m_conformance.examine.check import Finding, Verdict
from m2m_conformance.examine.examination import Examination, examined
from m2m_conformance.examine.subject import Subject
from m2m_conformance.examine.table import CHECKS
from m2m_ref.profile import Profile
from tests.examine.wrong.every import ADAPTERS

ROOT = Path(__file__).parents[2]
WRONG, ADVICE = Verdict.WRONG, Verdict.ADVICE


@dataclass(frozen=True)
class Caught:
    """The check that catches an adapter, what it says that came, and how what is to be done begins."""

    check: str
    came: str
    verdict: Verdict = WRONG
    timeout: float = 5.0
    do: str = ""


CATCHES = {
    "Exiting": Caught("answer", "it exited with status 0 without an answer", do="An adapter is a loop"),
    "Crashing": Caught(
        "answer",
        "it exited with status 1 without an answer",
        do="It crashed (its stderr is below): mend that",
    ),
    "Hanging": Caught(
        "answer", "no reply within the time limit of 1 s; when its input ended it exited", timeout=1
    ),
    "Late": Caught("answer", "no reply within the time limit of 1 s; it came later", timeout=1),
    "NoFlush": Caught(
        "flush", "the reply came only when the input had ended", timeout=1.5, do="Flush after each line"
    ),
    "NeverFlush": Caught(
        "answer", "when its input ended it exited with status 0", timeout=1, do="Flush after each line"
    ),
    "WaitsForAll": Caught("flush", "the reply came only when the input had ended", timeout=1.5),
    "NoLineEnd": Caught("flush", "a reply without a line end", timeout=1.5),
    "Printing": Caught("stdout", "a line that is no reply: 'INFO "),
    "PrintingAfter": Caught("stdout", "a line that is no reply: 'INFO answered'"),
    "PrintingWhenIdle": Caught("stdout", "a line that is no reply: 'INFO still here'"),
    "PrintingAtTheEnd": Caught("stdout", "at the end of its input it wrote 'bye'"),
    "PrintingInOneMethod": Caught("stdout", "a line that is no reply: \"DEBUG {'session': 'again'}\""),
    "Prompting": Caught("stdout", ": '> '"),
    "PromptingInLine": Caught("stdout", "something before the reply, in the same line: 'reply: '"),
    "Twice": Caught("stdout", "one reply more than requests: "),
    "Pretty": Caught("line", "a reply that is spread over several lines"),
    "PrettyAndSlow": Caught("line", "a reply that is spread over several lines"),
    "EmptyLines": Caught("line", "an empty line beside the reply"),
    "Marked": Caught("utf8", "a byte order mark before the reply"),
    "Wide": Caught("utf8", "a reply that is not UTF-8"),
    "Latin": Caught("utf8", "a reply that is not UTF-8"),
    "Echo": Caught("reply", "the request came back as it was sent"),
    "NoVersion": Caught("reply", "the reply has no `jsonrpc`"),
    "BareValue": Caught("reply", "result has what does not belong there: "),
    "ErrorToo": Caught("reply", "error is null, which is not of type object"),
    "Quoted": Caught("reply", "a line that is not JSON: "),
    "TextId": Caught("id", 'the id "1" (as text) in the reply to the request with id 1'),
    "NoId": Caught("id", "the id null in the reply to the request with id 1"),
    "CountingId": Caught("id", "the id 2 in the reply to the request with id "),
    "ShortId": Caught("ids", "a request with the id 2147483647: the id 65535 in the reply"),
    "Unwelcoming": Caught("initialize", "`initialize` is answered with an error: no method initialize"),
    "Nameless": Caught("initialize", "the value of `initialize` has no `name`"),
    "Newer": Caught("initialize", "protocol is not 1"),
    "Misspelt": Caught("features", '"sesion" in `features` is no feature'),
    "Doubled": Caught("features", ", in which something stands twice"),
    "NilFeatures": Caught(
        "features",
        "features is null, which is not of type array",
        do="Write [] for none (Go: a nil slice is null: use []string{}). List in `features`",
    ),
    "NilLacks": Caught(
        "lacks",
        "lacks is null, which is not of type object",
        do="Leave `lacks` out, or write {} (Go: omitempty; a nil map is null). Give reasons",
    ),
    "Serving": Caught("features", "http"),
    "LackingUnknown": Caught("lacks", '"brotly"'),
    "LackingWhatItHas": Caught("lacks", "clone: listed in `features`, and in `lacks`"),
    "OneShot": Caught("running", "it exited with status 0"),
    "Unknowing": Caught("method", "asked for an unknown method: it exited with status 1"),
    "Yielding": Caught("method", "is answered with a result"),
    "Uncreating": Caught("create", "session.create is answered with error -32601"),
    "OwnId": Caught("create", "the snapshot of a new session has id "),
    "Dropping": Caught(
        "hello",
        "given: no compression.encodings, compression.preferred_encoding, security.model_version, extensions",
        ADVICE,
    ),
    "Defaulting": Caught(
        "hello", 'no extensions.x-examiner; version is "3.0", not "3.7"; agent_id is "', ADVICE
    ),
    "Talkative": Caught("create", "the value of session.create is not null"),
    "LowerState": Caught(
        "snapshot", 'result.session.state is "initial", which is none of those that there are'
    ),
    "EmptyAlgorithm": Caught(
        "snapshot",
        'result.session.algorithm is "", which is none of those that there are',
        do="Say null before anything was negotiated (Go: a *string). Put the whole snapshot",
    ),
    "EmptyEncoding": Caught(
        "snapshot",
        'result.session.encoding is "", which is none of those that there are',
        do="Say null before anything was negotiated",
    ),
    "ShortSnapshot": Caught("snapshot", "result.session has no `bytes_saved`"),
    "NoSnapshot": Caught("snapshot", "the reply to session.create has no session snapshot"),
    "SnapshotWithAll": Caught("snapshot", "has a snapshot of a session"),
    "NoSnapshotOfRefused": Caught("snapshot", "the refused session."),
    "Keeping": Caught("replace", "has id 's-1', state 'HelloSent'"),
    "OneSession": Caught("apart", "of two sessions, the one made as s-left has the id 's-right'"),
    "OriginalsSnapshot": Caught(
        "clone", "the snapshot in the reply to session.clone is not that of the clone"
    ),
    "LostClone": Caught("clone", "after session.clone the handle of the clone is answered with error -32602"),
    "Sleeping": Caught("clock", "clock.advance by 1000 s: no reply within the time limit", timeout=3),
    "Timeless": Caught(
        "clock", "1000 s after it was made, a session with a timeout of 300 s has not expired"
    ),
    "Boasting": Caught("declared", "brotli: engine.compress is answered with error -32001"),
    "BoastingOfMethods": Caught("declared", "tick: session.tick is answered with error -32601"),
    "Breaking": Caught(
        "calls", "session.close: it exited with status 101", do="It crashed (its stderr is below): mend that"
    ),
    "Panicking": Caught(
        "calls",
        "session.create_hello: it exited with status 101",
        do="It crashed, and wrote nothing to stderr: start it by hand",
    ),
    "OtherNames": Caught(
        "calls", "session.compress, asked as spec/adapter.md says, is answered with error -32602"
    ),
    "Shouting": Caught("value", 'engine.detect: the value is "NONE", which is none of those that there are'),
    "ShortStatistics": Caught("value", "session.stats: the value has no `savings_percent`"),
    "Undoing": Caught(
        "undeclared", "engine.compress with m2m, which is not declared: it exited with status 1"
    ),
    "Hiding": Caught("undeclared", "carried out, but not declared: capabilities.negotiate", ADVICE),
    "Partial": Caught("partial", "not there yet: session.stats", ADVICE),
    "Swallowing": Caught("refusal", "calls that no new session carries out are not refused"),
    "OwnKinds": Caught(
        "refusal", 'error.data.kind is "SessionNotEstablished", which is none of those that there are'
    ),
    "Kindless": Caught("refusal", "error has no `data`"),
    "Internal": Caught("refusal", "session.compress: error -32603"),
    "Uncaught": Caught(
        "refusal", "session.compress of a session that was just made, which it has to refuse: it exited"
    ),
    "Dangling": Caught(
        "refusal",
        "session.process_accept of a session that was just made, which it has to refuse: it exited",
        do="It crashed (its stderr is below): mend that. Only if this is how your implementation refuses",
    ),
    "Threading": Caught(
        "refusal",
        "which it has to refuse: no reply within the time limit of 1.5 s; it goes on running",
        timeout=1.5,
        do="It crashed (its stderr is below): mend that. Only if",
    ),
    "Unsupporting": Caught("method", "an unknown method is answered with error -32001", ADVICE),
    "SelfBlaming": Caught(
        "params", "session.create without its parameters: it is answered with error -32603", ADVICE
    ),
    "Unreading": Caught("unreadable", "is answered with error -32602"),
    "Unsigned": Caught("unreadable", "a message with -1 as `timestamp` is answered with error -32602"),
    "Timed": Caught("unreadable", "a message without `timestamp` is answered with error -32602"),
    "Mapped": Caught("unreadable", "a message with 5 as `payload` is answered with error -32602"),
    "UnreadingEnds": Caught("unreadable", "a message of an unknown type: it exited with status 1"),
    "Params": Caught("params", "session.create without its parameters: it exited with status 1"),
    "Zero": Caught(
        "params",
        "answered with error -32000 (json): session.process_hello without `message`, "
        "session.process_accept without `message`, session.process_reject without `message`, "
        "session.process_message without `message`, session.decompress without `message`, "
        "message.read without `text`; "
        "answered with error -32000 (session_not_established): session.compress without `content`; "
        "answered with a result: clock.advance without `seconds`, engine.compress without `content`, "
        "engine.decompress without `wire`, engine.detect without `wire`",
        ADVICE,
        do="Answer a request that lacks a parameter with error -32602",
    ),
    "NilMessage": Caught("params", "session.process_hello without `message`: it exited with status 1"),
    "Imagining": Caught("handle", "it is answered with a result"),
    "Misreading": Caught("text", "letters beyond ASCII: "),
    "Ascii": Caught("text", "letters beyond ASCII: "),
    "Splitting": Caught("text", "U+2028"),
    "Scanning": Caught("long", "a text of 1048581 characters in one line: it exited with status 1"),
    "Cutting": Caught("long", "of a text of 1048581 characters 65536 came back"),
    "Exact": Caught("space", "a request with white space around it: it exited with status 1"),
    "FirstCounts": Caught("twice", "the id 11 in the reply to the request with id 12", ADVICE),
    "Locking": Caught("killed", "started again after it was killed: it exited with status 1"),
    "Remembering": Caught("fresh", "still has a session of the one before"),
    "Alone": Caught("together", "a second process of the command, started while one is running: it exited"),
    "Sharing": Caught("together", "of two processes, the session made in the first"),
    "CoreOnly": Caught("profile", "`initialize` with the profile strict: "),
    "Helpless": Caught("garbage", "an empty line: it exited with status 1", ADVICE),
    "Immortal": Caught("end", "it was still running 2 s after the end of its input"),
    "Lingering": Caught("end", "the end of its input"),
    "Failing": Caught("end", "it exited with status 3", ADVICE),
}
ONLY_THE_COMMAND = {"start"}
"""The check that no program can be caught by; test_command.py has commands that it catches."""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def examine(
    module: str, name: str, folder: Path, timeout: float = 5.0, profile: Profile = Profile.CORE
) -> Examination:
    subject = Subject([sys.executable, "-m", f"tests.examine.{module}", name, str(folder)], timeout, profile)
    try:
        return examined(subject, lambda _: None)
    finally:
        subject.stop()


def first(examination: Examination, verdict: Verdict) -> Finding:
    return examination.of(verdict)[0]


@pytest.mark.parametrize("name", CATCHES)
def test_it_is_caught_by_the_check_about_its_fault(name: str, tmp_path: Path) -> None:
    caught = CATCHES[name]
    found = examine("wrong", name, tmp_path, caught.timeout)
    assert found.of(caught.verdict), [each.text for each in found.wrong]
    finding = first(found, caught.verdict)
    assert (finding.check.name, caught.came in finding.text) == (caught.check, True), finding.text
    assert finding.do
    assert finding.do.startswith(caught.do)
    if caught.verdict is ADVICE:
        assert not found.wrong


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Misspelt", "session"),
        ("LackingUnknown", "brotli"),
        ("LowerState", "Initial"),
        ("OwnKinds", "session_not_established"),
    ],
)
def test_what_was_probably_meant_is_said(name: str, meant: str, tmp_path: Path) -> None:
    do = first(examine("wrong", name, tmp_path), WRONG).do
    assert do.startswith(f'Did you mean "{meant}"? ')
    assert meant in do.split("There are: ")[1].split(", ")
    assert "http" not in do


@pytest.mark.slow
def test_one_that_does_not_come_back_is_asked_no_more_after_three_times(tmp_path: Path) -> None:
    found = examine("wrong", "Stuck", tmp_path, 2.5)
    assert found.wrong[0].check.name == "calls"
    assert found.wrong[0].text.startswith("session.stats: no reply within the time limit of 2.5 s")
    reasons = [each.text for each in found.of(Verdict.UNEXAMINED)]
    assert reasons[-10:] == ["it was silent 3 times"] * 10


def test_every_wrong_adapter_is_tried_and_every_check_has_one() -> None:
    assert CATCHES.keys() | {"Stuck"} == ADAPTERS.keys()
    caught = {each.check for each in CATCHES.values()}
    assert caught | ONLY_THE_COMMAND == {check.name for check in CHECKS}
