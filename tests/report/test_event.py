"""Events are whole lines, written when things happen, as their schema says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from m2m_conformance.channel import EmbeddedChannel
from m2m_conformance.outcome import Run
from m2m_conformance.report.event import Events
from m2m_conformance.report.record import record
from m2m_conformance.target import Target
from m2m_ref.document import DocumentError, validate
from tests.report.bench import EVIL, RUNS, SETTING, evil

ADAPTER = """\
import json, sys, time
said = {"protocol": 1, "name": "x", "version": "1", "language": "x", "features": ["m2m", "engine"]}
for number, line in enumerate(sys.stdin):
    if number == 2:
        time.sleep(60)
    result = {"value": "m2m" if number else said}
    print(json.dumps({"jsonrpc": "2.0", "id": json.loads(line)["id"], "result": result}), flush=True)
"""
CLI = [sys.executable, "-m", "m2m_conformance"]
WRONG = [sys.executable, str(Path(__file__).parents[1] / "wrong" / "target.py"), "SilentPing"]
SELECT = ["run", "--select", "session/receive/*"]


def lines(content: bytes) -> list[dict[str, Any]]:
    """The events; each is as the schema says, and none is cut."""
    assert content.endswith(b"\n")
    events = [json.loads(line) for line in content.decode("ascii").split("\n")[:-1]]
    for event in events:
        validate(event, "event.schema.json", "events")
    return events


def told(run: Run, file: Path, *, judged: int | None = None) -> list[dict[str, Any]]:
    """The events of a run that told of so many of its cases, or all, before its end."""
    events = Events(file)
    events.begin(run.profile, run.command, len(run.verdicts) + run.unfinished, SETTING)
    target = Target(EmbeddedChannel(lambda: lambda line: line), run.profile)
    target.info = run.target
    events.started(target, len(run.verdicts))
    for verdict in run.verdicts[:judged]:
        events.judged(verdict)
    events.finished(run)
    events.close()
    return lines(file.read_bytes())


@pytest.mark.parametrize("name", RUNS)
def test_they_say_what_the_report_says(name: str, tmp_path: Path) -> None:
    run = RUNS[name]
    start, target, *cases, end = told(run, tmp_path / "run.jsonl")
    report = record(run)
    assert (start["event"], target["event"], end["event"]) == ("start", "target", "end")
    assert start["cases"] == len(run.verdicts) + run.unfinished
    assert [each["case"] for each in cases] == report["cases"]
    assert end["passed"] is run.passed
    for key in ("summary", "unfinished", "stopped", "baseline", "claim", "found"):
        assert end.get(key) == report.get(key)


@pytest.mark.parametrize("judged", [0, 1, 5])
def test_a_case_that_an_interrupt_kept_back_comes_before_the_end(judged: int, tmp_path: Path) -> None:
    run = RUNS["every"]
    cases = told(run, tmp_path / "run.jsonl", judged=judged)[2:-1]
    assert [each["case"] for each in cases] == record(run)["cases"]


@pytest.mark.parametrize("text", EVIL)
def test_an_event_is_one_line_whatever_a_target_says(text: str, tmp_path: Path) -> None:
    assert len(told(evil(text), tmp_path / "run.jsonl")) == 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "x"},
        {"event": "end"},
        {"event": "case", "case": {}},
        {"event": "target", "target": {"name": "x"}},
    ],
)
def test_what_is_no_event_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DocumentError):
        validate(wrong, "event.schema.json", "events")


def test_a_reader_can_follow_a_run_and_a_killed_one_leaves_whole_lines(tmp_path: Path) -> None:
    """The target hangs in its third request: what came before is in the file, and nothing is half there."""
    file, adapter = tmp_path / "run.jsonl", tmp_path / "adapter.py"
    adapter.write_text(ADAPTER, encoding="utf-8")
    words = ["run", "--select", "engine/detect/*", "--jsonl", str(file), "--", sys.executable, str(adapter)]
    suite = subprocess.Popen([*CLI, *words], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while (not file.exists() or file.read_bytes().count(b"\n") < 3) and time.monotonic() < deadline:
            time.sleep(0.02)
        kinds = [each["event"] for each in lines(file.read_bytes())]
        assert kinds == ["start", "target", "case"]
    finally:
        suite.send_signal(signal.SIGKILL)
        suite.wait()
    assert lines(file.read_bytes())[-1]["event"] == "case"


def test_an_interrupted_run_ends_its_events(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    words = ["run", "--select", "engine/*", "--jsonl", str(file), "--", "/bin/sh", "-c", "sleep 60"]
    suite = subprocess.Popen([*CLI, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    suite.send_signal(signal.SIGTERM)
    assert suite.wait(20) != 0
    *_, end = lines(file.read_bytes())
    assert (end["event"], end["passed"], end["stopped"]) == ("end", False, "interrupted")


def test_stdout_has_nothing_but_events_then(tmp_path: Path) -> None:
    done = subprocess.run([*CLI, *SELECT, "--jsonl", "-", "--", *WRONG], capture_output=True, check=False)
    events = lines(done.stdout)
    assert done.returncode == 1
    assert (events[0]["event"], events[-1]["event"]) == ("start", "end")
    assert events[0]["command"] == WRONG
    assert b"NOT PASSED" in done.stderr


def test_a_disk_that_is_full_spoils_no_run(tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    words = [*SELECT, "--jsonl", "/dev/full", "--json", str(file)]
    done = subprocess.run([*CLI, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "m2m-conformance: /dev/full: No space left on device\n"
    assert "PASSED: " in done.stdout
    assert json.loads(file.read_text(encoding="utf-8"))["summary"]["passed"] > 0


def test_a_reader_that_leaves_ends_nothing_but_itself(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*CLI, *SELECT, "--jsonl", "-", "--junit", str(tmp_path / "r.xml")],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert done.returncode in (2, 141)
    assert "Traceback" not in done.stderr
    assert "PASSED: " in done.stderr
    assert (tmp_path / "r.xml").exists()
