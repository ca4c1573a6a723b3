"""`m2m-conformance mutate`, as people see it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from tests.cli.process import CLI


def cli(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CLI, "mutate", *words], capture_output=True, text=True, check=False)


def timeless(text: str) -> str:
    return re.sub(r"\d+\.\d s", "0.0 s", text)


SHOWN = """\
core: one thing of one row changed, suite for K = 0: 2704 mutants  (0.0 s)
    2,606 killed
       98 equivalent
           98  side by side with what it was made of, no sequence of inputs shows a difference
        0 not seen
core: one state more that is wrong in one thing, suite for K = 1: 63270 mutants  (0.0 s)
   63,270 killed
        0 equivalent
        0 not seen
ALL SEEN: 65876 mutants killed, every other one is equivalent
"""


def test_all_of_it_is_seen_and_every_survivor_is_written(tmp_path: Path) -> None:
    done = cli("--json", str(tmp_path / "found.json"))
    assert timeless(done.stdout.partition("\n")[2]) == SHOWN
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
