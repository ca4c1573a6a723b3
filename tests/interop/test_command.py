"""`m2m-conformance interop`: what is given, what is printed and written, how it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from m2m_conformance.cli import main
from m2m_conformance.interop.entrant import EntrantError, introduced, read_entrant
from m2m_ref.document import validate

ROOT = Path(__file__).parents[2]
PYTHON = shlex.quote(sys.executable)
EXAMPLE = f"example={PYTHON} {ROOT}/conformance/adapters/python_stdlib/adapter.py"
FEW = ("--select", "close/*", "--select", "data/none/*", "--select", "data/brotli/english")


def wrong(name: str) -> str:
    return f"wrong={PYTHON} -m tests.interop.target {name}"


def played(*words: str, report: Path, status: int) -> Any:
    """The report of a run that must end with this status."""
    assert main(["interop", "--json", str(report), *words]) == status
    found = json.loads(report.read_text(encoding="utf-8"))
    validate(found, "interop.schema.json", report)
    return found


def cells(report: Any) -> dict[tuple[str, str], Any]:
    return {(cell["initiator"], cell["responder"]): cell for cell in report["cells"]}


def test_the_example_understands_the_reference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = played(*FEW, "reference", EXAMPLE, report=tmp_path / "report.json", status=0)
    assert report["passed"]
    assert [each["name"] for each in report["targets"]] == ["reference", "example"]
    cell = cells(report)["reference", "example"]
    assert cell["counts"]["skipped"] == 1
    (skipped,) = cell["reasons"]
    assert skipped["reason"] == "example: brotli: the example has only the algorithm none"
    shown = capsys.readouterr().out
    assert "\033" not in shown
    assert re.search(r"^example +passed 32 +passed 32$", shown, re.MULTILINE)
    assert "PASSED: 4 of 4 cells passed" in shown


def test_a_failing_cell_is_shown_with_its_trace_and_how_to_play_it_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    report = played(*FEW, "reference", wrong("Deaf"), report=tmp_path / "report.json", status=1)
    shown = capsys.readouterr().out
    failed = shown[shown.index("FAILED reference with wrong: 3 of 33 failed") :]
    assert "fault of wrong, the responder: receive_close/Established/always, session.state" in failed
    assert "6 initiator calls close, sends CLOSE → Closing" in failed
    assert '       expected "Closed"\n       got      "Established"\n' in failed
    fault, in_closing = cells(report)["reference", "wrong"]["faults"]
    assert in_closing["what"] == ["receive_close/Closing/always", "session.state"]
    assert (fault["blame"], fault["target"], fault["broke"]) == ("responder", "wrong", False)
    words = shlex.split(fault["again"])
    assert words[:2] == ["m2m-conformance", "interop"]
    again = played(*words[2:], report=tmp_path / "again.json", status=1)
    (cell,) = again["cells"]
    assert [each["what"] for each in cell["faults"]] == [fault["what"]]


def test_a_target_that_hangs_breaks_its_cells_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    words = ["--timeout", "2", "--select", "close/initiator", "--select", "limit/*"]
    for pair in (("reference", "reference"), ("reference", "wrong"), ("wrong", "reference")):
        words += ["--cell", *pair]
    report = played(*words, "reference", wrong("Hanging"), report=tmp_path / "report.json", status=1)
    assert {names for names, cell in cells(report).items() if cell["passed"]} == {
        ("reference", "reference"),
        ("reference", "wrong"),
    }
    (fault,) = cells(report)["wrong", "reference"]["faults"]
    assert fault["broke"]
    assert fault["differences"][0]["got"] == "no reply within the time limit of 2 s"
    assert "1 of 4 errored" in capsys.readouterr().out


def test_a_target_that_breaks_at_once_is_errored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = played(*FEW, "reference", "dead=false", report=tmp_path / "report.json", status=1)
    assert {cell["stopped"] for cell in report["cells"]} == {"", "a target does not start"}
    assert re.search(r"^dead +errored +errored$", capsys.readouterr().out, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["reference", "./no-such-adapter"], "cannot start './no-such-adapter': No such file or directory"),
        (["a=reference", "a=reference"], "two targets are named a"),
        (["reference", "'"], "No closing quotation"),
        (["reference", "strict:"], "target 'strict:' has no command"),
        (["--cell", "reference", "mine", "reference"], "no target is named mine; there are reference"),
        (["--select", "none/such", "reference"], "no conversation has an id like none/such"),
    ],
    ids=["command", "twice", "quote", "empty", "cell", "select"],
)
def test_what_cannot_be_done(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["interop", *words]) == 2
    assert message in capsys.readouterr().err


def test_what_a_target_is_given_as() -> None:
    given = [read_entrant(text, None) for text in ("reference", "strict:reference", "a=strict:./b 'c d'")]
    assert [(each.name, each.profile.value, each.command) for each in given] == [
        ("", "core", ()),
        ("", "strict", ()),
        ("a", "strict", ("./b", "c d")),
    ]
    assert read_entrant("./x=y", None).command == ("./x=y",)
    with pytest.raises(EntrantError):
        read_entrant(" ", None)


def test_names_are_what_targets_call_themselves() -> None:
    texts = ("reference", "strict:reference", "reference", EXAMPLE.partition("=")[2])
    found = introduced([read_entrant(text, None) for text in texts])
    assert [each.name for each in found] == ["reference", "reference-strict", "reference-2", "python-stdlib"]


def test_the_conversations_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["interop", "--list", "--select", "close/initiator*", "reference", "strict:reference"]) == 0
    assert capsys.readouterr().out.split() == [
        "close/initiator",
        "close/initiator-after-data",
        "close/initiator-by-the-clock",
    ]


def test_a_signal_ends_it_and_leaves_what_was_found(tmp_path: Path) -> None:
    report, log = tmp_path / "report.json", tmp_path / "log"
    words = [
        "interop",
        "--timeout",
        "60",
        "--json",
        str(report),
        "--select",
        "close/*",
        "--select",
        "limit/*",
    ]
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "m2m_conformance", *words, "reference", wrong("Hanging")],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        deadline = time.monotonic() + 30
        while "4 cells" not in log.read_text(encoding="utf-8") and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)  # whatever is played by now, a target is to hang for a minute
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 130
    found = json.loads(report.read_text(encoding="utf-8"))
    validate(found, "interop.schema.json", report)
    assert found["interrupted"]
    assert "interrupted" in log.read_text(encoding="utf-8")
