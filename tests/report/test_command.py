"""Every command that judges writes every report, and all reports of a run say the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from m2m_conformance.report.file import WRITERS
from m2m_ref.document import validate

ROOT = Path(__file__).parents[2]
WRONG = [sys.executable, str(ROOT / "tests" / "wrong" / "target.py"), "SilentPing"]
CLIENT = [sys.executable, str(ROOT / "conformance" / "example" / "client.py"), "{url}"]
NAMES = [*WRITERS, "jsonl"]


def cli(*words: str) -> subprocess.CompletedProcess[str]:
    words = (sys.executable, "-m", "m2m_conformance", *words)
    return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)


def asked(folder: Path) -> list[str]:
    """The options that ask for all of them."""
    return [word for name in NAMES for word in (f"--{name}", str(folder / name))]


def merged(folder: Path) -> subprocess.CompletedProcess[str]:
    shards = [str(folder / f"{number}.json") for number in (1, 2)]
    for number, shard in enumerate(shards, 1):
        cli("run", "--select", "session/receive/*", "--shard", f"{number}/2", "--json", shard, "--", *WRONG)
    done = cli("merge", *shards, *asked(folder))
    for shard in shards:
        Path(shard).unlink()
    return done


COMMANDS: dict[str, Callable[[Path], subprocess.CompletedProcess[str]]] = {
    "run": lambda folder: cli("run", "--select", "session/receive/*", *asked(folder), "--", *WRONG),
    "sequences": lambda folder: cli(
        "run", "--walks", "5", "--steps", "20", "--found", str(folder.parent), *asked(folder), "--", *WRONG
    ),
    "merge": merged,
    "serve": lambda folder: cli(
        "serve", "--judge", "--select", "client/scene/u*", *asked(folder), "--", *CLIENT
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_all_reports_are_written_and_agree(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    done = COMMANDS[name](folder)
    assert done.stderr == ""
    assert {file.name for file in folder.iterdir()} == set(NAMES)
    report: dict[str, Any] = json.loads((folder / "json").read_text(encoding="utf-8"))
    validate(report, "report.schema.json", "json")
    events = [json.loads(line) for line in (folder / "jsonl").read_text(encoding="ascii").splitlines()]
    for event in events:
        validate(event, "event.schema.json", "jsonl")
    assert [each["event"] for each in events] == ["start", "target", *["case"] * len(report["cases"]), "end"]
    assert [each["case"] for each in events[2:-1]] == report["cases"]
    assert events[-1]["passed"] is (done.returncode == 0)
    assert events[-1]["verdict"] in done.stdout
    root = Xml.parse(folder / "junit").getroot()
    assert root.get("failures") == str(report["summary"]["failed"])
    assert events[-1]["verdict"] in (folder / "markdown").read_text(encoding="utf-8").splitlines()[0]
    colour = json.loads((folder / "badge").read_text(encoding="utf-8"))["color"]
    assert (colour == "red") is (done.returncode == 1)
