"""What every command says of itself, and that it is so."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from m2m_conformance import generate
from m2m_conformance.cli import main, parser, read
from m2m_conformance.corpus.option import AREAS
from m2m_conformance.mutate.campaign import KINDS
from m2m_conformance.mutate.option import KINDS as NAMED
from m2m_conformance.status import NotDoneError
from m2m_conformance.usage import NAME, WIDTH, Parser
from tests.cli.tree import EXAMPLES, PARSERS

QUICK = re.compile("model|completion|vectors (build|explain|derive|generate)|suite --alphabet|run .*--list")
"""The examples that are over in a moment, and need nothing but the files of `place`."""


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))


def actions(command: Parser) -> Iterator[argparse.Action]:
    return (each for each in command._actions if not isinstance(each, argparse._SubParsersAction))


def test_there_are_as_many_parsers_as_commands() -> None:
    """So that what is held of every one below is held of every one there is."""
    (commands,) = (each for each in parser()._actions if isinstance(each, argparse._SubParsersAction))
    names = {f"{NAME} {name}" for name in commands.choices}
    assert names == {each for each in PARSERS if each.count(" ") == 1}
    assert {f"{NAME} vectors {each}" for each in ("build", "check", "explain", "generate", "derive")} < {
        *PARSERS
    }


@pytest.mark.parametrize("name", PARSERS)
def test_a_help_says_what_the_command_does_and_shows_it(name: str) -> None:
    command, text = PARSERS[name], PARSERS[name].format_help()
    does = command.description or ""
    assert re.match(r"[A-Z].{20,}\.$", does, flags=re.DOTALL)
    assert does.count(". ") < 3, "a sentence or two"
    assert command.examples
    for does, example in command.examples:
        assert f"  # {does}\n" in text or not does
        assert f"  {example}\n" in f"{text}\n"
        assert NAME in example


@pytest.mark.parametrize("name", PARSERS)
def test_a_help_fits_a_terminal_of_80_columns(name: str) -> None:
    assert [line for line in PARSERS[name].format_help().splitlines() if len(line) > WIDTH] == []


@pytest.mark.parametrize("name", PARSERS)
def test_every_argument_is_explained(name: str) -> None:
    assert [each.dest for each in actions(PARSERS[name]) if not each.help] == []


@pytest.mark.parametrize("name", PARSERS)
def test_an_exit_status_is_told_where_there_is_more_than_done_and_not_done(name: str) -> None:
    """Whether a command has more, its own code says: it can end with 1."""
    more = {
        "run",
        "check-adapter",
        "serve",
        "interop",
        "learn",
        "fuzz",
        "merge",
        "compare",
        "explore",
        "mutate",
    }
    more |= {"vectors check", "vectors explain"}
    command = PARSERS[name]
    told = {0, 1, 2} <= command.status.keys()
    assert told == (name == NAME or name.removeprefix(f"{NAME} ") in more)
    assert all(f"\n  {number:<3}  " in command.format_help() for number in command.status)


def test_the_overview_names_every_command_once_in_a_group() -> None:
    text = parser().format_help()
    for name in (each.removeprefix(f"{NAME} ") for each in PARSERS if each.count(" ") == 1):
        assert len(re.findall(rf"^  {name} +\S.*$", text, flags=re.MULTILINE)) == 1, name
    assert "{" not in text
    assert "positional" not in text


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_one_that_the_command_line_takes(
    example: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        read(EXAMPLES[example])
    except SystemExit as end:  # of --help
        assert end.code == 0
        assert capsys.readouterr().out.startswith("usage: ")


def test_an_example_that_rots_is_noticed() -> None:
    for words in (
        ["run", "--selects", "x"],
        ["vectors", "lint"],
        ["serve", "--judge"],
        ["run", "./my-adapter"],
    ):
        with pytest.raises(NotDoneError):
            read(words)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the quick examples find what they name."""
    monkeypatch.chdir(tmp_path)
    assert main(["vectors", "generate", "--area", "brotli", "--count", "2", "-o", "my-vectors"]) == 0
    return tmp_path


@pytest.mark.parametrize(
    "example", [each for each in EXAMPLES if re.match(f"{NAME} ({QUICK.pattern})", each)]
)
def test_a_quick_example_does_what_it_is_to(
    example: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if " < " in example or "--help" in example:
        pytest.skip("reads what is not there")
    assert main(EXAMPLES[example]) == 0
    assert capsys.readouterr().out


def test_choices_that_stand_in_an_option_are_those_there_are() -> None:
    assert AREAS == generate.AREAS
    assert tuple(KINDS) == NAMED
