"""Shells complete the command line: real ones, with the script sourced as its help says."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from m2m_conformance.cli import parser
from m2m_conformance.completion.command import script
from m2m_conformance.completion.option import SHELLS
from tests.cli.tree import PARSERS

BASH = Path(__file__).with_name("complete.bash")


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file for each shell, with what the command prints."""
    folder = tmp_path_factory.mktemp("completion")
    files = {shell: folder / shell for shell in SHELLS}
    for shell, file in files.items():
        file.write_text(script(parser(), shell), encoding="utf-8")
    return files


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.json").touch()
    (tmp_path / "vectors").mkdir()
    (tmp_path / "my-adapter").touch(0o755)


def bash(file: Path, *words: str) -> set[str]:
    done = subprocess.run(
        ["bash", str(BASH), str(file), "m2m-conformance", *words],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    return set(done.stdout.split())


def fish(file: Path, *words: str) -> set[str]:
    line = " ".join(("m2m-conformance", *words))
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {file}; complete -C '{line}'"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return {offer.partition("\t")[0].rstrip("/") for offer in done.stdout.splitlines()}


OFFERS = [
    (["ru"], {"run"}),
    (["vectors", ""], {"build", "check", "explain", "generate", "derive"}),
    (["vectors", "e"], {"explain"}),
    (["run", "--pro"], {"--profile"}),
    (["run", "--profile", ""], {"core", "strict"}),
    (["run", "--profile", "s"], {"strict"}),
    (["run", "--suite", "w"], {"w", "wp"}),
    (["suite", "--without", "c"], {"clone", "clock"}),
    (["run", "--json", "rep"], {"report.json"}),
    (["run", "--vectors", "v"], {"vectors"}),
    (["merge", "r"], {"report.json"}),
    (["mutate", "s"], {"states", "source"}),
    (["mutate", "states", "r"], {"rows"}),
    (["completion", "z"], {"zsh"}),
    (["vectors", "generate", "--area", "t"], {"token"}),
]
IDS = [" ".join(words) for words, _ in OFFERS]


@pytest.mark.parametrize(("words", "offers"), OFFERS, ids=IDS)
def test_bash_offers_what_fits(words: list[str], offers: set[str], scripts: dict[str, Path]) -> None:
    assert bash(scripts["bash"], *words) == offers


def test_bash_offers_folders_alone_where_a_folder_belongs(scripts: dict[str, Path]) -> None:
    assert bash(scripts["bash"], "run", "--found", "") == {"vectors"}


@pytest.mark.parametrize(
    "words", [["run", "--", "./my"], ["run", "--select", "x", "--", "./my"]], ids=" ".join
)
def test_bash_offers_files_behind_the_dashes(words: list[str], scripts: dict[str, Path]) -> None:
    assert bash(scripts["bash"], *words) == {"./my-adapter"}


def options(command: argparse.ArgumentParser) -> Iterator[str]:
    for action in command._actions:
        yield from action.option_strings


@pytest.mark.parametrize("name", PARSERS)
def test_bash_knows_every_option_of_every_command(name: str, scripts: dict[str, Path]) -> None:
    assert bash(scripts["bash"], *name.split()[1:], "-") == set(options(PARSERS[name]))


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
@pytest.mark.parametrize(("words", "offers"), OFFERS, ids=IDS)
def test_fish_offers_what_fits(words: list[str], offers: set[str], scripts: dict[str, Path]) -> None:
    assert offers <= fish(scripts["fish"], *words)


def started(*words: str) -> str:
    """What a shell prints that finds the command in its PATH, and has nothing to complain of."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path}
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True, env=env)
    assert done.stderr == ""
    return done.stdout


def line(shell: str) -> str:
    """The one that the help has for the shell's own file."""
    notes = PARSERS["m2m-conformance completion"].notes
    (found,) = (
        each.strip() for each in notes.splitlines() if f"(m2m-conformance completion {shell})" in each
    )
    return found


def test_bash_does_what_the_help_says() -> None:
    said = started("bash", "-euc", f"{line('bash')}; complete -p m2m-conformance")
    assert said.startswith("complete -o bashdefault -o default -F ")


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_zsh_does_what_the_help_says() -> None:
    code = f"autoload -U compinit && compinit -u -D; {line('zsh')}; print $_comps[m2m-conformance]"
    assert started("zsh", "-fc", code) == "_shtab_m2m_conformance\n"
