"""Streams that are closed, full, or of another encoding; and what is not installed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.process import CLI, cli, shell

needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")


@pytest.mark.parametrize("words", ["model", "run --select 'frame/*'", "run --list", "suite"])
def test_a_reader_that_ends_first_ends_it_quietly(words: str) -> None:
    done = shell(f"m2m {words} | true; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout, done.stderr) == ("141\n", "")


def test_a_target_is_ended_with_it(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    target = f"echo $$ > {pid}; exec {CLI[0]} -m m2m_conformance adapter"
    done = shell(f"m2m run -- sh -c '{target}' | true; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout, done.stderr) == ("141\n", "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text(encoding="ascii")), 0)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_from_the_start_does_no_harm(closed: str) -> None:
    assert shell(f"m2m run --select 'brotli/*' {closed}").returncode == 0
    failed = shell(f"m2m run --select none {closed}")
    assert failed.returncode == 2
    assert "Traceback" not in failed.stderr


@needs_full
@pytest.mark.parametrize("words", ["model", "run --select 'brotli/*'"])
def test_a_full_disk_behind_stdout(words: str) -> None:
    done = shell(f"m2m {words} > /dev/full")
    assert done.returncode == 2
    assert done.stderr == "m2m-conformance: cannot write to stdout: No space left on device\n"


@needs_full
@pytest.mark.parametrize(
    "words",
    [
        *(
            f"run --select brotli/* --{kind} /dev/full"
            for kind in ("json", "jsonl", "junit", "html", "markdown")
        ),
        "explore --json /dev/full",
        "learn --svg /dev/full",
        "interop reference --select close/* --json /dev/full",
    ],
)
def test_a_full_disk_behind_a_report(words: str) -> None:
    done = cli(*words.split())
    assert done.returncode == 2
    assert done.stderr == "m2m-conformance: /dev/full: No space left on device\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_an_encoding_has_not_got_is_escaped(encoding: str) -> None:
    done = cli("vectors", "explain", "a\u2192b", env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 0
    assert "a\\u2192b" in done.stdout


def test_a_command_that_is_no_utf_8_is_shown_and_written(tmp_path: Path) -> None:
    names = ("json", "jsonl", "junit", "html", "markdown")
    reports = [word for name in names for word in (f"--{name}", str(tmp_path / name))]
    words = [*CLI, "run", "--select", "brotli/*", *reports, "--", "sh", "-c", "exit 1"]
    done = subprocess.run([*map(os.fsencode, words), b"\xff"], capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr == b""
    assert json.loads((tmp_path / "json").read_bytes())["target"]["command"][-1] == r"\udcff"
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(names)


@pytest.mark.parametrize(
    ("words", "module", "what", "extra"),
    [
        ("serve", "uvicorn", "serve", "http"),
        ("serve", "starlette", "serve", "http"),
        ("fuzz --database redis://127.0.0.1", "redis", "a database in Redis", "redis"),
        ("mutate source", "mutmut", "mutate source", "mutate"),
    ],
)
def test_what_is_not_installed_is_said_with_the_command_that_does_it(
    words: str, module: str, what: str, extra: str, tmp_path: Path
) -> None:
    (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError(name='{module}')\n", encoding="utf-8")
    done = cli(*words.split(), env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 2
    install = f"pip install 'm2m-conformance[{extra}]'"
    assert done.stderr == f"m2m-conformance: {what} needs {module}, which is not installed: {install}\n"
