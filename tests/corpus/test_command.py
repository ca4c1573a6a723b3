"""`m2m-conformance vectors` as people use it: real processes, exit statuses, outputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from m2m_conformance.resource import vectors_path
from tests.cli.process import cli


def test_build_says_how_much_it_wrote_and_where(tmp_path: Path) -> None:
    done = cli("vectors", "build", str(tmp_path / "new" / "out"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"MB: {tmp_path / 'new' / 'out' / 'manifest.json'}\n")


def test_build_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = cli("vectors", "build", str(tmp_path / "file"))
    assert done.returncode == 2
    assert "file" in done.stderr


@pytest.mark.slow
def test_check_of_the_built_in_vectors() -> None:
    done = cli("vectors", "check")
    assert done.returncode == 0
    assert done.stdout.endswith("nothing is wrong\n")


def test_check_says_what_is_wrong_and_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "token" / "read.yaml"
    file.parent.mkdir()
    sound = (vectors_path() / "token" / "read.yaml").read_text(encoding="utf-8")
    file.write_text(sound.replace("expect: {value: ", "expect: {value: x", 1), encoding="utf-8")
    done = cli("vectors", "check", str(tmp_path))
    assert done.returncode == 1
    assert done.stdout.startswith(f"{file}: ")
    assert "problem" in done.stdout.splitlines()[-1]


def test_check_of_no_folder(tmp_path: Path) -> None:
    done = cli("vectors", "check", str(tmp_path / "gone"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not a folder" in done.stderr


def test_explain_shows_a_sound_wire_and_a_broken_one() -> None:
    sound, broken = cli("vectors", "explain", "#TK|C|sk0="), cli("vectors", "explain", "#TK|C|sk0")
    assert (sound.returncode, broken.returncode) == (0, 1)
    assert '9906 "Hello"' in sound.stdout
    assert "broken: " in broken.stdout
    assert "\033" not in sound.stdout


def test_explain_reads_a_wire_from_stdin_and_a_case_by_its_id() -> None:
    piped = cli("vectors", "explain", "-", stdin="#TK|C|sk0=\n")
    named = cli("vectors", "explain", "token/malformed/prefix-only")
    assert '9906 "Hello"' in piped.stdout
    assert named.returncode == 1
    assert named.stdout.startswith("token/malformed/prefix-only, step 1, engine.decompress")


def test_explain_of_an_id_that_nobody_has() -> None:
    done = cli("vectors", "explain", "token/malformed/nobody")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no case has the id" in done.stderr


def test_generate_and_check_what_was_generated(tmp_path: Path) -> None:
    made = cli("vectors", "generate", "--area", "session", "--count", "5", "--seed", "9", "-o", str(tmp_path))
    assert made.returncode == 0
    assert made.stdout == f"5 cases: {tmp_path / 'session' / 'generated-9.yaml'}\n"
    assert cli("vectors", "check", str(tmp_path)).returncode == 0
    run = cli("run", "--vectors", str(tmp_path))
    assert run.returncode == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--area", "limit"], "--area: invalid choice: 'limit' (choose from 'session', "),
        (["--area", "session", "--count", "0"], "must be at least 1"),
    ],
)
def test_generate_of_what_cannot_be_had(tmp_path: Path, words: list[str], reason: str) -> None:
    done = cli("vectors", "generate", *words, "-o", str(tmp_path))
    assert done.returncode == 2
    assert reason in done.stderr


def test_derive_writes_the_derived_files(tmp_path: Path) -> None:
    done = cli("vectors", "derive", str(tmp_path))
    assert done.returncode == 0
    for line in done.stdout.splitlines():
        made = Path(line)
        assert made.read_bytes() == (vectors_path() / made.relative_to(tmp_path)).read_bytes()
    assert len(done.stdout.splitlines()) == 8
