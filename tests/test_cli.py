"""The command line as people use it: real processes, exit statuses, outputs."""

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

from m2m_conformance import __version__
from m2m_conformance.cli import main
from m2m_conformance.outcome import Run
from m2m_conformance.report.context import Context
from m2m_conformance.report.file import WRITERS
from m2m_conformance.report.record import write_record
from m2m_conformance.report.terminal import Terminal
from m2m_ref.diagram import mermaid
from m2m_ref.document import validate
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile
from tests.wrong.peer import SCRIPT

CLI = [sys.executable, "-m", "m2m_conformance"]
WRONG = str(Path(__file__).parent / "wrong" / "target.py")


def cli(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CLI, *words], capture_output=True, text=True, input=stdin, timeout=120, check=False
    )


def test_the_embedded_reference_passes() -> None:
    done = cli("run", "--select", "session/*")
    assert done.returncode == 0
    assert "PASSED: " in done.stdout
    assert "m2m_ref" in done.stdout
    assert done.stderr == ""


def test_a_wrong_target_does_not_and_the_command_shown_replays_it() -> None:
    done = cli("run", "--select", "session/receive/*", "--", sys.executable, WRONG, "SilentPing")
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if line.startswith("  again: "))
    words = line.removeprefix("  again: m2m-conformance ").split()
    again = cli(*words)
    assert again.returncode == 1
    assert again.stdout.count("FAILED ") == 1


def test_options_that_matter_are_repeated_in_the_command() -> None:
    done = cli(
        "run",
        "--timeout",
        "2.5",
        "--select",
        "session/receive/ping-c*",
        "--",
        sys.executable,
        WRONG,
        "SilentPing",
    )
    assert "again: m2m-conformance run --timeout 2.5 --select session/receive/ping-closed -- " in done.stdout


def test_reports_are_written(tmp_path: Path) -> None:
    as_json, as_xml = tmp_path / "r.json", tmp_path / "r.xml"
    done = cli("run", "--select", "session/*", "--json", str(as_json), "--junit", str(as_xml))
    report = json.loads(as_json.read_text(encoding="utf-8"))
    validate(report, "report.schema.json", as_json)
    assert done.returncode == 0
    assert (
        report["summary"]["passed"] == len(report["cases"]) == len(list(Xml.parse(as_xml).iter("testcase")))
    )


def test_fail_fast_ends_at_the_first_failure() -> None:
    done = cli("run", "--select", "session/*", "--fail-fast", "--", sys.executable, WRONG, "SilentPing")
    assert done.returncode == 1
    assert "NOT PASSED: 1 failed, " in done.stdout
    assert "not run: stopped, at the first failure, as asked" in done.stdout


def test_list_shows_id_level_and_title_of_what_is_selected() -> None:
    done = cli("run", "--list", "--select", "session/*", "--exclude", "session/illegal/*")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert all(line.startswith("session/") and "  MUST  " in line for line in lines)
    assert not [line for line in lines if line.startswith("session/illegal/")]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["run", "--", "/no/such/adapter"], "cannot start '/no/such/adapter': No such file"),
        (["run", "--", str(Path(__file__).parent)], "cannot start"),
        (["run", "--select", "nothing/*"], "is selected; --list shows their ids"),
        (["run", "--vectors", "/no/such/folder"], "none of the 0 cases"),
        (["run", "--"], "there is no command after --"),
        (["run", "--timeout", "0"], "must be more than 0"),
        (["run", "--timeout", "soon"], "invalid"),
        (["run", "--json", "/no/such/folder/r.json", "--select", "session/illegal/*"], "No such file"),
        (["run", "--sel", "x"], "run has no option --sel; did you mean --select?"),
        (["walk"], "there is no command 'walk'"),
        ([], "required"),
        (["adapter", "--", "x"], "adapter takes no command"),
    ],
)
def test_a_run_that_cannot_be_done_ends_with_2_and_says_why(words: list[str], reason: str) -> None:
    done = cli(*words)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_vector_file_ends_the_run_with_2(tmp_path: Path) -> None:
    (tmp_path / "session").mkdir()
    (tmp_path / "session" / "bad.yaml").write_text("format: 1\ncases: 5\n", encoding="utf-8")
    done = cli("run", "--vectors", str(tmp_path))
    assert done.returncode == 2
    assert "bad.yaml" in done.stderr


def test_version_and_help() -> None:
    assert cli("--version").stdout == f"m2m-conformance {__version__}\n"
    text = cli("run", "--help").stdout
    for word in (
        "--select",
        "--exclude",
        "--list",
        "--fail-fast",
        "--baseline",
        "--update-baseline",
        "--timeout",
        "--json",
        "--junit",
        "exit status",
    ):
        assert word in text


def test_the_command_line_starts_without_what_it_does_not_need() -> None:
    heavy = "{'yaml', 'transitions', 'orjson', 'm2m_ref'}"
    code = f"import sys, m2m_conformance.cli; print(sorted(sys.modules.keys() & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_model_is_printed() -> None:
    assert cli("model", "--format", "mermaid").stdout == mermaid(profile_model(Profile.CORE))


def test_the_adapter_answers_line_by_line_and_ends_with_its_input() -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocol": 1}}
    bad = [
        "not JSON",
        "[]",
        '{"id": 2, "method": "x", "params": {}}',
        '{"id": 3, "method": "session.close", "params": {}}',
    ]
    done = cli("adapter", stdin="\n".join([json.dumps(request), *bad]) + "\n")
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert replies[0]["result"]["value"]["name"] == "m2m_ref"
    assert [reply["error"]["code"] for reply in replies[1:]] == [-32700, -32600, -32601, -32602]
    for reply in replies:
        validate(reply, "adapter.schema.json", "reply")
    validate(replies[0]["result"]["value"], "adapter.schema.json#/$defs/welcome", "initialize")


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


def test_one_report_that_cannot_be_written_takes_nothing_with_it(tmp_path: Path) -> None:
    good = tmp_path / "r.xml"
    bad = ["--json", "/dev/full", "--junit", str(good)]
    done = cli("run", "--select", "session/illegal/*", *bad)
    assert done.returncode == 2
    assert done.stderr == "m2m-conformance: /dev/full: No space left on device\n"
    assert "PASSED: " in done.stdout
    assert len(list(Xml.parse(good).iter("testcase"))) > 0
