"""What people do wrong is said in one sentence that tells what to do; a wrong word costs no time."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import yaml

from m2m_conformance import cli, ending
from m2m_conformance.cli import main

SAID = yaml.safe_load(Path(__file__).with_name("error.yaml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what can be mistaken for something else."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("no YAML: [", encoding="utf-8")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    session = tmp_path / "bad" / "session"
    session.mkdir(parents=True)
    (session / "close.yaml").write_text("format: 1\nabout: x\ncases: 5\n", encoding="utf-8")
    (tmp_path / "plain").write_text("#!/bin/sh\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("words", "message"), [*SAID["words"].items(), *SAID["places"].items()], ids=str)
def test_a_sentence_says_what_is_wrong_and_what_to_do(
    words: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words.split()) == 2
    assert capsys.readouterr() == ("", f"m2m-conformance: {message}\n")


@pytest.mark.parametrize(
    "options", [["--select", "none"], ["--select", "["], ["--select", ""], ["--exclude", "*"]]
)
def test_nothing_selected(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", *options]) == 2
    assert capsys.readouterr().err.endswith(" is selected; --list shows their ids\n")


@pytest.mark.parametrize(
    ("globs", "meant"),
    [
        (["session/hello"], "session/hello/*"),
        (["session/hello/"], "session/hello/*"),
        (["session"], "session/*"),
        (["sesion/*"], "session/*"),
        (["sesion/helo/*"], "session/hello/*"),
        (["session/hello/ownid"], "session/hello/own-id"),
        (["zzz", "frame/requst/*"], "frame/request/*"),
        (["zzz"], ""),
        (["frame/*"], ""),
    ],
    ids=str,
)
def test_what_was_probably_meant_is_said(
    globs: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    select = [word for glob in globs for word in ("--select", glob)]
    assert main(["run", *select, "--exclude", "frame/*"]) == 2
    said = f"did you mean '{meant}'?" if meant else "--list shows their ids"
    assert capsys.readouterr().err.endswith(f" is selected; {said}\n")


def test_a_pattern_that_names_no_mutant_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutate", "rows", "--only", "none"]) == 2
    assert (
        capsys.readouterr().err
        == "m2m-conformance: no mutant has a name like 'none'; leave --only out for all of them\n"
    )


def test_nothing_is_left_beside_a_report(place: Path) -> None:
    before = sorted(place.iterdir())
    cli.read(["run", "--json", "r.json", "--junit", "r.xml", "--found", "m2m-found"])
    assert sorted(place.iterdir()) == before


def test_what_the_system_does_not_let_be_written_is_seen_beforehand(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def touch(file: Path) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(file))

    monkeypatch.setattr(Path, "touch", touch)
    assert main(["run", "--json", "r.json"]) == 2
    assert "--json: r.json cannot be written: Read-only file system" in capsys.readouterr().err


def test_a_fault_of_our_own_is_told_from_a_verdict(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python would exit with 1, which says that the target has not passed."""

    def broken(*_: object) -> int:
        raise KeyError("x")

    monkeypatch.setitem(cli._ACTIONS, "model", broken)
    assert main(["model"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == f"m2m-conformance: {ending.FAULT}"
