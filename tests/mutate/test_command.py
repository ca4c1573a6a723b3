"""`m2m-conformance mutate`, as people see it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from tests.cli.process import CLI
from tests.test_readme import blocks


def cli(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CLI, "mutate", *words], capture_output=True, text=True, check=False)


def timeless(text: str) -> str:
    return re.sub(r"\d+\.\d s", "0.0 s", text)


def test_what_the_readme_shows_is_real_and_every_survivor_is_written(tmp_path: Path) -> None:
    done = cli("--json", str(tmp_path / "found.json"))
    (shown,) = (each for each in blocks("text") if "mutants" in each)
    assert timeless(done.stdout.partition("\n")[2]) == timeless(shown)
    assert "2,704 of 2,704 mutants, 0 not seen" in done.stderr
    assert done.returncode == 0
    rows, states = json.loads((tmp_path / "found.json").read_text())["mutants"]
    assert (rows["total"], rows["killed"], len(rows["survivors"])) == (2704, 2606, 98)
    assert {
        "name": "receive_ping/Established/always: does count_bytes",
        "fate": "equivalent",
    }.items() <= next(
        each
        for each in rows["survivors"]
        if "receive_ping/Established" in each["name"] and "count" in each["name"]
    ).items()
    assert (states["total"], states["survivors"]) == (63270, [])


def test_what_cannot_be_done_is_said() -> None:
    done = cli("models")
    assert done.returncode == 2
    assert "there are no mutants 'models', but rows, states, source" in done.stderr


def test_help_says_what_becomes_of_mutants_and_how_it_ends() -> None:
    text = cli("--help").stdout
    assert all(word in text for word in ("killed", "equivalent", "not seen", "exit status"))
