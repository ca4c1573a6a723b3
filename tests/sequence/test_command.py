"""`run --suite`, `run --walks` and `suite`, as they are used."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

from m2m_ref.document import validate
from tests.cli.process import CLI

ROOT = Path(__file__).parents[2]
WRONG = [sys.executable, str(ROOT / "tests" / "wrong" / "target.py"), "UncountedClose"]


def cli(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CLI, *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_reference_over_pipes_and_what_that_proves(tmp_path: Path) -> None:
    adapter = [*CLI, "adapter"]
    done = cli(
        "run", "--suite", "wp", "--alphabet", "outline", "--json", "out.json", "--", *adapter, folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "Proved: if the target has at most 5 states" in done.stdout
    report = json.loads((tmp_path / "out.json").read_text())
    validate(report, "report.schema.json", tmp_path)
    assert report["claim"].startswith("Proved: ")
    assert report["found"] == []
    assert not (tmp_path / "m2m-found").exists()


def test_a_failure_is_shown_once_and_the_command_shown_plays_it_again(tmp_path: Path) -> None:
    done = cli(
        "run", "--suite", "wp", "--alphabet", "outline", "--json", "out.json", "--", *WRONG, folder=tmp_path
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.count("FAILED found/close-") == 4  # one for each state that can be reached without one
    assert "Nothing is proved" in done.stdout
    report = json.loads((tmp_path / "out.json").read_text())
    validate(report, "report.schema.json", tmp_path)
    assert [each["id"].split("/")[0] for each in report["found"]] == ["found"] * 4
    commands = [
        line.partition("again: ")[2] for line in done.stdout.splitlines() if line.startswith("  again: ")
    ]
    for command in commands:
        again = cli(*shlex.split(command)[1:], folder=tmp_path)
        assert again.returncode == 1
        assert "session.messages_sent" in again.stdout


def test_walks_and_suite_go_together(tmp_path: Path) -> None:
    done = cli(
        "run", "--suite", "w", "--alphabet", "outline", "--walks", "3", "--steps", "20", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "walk-0       3 passed" in done.stdout
    assert "w-0          171 passed" in done.stdout


def test_cases_of_a_suite_can_be_listed_and_selected(tmp_path: Path) -> None:
    listed = cli("run", "--suite", "wp", "--alphabet", "outline", "--list", folder=tmp_path)
    names = [line.split("  ")[0] for line in listed.stdout.splitlines()]
    assert "wp-0/outline-hello-sent/close" in names
    done = cli("run", "--suite", "wp", "--alphabet", "outline", "--select", "*/close", folder=tmp_path)
    assert "4 passed" in done.stdout  # to Closing, close is a step on the way
    assert "Nothing is proved" in done.stdout


def test_options_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    for words in (("--vectors", "x"), ("--advisory",)):
        done = cli("run", "--suite", "wp", *words, folder=tmp_path)
        assert done.returncode == 2
        assert f"{words[0]} is for vectors, not for sequences" in done.stderr


def test_suite_says_how_large_it_is_and_what_it_proves(tmp_path: Path) -> None:
    done = cli("suite", "--alphabet", "outline", "--extra-states", "1", "--count", folder=tmp_path)
    assert done.returncode == 0
    assert "has at most 5 + 1 states" in done.stdout
    assert "outline: 5985 sequences" in done.stdout
    without = cli("suite", "--without", "clone", "--without", "clock", "--count", folder=tmp_path)
    assert "# the target has no clones, no time" in without.stdout


def test_the_help_says_what_a_pass_proves(tmp_path: Path) -> None:
    text = " ".join(cli("suite", "--help", folder=tmp_path).stdout.split())
    assert "at most n + K states as far as these inputs and observations tell them apart" in text
