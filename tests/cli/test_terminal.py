"""Colours and progress are for a terminal that somebody looks at."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from m2m_conformance.text import Progress, changeable, colourful
from tests.cli.process import cli
from tests.cli.screen import screen

WRONG = [sys.executable, str(Path(__file__).parents[1] / "wrong" / "target.py"), "SilentPing"]
SHOWING = {
    "run": ["run", "--select", "session/close/*"],
    "fuzz": ["fuzz", "--examples", "2"],
    "learn": ["learn", "--extra-states", "0"],
    "mutate": ["mutate", "rows", "--sample", "60"],
    "interop": ["interop", "reference", "--select", "close/*"],
    "explore": [
        "explore",
        "--room",
        "1",
        "--losses",
        "0",
        "--duplicates",
        "0",
        "--calls",
        "1",
        "--lapses",
        "0",
    ],
    "merge": ["merge", "1.json"],
    "check": ["vectors", "check", "vectors"],
    "check-adapter": ["check-adapter", "--", sys.executable, "-m", "m2m_conformance", "adapter"],
}
"""The commands that show how far they are, or run for others; each is over in a moment."""


class Terminal(io.StringIO):
    """Says that it is one."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with vectors and the report of a shard; none of the variables that matter is set."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize(
    ("variables", "colour", "progress"),
    [
        ({}, True, True),
        ({"NO_COLOR": "1"}, False, True),
        ({"NO_COLOR": ""}, True, True),
        ({"CI": "true"}, False, False),
        ({"CI": "1"}, False, False),
        ({"CI": "false"}, True, True),
        ({"CI": ""}, True, True),
        ({"TERM": "dumb"}, False, False),
        ({"CI": "true", "FORCE_COLOR": "1"}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, True, True),
    ],
)
def test_a_terminal_and_what_people_set(
    variables: dict[str, str], colour: bool, progress: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert (colourful(Terminal()), changeable(Terminal())) == (colour, progress)


@pytest.mark.parametrize(("force", "colour"), [("", False), ("0", False), ("1", True)])
def test_no_terminal(force: str, colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", force)
    assert (colourful(io.StringIO()), changeable(io.StringIO())) == (colour, False)


def test_a_progress_line_is_cut_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "10")
    stream = Terminal()
    progress = Progress(stream)
    progress.show("0123456789")
    progress.clear()
    assert stream.getvalue() == "\r\x1b[K01234567…\r\x1b[K"


def prepared(name: str) -> list[str]:
    if name == "merge":
        assert cli("run", "--select", "session/close/*", "--shard", "1/1", "--json", "1.json").returncode == 0
    if name == "check":
        assert cli("vectors", "generate", "--area", "brotli", "--count", "2", "-o", "vectors").returncode == 0
    return SHOWING[name]


@pytest.mark.parametrize("name", SHOWING)
def test_progress_at_a_terminal_is_gone_at_the_end_and_nowhere_else(name: str) -> None:
    words = prepared(name)
    seen = screen(*words)
    assert seen.status == 0
    assert seen.moving
    logged = screen(*words, env={"CI": "true"})
    assert not logged.moving
    assert not logged.coloured
    piped = cli(*words)
    assert "\r" not in piped.stdout + piped.stderr
    assert "\x1b" not in piped.stdout + piped.stderr


@pytest.mark.parametrize(("variable", "value"), [("TERM", "dumb"), ("CI", "true"), ("NO_COLOR", "1")])
def test_a_failure_is_coloured_where_that_is_wanted(variable: str, value: str) -> None:
    words = ["run", "--select", "session/receive/ping-c*", "--", *WRONG]
    seen, plain = screen(*words), screen(*words, env={variable: value})
    assert seen.status == plain.status == 1
    assert seen.coloured
    assert not plain.coloured
    assert plain.moving == (variable == "NO_COLOR")
    assert "FAILED session/receive/ping-closed" in seen.plain


def test_colour_can_be_forced_into_a_pipe() -> None:
    words = ["run", "--select", "session/receive/ping-c*", "--", *WRONG]
    forced = cli(*words, env={"FORCE_COLOR": "1"})
    assert "\x1b[31mFAILED session/receive/ping-closed\x1b[0m" in forced.stdout
    assert "\r" not in forced.stdout
