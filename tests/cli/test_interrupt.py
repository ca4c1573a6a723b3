"""A signal ends a command, which leaves what it found and exits with 130."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from m2m_conformance.cli import main
from m2m_conformance.outcome import Run
from m2m_conformance.report.context import Context
from m2m_conformance.report.file import WRITERS
from m2m_conformance.report.record import write_record
from m2m_conformance.report.terminal import Terminal
from m2m_ref.document import validate
from tests.cli.process import CLI
from tests.wrong.peer import SCRIPT


@dataclass
class Interrupted:
    """A run that a signal ended while its second case of three hung, deaf to all but SIGKILL."""

    status: int
    out: str
    report: dict[str, Any]
    suite: Xml.Element  # the last one of the JUnit report
    hanging: int  # process id


@pytest.fixture
def hanging(tmp_path: Path) -> list[str]:
    """The words of a run whose target writes its process id to `pid` in the second case, and hangs."""
    step = {"call": "engine.detect", "expect": {"value": "m2m"}}
    case = {"title": "x", "requirements": ["CMP-001"]}
    vectors = [
        {**case, "name": wire, "steps": [{**step, "with": {"wire": wire}}]}
        for wire in ("fine", "break", "after")
    ]
    (tmp_path / "engine").mkdir()
    text = json.dumps({"format": 1, "about": "For a test.", "cases": vectors})
    (tmp_path / "engine" / "detect.yaml").write_text(text, encoding="utf-8")
    part, pid = tmp_path / "part", tmp_path / "pid"
    code = f"trap '' TERM INT HUP; echo $$ > {part}; mv {part} {pid}; exec sleep 60"
    reports = ["--json", str(tmp_path / "r.json"), "--junit", str(tmp_path / "r.xml")]
    return ["run", "--vectors", str(tmp_path), *reports, "--", "/bin/sh", "-c", SCRIPT, "peer", code]


def wait_for(file: Path) -> None:
    deadline = time.monotonic() + 20
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.01)


def interrupt(folder: Path, words: list[str], number: signal.Signals) -> Interrupted:
    suite = subprocess.Popen([*CLI, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(folder / "pid")
    suite.send_signal(number)
    out, err = suite.communicate(timeout=8)
    assert "Traceback" not in err
    report = json.loads((folder / "r.json").read_text(encoding="utf-8"))
    validate(report, "report.schema.json", "r.json")
    pid = int((folder / "pid").read_text(encoding="ascii"))
    return Interrupted(suite.returncode, out, report, Xml.parse(folder / "r.xml").getroot()[-1], pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=str)
def test_a_signal_ends_the_target_and_leaves_the_reports(
    hanging: list[str], tmp_path: Path, number: signal.Signals
) -> None:
    done = interrupt(tmp_path, hanging, number)
    assert done.status == 130
    assert "NOT PASSED: 2 not run: stopped, interrupted" in done.out
    outcomes = {each["id"]: each["outcome"] for each in done.report["cases"]}
    assert outcomes == {"engine/detect/fine": "passed"}
    assert (done.report["stopped"], done.report["unfinished"]) == ("interrupted", 2)
    assert done.suite[1][0].get("message") == "interrupted; 2 cases not run"
    with pytest.raises(ProcessLookupError):
        os.kill(done.hanging, 0)


def test_a_second_signal_does_not_spoil_the_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """timeout(1) sends two: one to the command, one to its group."""

    def began(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    def write(result: Run, _context: Context, file: Path) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGHUP)
        write_record(result, file)

    before = [(each, signal.getsignal(each)) for each in (signal.SIGTERM, signal.SIGHUP)]
    monkeypatch.setattr(Terminal, "began", began)
    monkeypatch.setitem(WRITERS, "json", write)
    try:
        assert main(["run", "--json", str(tmp_path / "r.json")]) == 130
    finally:
        for number, handler in before:
            signal.signal(number, handler)
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["stopped"] == "interrupted"


def test_after_a_run_the_signals_are_as_they_were() -> None:
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
    before = [signal.getsignal(each) for each in numbers]
    assert main(["run", "--select", "session/close/*"]) == 0
    assert [signal.getsignal(each) for each in numbers] == before


def test_an_interrupted_run_writes_no_baseline(hanging: list[str], tmp_path: Path) -> None:
    file = tmp_path / "known.yaml"
    words = ["run", "--baseline", str(file), "--update-baseline", *hanging[1:]]
    assert interrupt(tmp_path, words, signal.SIGTERM).status == 130
    assert not file.exists()


def ignoring(name: str, words: list[str]) -> list[str]:
    """The command line as it is started by a program that ignores a signal."""
    ignore = f"signal.signal(signal.{name}, signal.SIG_IGN)"
    code = f"import os, signal; {ignore}; os.execv({CLI[0]!r}, {[*CLI, *words]!r})"
    return [sys.executable, "-c", code]


def test_what_is_ignored_from_outside_stays_so(hanging: list[str], tmp_path: Path) -> None:
    """As under nohup(1): the SIGHUP does nothing, what ends the case is the time limit."""
    words = ["run", "--timeout", "0.5", *hanging[1:]]
    suite = subprocess.Popen(ignoring("SIGHUP", words), stdout=subprocess.PIPE, text=True)
    wait_for(tmp_path / "pid")
    suite.send_signal(signal.SIGHUP)
    out, _ = suite.communicate(timeout=20)
    assert suite.returncode == 1
    assert "no reply within the time limit of 0.5 s" in out
    assert "stopped" not in out


def test_a_status_is_told_though_the_parent_ignores_its_children(hanging: list[str]) -> None:
    words = ignoring("SIGCHLD", [*hanging[:-1], "exit 3"])
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert "engine/detect/break: step 1, engine.detect: the target exited with status 3" in done.stdout
