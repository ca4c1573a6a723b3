"""The command as people use it: what it prints, how it ends."""

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

from m2m_conformance.examine.table import CHECKS
from m2m_ref.document import validate
from tests.examine.test_wrong import ROOT

CHECK = [sys.executable, "-m", "m2m_conformance", "check-adapter"]
EXAMPLE = [sys.executable, str(ROOT / "conformance" / "adapters" / "python_stdlib" / "adapter.py")]


def adapter(module: str, name: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", f"tests.examine.{module}", name, str(folder)]


def check(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CHECK, *words], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)


def after(text: str, label: str) -> str:
    """What stands behind a label in the part `Mend first`, in one line."""
    part = text.split("\nMend first: ", 1)[1].split("\n\n", 1)[0]
    lines = iter(part.splitlines()[1:])
    found = next(line for line in lines if line.startswith(f"  {label} "))
    more = [found[11:]]
    for line in lines:
        if not line.startswith(" " * 11):
            break
        more.append(line[11:])
    return " ".join(more)


def test_a_fit_adapter_ends_with_0_and_what_is_next() -> None:
    done = check("--", *EXAMPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nFIT; " in done.stdout
    assert done.stdout.endswith(f"\nNext: m2m-conformance run -- {' '.join(EXAMPLE)}\n")
    for each in CHECKS:
        assert f" {each.name} " in done.stdout
    assert "Mend first" not in done.stdout


def test_what_to_mend_first_is_told_with_request_reply_and_remedy(tmp_path: Path) -> None:
    command = adapter("wrong", "TextId", tmp_path)
    done = check("--", *command)
    assert (done.returncode, done.stderr) == (1, "")
    assert "\nMend first: id\n" in done.stdout
    assert json.loads(after(done.stdout, "sent"))["method"] == "initialize"
    assert after(done.stdout, "came").startswith(
        'the id "1" (as text) in the reply to the request with id 1. {"json'
    )
    assert "the same number, not as text" in after(done.stdout, "do")
    assert "\nNOT FIT, 1 to mend: id; " in done.stdout
    assert done.stdout.endswith(
        f"\nWhen that is mended: m2m-conformance check-adapter -- {' '.join(command)}\n"
    )


def test_a_right_reply_is_shown_for_the_request_that_was_sent(tmp_path: Path) -> None:
    done = check("--", *adapter("wrong", "Yielding", tmp_path))
    sent, like = json.loads(after(done.stdout, "sent")), json.loads(after(done.stdout, "like"))
    assert like["id"] == sent["id"]
    validate(like, "adapter.schema.json", "like")


def test_a_crash_is_shown_with_the_end_of_stderr(tmp_path: Path) -> None:
    done = check("--", *adapter("wrong", "Crashing", tmp_path))
    assert "\n  its stderr ends:\n" in done.stdout
    assert "    | ZeroDivisionError: no luck\n" in done.stdout


def test_options_that_matter_are_repeated(tmp_path: Path) -> None:
    command = adapter("wrong", "Exiting", tmp_path)
    done = check("--profile", "strict", "--timeout", "3", "--", *command)
    assert " check-adapter --profile strict --timeout 3 -- " in done.stdout.splitlines()[-1]
    assert '"profile":"strict"' in done.stdout


def test_an_adapter_without_features_is_fit_and_told_where_to_go_on(tmp_path: Path) -> None:
    done = check("--", *adapter("right", "Bare", tmp_path))
    assert done.returncode == 0
    last = " ".join(done.stdout.rsplit("\nFIT; ", 1)[1].splitlines()[1:])
    assert last.startswith(
        "No feature is declared yet, so that a run would check nothing. Next: answer session.create"
    )


def test_lines_fit_80_columns_but_those_that_are_to_be_copied(tmp_path: Path) -> None:
    done = check("--", *adapter("wrong", "Partial", tmp_path))
    wide = [line for line in done.stdout.splitlines() if len(line) > 80]
    assert [line for line in wide if not line.startswith(("adapter: ", "Next: "))] == []


@pytest.mark.parametrize(
    ("content", "mode", "came", "do"),
    [
        (None, 0o755, "No such file or directory", "Build it first, or give the path to it"),
        (
            "#!/no/such/python\n",
            0o755,
            "No such file or directory",
            "not the interpreter that its first line",
        ),
        ("#!/bin/sh\n", 0o644, "Permission denied", "Make it executable (chmod +x "),
        ("\x00\x01", 0o755, "Exec format error", "A script has its interpreter in the first line"),
    ],
)
def test_a_command_that_cannot_be_started_ends_with_2(
    content: str | None, mode: int, came: str, do: str, tmp_path: Path
) -> None:
    file = tmp_path / "my-adapter"
    if content is not None:
        file.write_text(content, encoding="utf-8")
        file.chmod(mode)
    done = check("--", str(file))
    assert done.returncode == 2
    assert "\nMend first: start\n" in done.stdout
    assert came in after(done.stdout, "came")
    assert do in after(done.stdout, "do")


def test_a_name_without_a_path_that_is_a_file_here(tmp_path: Path) -> None:
    (tmp_path / "my-adapter").touch(0o755)
    done = subprocess.run(
        [*CHECK, "--", "my-adapter"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 2
    assert "write ./my-adapter." in after(done.stdout, "do")


def test_a_command_that_compiles_first_is_said_to(tmp_path: Path) -> None:
    """Compiling takes so long that the program sees its input when that has ended already."""
    answer = json.dumps({"jsonrpc": "2.0", "id": 1, "result": {"value": None}})
    file = tmp_path / "go"
    file.write_text(f"#!/bin/sh\nsleep 1.8; read line && echo '{answer}'\n", encoding="utf-8")
    file.chmod(0o755)
    done = check("--timeout", "0.3", "--", str(file), "run", ".")
    assert "\nMend first: answer\n" in done.stdout
    assert "time limit of 0.3 s; it came later." in after(done.stdout, "came")
    assert after(done.stdout, "do").startswith(
        "`go run` compiles first: build it, then name the program, -- ./"
    )


def test_without_a_command_it_says_what_it_needs() -> None:
    done = check()
    assert (done.returncode, done.stdout) == (2, "")
    assert "check-adapter needs the command that starts the adapter" in done.stderr


@pytest.mark.parametrize(
    ("command", "first"),
    [
        (["true"], "answer"),
        (["sh", "-c", "exit 3"], "answer"),
        (["cat"], "reply"),
        (["yes"], "stdout"),
        (["sh", "-c", "while printf '> ' && read line; do eval \"$line\"; done 2> /dev/null"], "stdout"),
        (["sh", "-c", "sleep 60 & exit 0"], "answer"),
        ([sys.executable, "-c", ""], "answer"),
    ],
    ids=str,
)
def test_what_is_no_adapter_at_all(command: list[str], first: str) -> None:
    began = time.monotonic()
    done = check("--timeout", "2", "--", *command)
    assert done.returncode == 1
    assert f"\nMend first: {first}\n" in done.stdout
    assert time.monotonic() - began < 20


def test_one_that_hangs_is_given_up(tmp_path: Path) -> None:
    began = time.monotonic()
    done = check("--timeout", "0.5", "--", "sleep", "60")
    assert done.returncode == 1
    assert (
        "no reply within the time limit of 0.5 s; it goes on running when its input ends"
        in done.stdout.replace("\n           ", " ")
    )
    assert time.monotonic() - began < 10


def report(words: list[str], command: list[str], file: Path) -> Any:
    check(*words, "--json", str(file), "--", *command)
    found = json.loads(file.read_text(encoding="utf-8"))
    validate(found, "examination.schema.json", file)
    return found


def test_the_report_for_programs(tmp_path: Path) -> None:
    fit = report([], EXAMPLE, tmp_path / "fit.json")
    assert fit["fit"] is True
    assert fit["target"]["name"] == "python-stdlib"
    assert [each["name"] for each in fit["checks"]] == [check.name for check in CHECKS]
    unfit = report(["--profile", "strict"], ["cat"], tmp_path / "unfit.json")
    assert (unfit["fit"], unfit["target"], unfit["profile"]) == (False, None, "strict")
    (wrong,) = (each for each in unfit["checks"] if each["verdict"] == "WRONG")
    assert (wrong["name"], wrong["sent"]) == ("reply", wrong["got"] + "\n")


def test_the_report_may_go_to_stdout() -> None:
    done = check("--json", "-", "--", "cat")
    validate(json.loads(done.stdout), "examination.schema.json", "stdout")
    assert "Mend first: reply" in done.stderr


def test_a_report_that_cannot_be_written_ends_with_2() -> None:
    done = check("--json", "/no/such/folder/r.json", "--", "cat")
    assert done.returncode == 2
    assert "/no/such/folder/r.json: No such file" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
def test_a_signal_ends_it_and_the_adapter(number: signal.Signals, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = f"trap '' INT TERM HUP; echo $$ > {pid}.part; mv {pid}.part {pid}; exec sleep 60"
    running = subprocess.Popen(
        [*CHECK, "--timeout", "60", "--", "sh", "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 20
    while not pid.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(number)
    _, said = running.communicate(timeout=10)
    assert running.returncode == 130
    assert said.strip() == "m2m-conformance: interrupted"
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text(encoding="ascii")), 0)
