"""Reports say what happened, in forms that hold."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from m2m_conformance.case import Case
from m2m_conformance.channel import EmbeddedChannel
from m2m_conformance.difference import Difference
from m2m_conformance.outcome import Outcome, Run, Verdict
from m2m_conformance.report import log
from m2m_conformance.report.conclusion import conclusion
from m2m_conformance.report.context import Context
from m2m_conformance.report.record import write_record
from m2m_conformance.report.terminal import Terminal
from m2m_conformance.requirement import Level, Requirement
from m2m_conformance.target import Target, TargetInfo
from m2m_ref.document import validate

RULE = Requirement("SES-001", Level.MUST, "session", "core", "session.rs:1", "PING is answered.")


def case(name: str, area: str = "session") -> Case:
    identity = f"{area}/ping/{name}"
    return Case(identity, area, f"title of {name}", Level.MUST, ("SES-001",), frozenset(), (), "", ())


VERDICTS = [
    Verdict(case("fine"), Outcome.PASSED, seconds=0.5),
    Verdict(
        case("wrong"),
        Outcome.FAILED,
        "step 2, session.process_message: value: expected 1, got 2",
        label="step 2",
        call="session.process_message",
        differences=(Difference("value", "1", "2"),),
        log="a line\nthe \x00last line\n",
    ),
    Verdict(case("broke", "token"), Outcome.ERRORED, "the target exited with status 3"),
    Verdict(
        case("soft", "token"),
        Outcome.WARNED,
        "a SHOULD \x00",
        differences=(Difference("x", "1", "2"),),
        log="not asked for",
    ),
    Verdict(case("missing", "token"), Outcome.SKIPPED, "clock: not offered"),
]
RUN = Run(TargetInfo("my-m2m", "1.0", "Go"), ("./a b", "--x"), VERDICTS, 1.25)


def printed(run: Run, *, live: bool = False, colour: bool = False) -> str:
    stream = io.StringIO()
    terminal = Terminal(stream, Context({"SES-001": RULE}), live=live, colour=colour)
    target = Target(EmbeddedChannel(lambda: lambda line: line), run.profile)
    target.info = run.target
    terminal.started(target, len(run.verdicts))
    for done, verdict in enumerate(run.verdicts, 1):
        terminal.began(verdict.case, done, len(run.verdicts))
        terminal.judged(verdict)
    terminal.finished(run)
    return stream.getvalue()


def test_the_terminal_names_rule_difference_and_command() -> None:
    text = printed(RUN)
    for part in (
        "target: my-m2m 1.0 (Go)",
        "FAILED session/ping/wrong  title of wrong",
        "SES-001 MUST: PING is answered. [session.rs:1]",
        "step 2, session.process_message",
        "expected 1",
        "got      2",
        "| a line",
        r"| the \x00last line",
        "again: m2m-conformance run --select session/ping/wrong -- './a b' --x",
        "ERRORED token/ping/broke",
        "the target exited with status 3",
        "1 skipped, clock: not offered",
        "NOT PASSED: 1 failed, 1 errored",
    ):
        assert part in text
    assert "\033" not in text


def test_on_a_live_terminal_progress_is_one_line_and_colours_are_used() -> None:
    text = printed(RUN, live=True, colour=True)
    assert "\r\033[K1/5 session/ping/fine" in text
    assert "\033[31mFAILED session/ping/wrong\033[0m" in text


def test_a_broken_target_is_said_at_once_and_endless_failures_are_cut() -> None:
    text = printed(Run(RUN.target, (), VERDICTS[1:3] * 30, 0.0))
    assert text.index("  token/ping/broke: the target exited with status 3") < text.index(
        "FAILED session/ping/wrong"
    )
    assert text.count("again: ") == 2 * 3
    assert "more; --json" not in text
    places = [
        replace(VERDICTS[1], differences=(Difference(f"value.{number // 4}", "1", "2"),))
        for number in range(200)
    ]
    text = printed(Run(RUN.target, (), places, 0.0))
    assert text.count("again: ") == 40
    assert "\nand 144 more; --json FILE lists them all\n" in text
    assert text.count("FAILED ") == 56  # 13 places of 4, and the 4 of the 14th


def test_of_failures_that_begin_at_the_same_place_three_are_shown_in_full_the_others_in_a_line() -> None:
    other = replace(VERDICTS[1], case=case("else"), differences=(Difference("session.state", "1", "2"),))
    alike = [replace(VERDICTS[1], case=case(f"same-{number}")) for number in range(5)]
    lines = printed(Run(RUN.target, (), [alike[0], other, *alike[1:]], 0.0)).splitlines()
    message = VERDICTS[1].message
    assert [line for line in lines if line.startswith("FAILED ")] == [
        *(f"FAILED session/ping/same-{number}  title of same-{number}" for number in range(3)),
        *(f"FAILED session/ping/same-{number}  {message}" for number in (3, 4)),
        "FAILED session/ping/else  title of else",
    ]
    at = lines.index(f"FAILED session/ping/same-3  {message}")
    assert (lines[at - 1], lines[at + 2]) == ("", "")


def test_of_sequences_every_fault_is_shown_in_full() -> None:
    found = [replace(VERDICTS[1], case=case(f"fault-{number}")) for number in range(5)]
    text = printed(replace(RUN, found=found))
    assert text.count("again: ") == 5


def test_the_summary_adds_up() -> None:
    rows = [line.split() for line in printed(RUN).splitlines()]
    assert ["session", "1", "1", "0", "0", "0"] in rows
    assert ["token", "0", "0", "1", "1", "1"] in rows
    assert ["all", "1", "1", "1", "1", "1"] in rows


@pytest.mark.parametrize(
    ("verdicts", "passed", "text"),
    [
        (VERDICTS[:1], True, "PASSED: 1 case"),
        ([VERDICTS[0], VERDICTS[3]], True, "PASSED: 1 case"),
        ([VERDICTS[0], VERDICTS[4]], True, "PASSED: 1 case, 1 skipped"),
        (VERDICTS[:2], False, "NOT PASSED: 1 failed"),
        ([VERDICTS[0], VERDICTS[2]], False, "NOT PASSED: 1 errored"),
        ([VERDICTS[4]], False, "NOT PASSED: nothing was checked"),
        ([], False, "NOT PASSED: nothing was checked"),
    ],
)
def test_only_a_run_that_checked_something_and_found_nothing_has_passed(
    verdicts: list[Verdict], passed: bool, text: str
) -> None:
    run = Run(RUN.target, (), verdicts, 0.0)
    assert run.passed is passed
    assert conclusion(run) == text


def test_the_json_report_is_as_its_schema_says(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    write_record(RUN, file)
    report = json.loads(file.read_text(encoding="utf-8"))
    validate(report, "report.schema.json", file)
    assert report["summary"] == {"passed": 1, "failed": 1, "warned": 1, "skipped": 1, "errored": 1}
    assert report["target"]["command"] == ["./a b", "--x"]
    assert report["cases"][1] == {
        "id": "session/ping/wrong",
        "area": "session",
        "level": "MUST",
        "requirements": ["SES-001"],
        "outcome": "failed",
        "message": "step 2, session.process_message: value: expected 1, got 2",
        "seconds": 0.0,
        "log": "a line\nthe \\x00last line",
        "shown": {
            "title": "title of wrong",
            "notes": "",
            "label": "step 2",
            "call": "session.process_message",
            "differences": [{"path": "value", "expected": "1", "got": "2"}],
        },
    }
    logs = [each["id"] for each in report["cases"] if "log" in each]
    assert logs == ["session/ping/wrong", "token/ping/broke"]


PANIC = "thread 'main' panicked at src/main.rs:1:2:"
BACKTRACE = [f"{number:4}: core::frame_{number}" for number in range(200)]


@pytest.mark.parametrize("frames", [5, 29, 45, 200])
def test_the_message_of_a_panic_is_shown_however_long_its_backtrace_is(frames: int) -> None:
    before = [f"line {number}" for number in range(100)]
    text = "\n".join([*before, PANIC, "what was wrong", "stack backtrace:", *BACKTRACE[:frames], "end", ""])
    shown = log.lines(text)
    assert {PANIC, "what was wrong", BACKTRACE[0], BACKTRACE[frames - 1], "end"} <= set(shown)
    assert shown[-30:] == text.splitlines()[-30:]
    assert ("…" in shown) is (frames > 36)
    assert len(shown) <= 41
    assert "    | what was wrong\n" in printed(replace(RUN, verdicts=[replace(VERDICTS[2], log=text)])), (
        "on the terminal too"
    )


def test_without_a_crash_the_last_thirty_lines_are_shown() -> None:
    assert log.lines("".join(f"line {number}\n" for number in range(100))) == [
        f"line {number}" for number in range(70, 100)
    ]
    assert log.lines("") == log.lines("\n \n") == []


def test_a_line_of_a_log_is_cut_and_can_do_nothing_to_the_terminal() -> None:
    long, plain = log.lines("x" * 100_000 + "\n\tat \x1b[2J\x9b1m\ud800é\r\n")
    assert long.endswith("xxx (100000 characters)")
    assert len(long) < 450
    assert plain == r"    at \x1b[2J\x9b1m\ud800é"


def test_the_log_in_a_report_is_bounded_and_keeps_both_ends() -> None:
    text = "\n".join([PANIC, "what was wrong", *("é" * 300 for _ in range(50)), "end"])
    tail = log.tail(text)
    assert 4000 < len(tail.encode()) <= 4096
    assert tail.startswith(f"{PANIC}\nwhat was wrong\n")
    assert tail.endswith("é\nend")
    assert "\n…\n" in tail
    assert "\ufffd" not in tail
    assert log.tail("short\n") == "short"
