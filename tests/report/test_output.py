"""Reports are put where they are wanted, whole."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from m2m_conformance.output import STDOUT, destination, write

CLI = [sys.executable, "-m", "m2m_conformance"]
SELECT = ["run", "--select", "session/illegal/*"]


def cli(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CLI, *words], capture_output=True, text=True, timeout=60, check=False)


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"before")
    with file.open("rb") as reader:
        write(file, b"after")
        assert reader.read() == b"before"
    assert file.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"before")
    (tmp_path / "b").symlink_to("a")
    write(tmp_path / "b", b"after")
    assert (tmp_path / "b").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"after"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe, b"content")
    reader.join(10)
    assert read == [b"content"]
    assert pipe.is_fifo()


@pytest.mark.parametrize("name", ["/no/such/folder/x", "/dev/full", "/"])
def test_what_cannot_be_written_is_named(name: str) -> None:
    with pytest.raises(OSError) as caught:
        write(Path(name), b"x")
    assert caught.value.filename == name


@pytest.mark.parametrize("name", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_stdout_has_many_names(name: str) -> None:
    assert destination(name) == STDOUT


def test_a_file_of_that_name_can_be_had() -> None:
    assert destination("./-") == STDOUT or str(destination("./-")) == "./-"


@pytest.mark.parametrize(
    ("option", "begins"), [("--json", "{"), ("--junit", "<?xml"), ("--markdown", "## "), ("--badge", "{")]
)
def test_on_stdout_is_the_report_alone(option: str, begins: str) -> None:
    done = cli(*SELECT, option, "-")
    assert done.returncode == 0
    assert done.stdout.startswith(begins)
    assert "PASSED: " in done.stderr
    assert "\n  session " not in done.stdout


def test_two_reports_on_one_stdout_are_refused() -> None:
    done = cli(*SELECT, "--json", "-", "--junit", "/dev/stdout")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "m2m-conformance: --json and --junit cannot all go to stdout; give all but one a file\n"
    )


@pytest.mark.parametrize("option", ["--json", "--jsonl", "--junit", "--markdown", "--badge"])
@pytest.mark.parametrize("place", ["/no/such/folder/r", "/"])
def test_what_cannot_be_written_is_said_before_the_run(option: str, place: str) -> None:
    done = cli(*SELECT, option, place)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert str(Path(place).parent) in done.stderr
