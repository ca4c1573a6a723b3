"""A project that uses the plugin: a folder in which a real pytest is run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as Xml

from tests.baseline.bench import How

ROOT = Path(__file__).parents[2]
WRONG = ROOT / "tests" / "wrong" / "target.py"

_ALONE = ("-p", "no:anyio", "-p", "no:hypothesispytest")  # others' plugins, which take longer than most tests


def wrong(name: str) -> str:
    """The command of a target of tests/wrong."""
    return f"{sys.executable} {WRONG} {name}"


@dataclass(frozen=True)
class Ended:
    """How a run of pytest ended: its status, all it printed, how each item ended by its node id, and why."""

    status: int
    out: str
    outcomes: dict[str, str]
    messages: dict[str, str]

    def of(self, outcome: str) -> list[str]:
        """The cases that ended like this, in order."""
        return [name.removeprefix("m2m::") for name, ended in self.outcomes.items() if ended == outcome]


@dataclass
class Project:
    """A project in `folder`, with its own test `test_own.py::test_mine`, which passes.

    `bytecode` is a folder for what Python compiles: it is as much as most runs take besides.
    """

    folder: Path
    bytecode: Path

    def __post_init__(self) -> None:
        self.write("test_own.py", "def test_mine():\n    pass\n")
        self.write("pytest.ini", "[pytest]\n")

    def write(self, name: str, text: str) -> Path:
        """A file of it."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def ini(self, *lines: str) -> None:
        """Its pytest.ini."""
        self.write("pytest.ini", "\n".join(["[pytest]", *lines, ""]))

    def vectors(self, **named: How) -> Path:
        """A folder of vectors `engine/detect/NAME`, and nothing else."""
        cases = [how.vector(name.replace("_", "-")) for name, how in named.items()]
        text = json.dumps({"format": 1, "about": "For tests.", "cases": cases})
        return self.write("vectors/engine/detect.yaml", text).parents[1]

    def baseline(self, *entries: tuple[str, str] | tuple[str, str, str]) -> Path:
        """A baseline of entries: case, message, and maybe reason."""
        failures = [dict(zip(("case", "message", "reason"), each, strict=False)) for each in entries]
        return self.write("known.yaml", json.dumps({"format": 1, "failures": failures}))

    @property
    def environment(self) -> dict[str, str]:
        """That of its processes."""
        kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**kept, "PYTHONPYCACHEPREFIX": str(self.bytecode)}

    def pytest(self, *words: str | Path, here: str = ".") -> Ended:
        """Run pytest in it, or in a folder of it."""
        (ended,) = self.several(words, here=here)
        return ended

    def several(self, *runs: Sequence[str | Path], here: str = ".") -> list[Ended]:
        """Run pytest so often, in one process, which takes less. What is imported must stay the same."""
        for old in self.folder.glob("report-*.xml"):
            old.unlink()
        reports = [self.folder / f"report-{number}.xml" for number in range(len(runs))]
        words = [
            [*_ALONE, f"--junitxml={report}", *map(str, run)]
            for run, report in zip(runs, reports, strict=True)
        ]
        done = subprocess.run(
            [sys.executable, "-c", _EACH, json.dumps(words)],
            cwd=self.folder / here,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
            timeout=200,
        )
        parts = re.split(r"^ended with (\d+)\n", done.stdout, flags=re.MULTILINE)
        ends = zip(parts[::2], parts[1::2], reports, strict=False)
        return [_ended(int(status), out, report) for out, status, report in ends]


_EACH = """
import json, sys
import pytest

for words in json.loads(sys.argv[1]):
    status = int(pytest.main(words))
    sys.stderr.flush()
    print("ended with", status, flush=True)
"""


def _ended(status: int, out: str, report: Path) -> Ended:
    found = list(_cases(report)) if report.exists() else []
    outcomes = {name: outcome for name, outcome, _ in found}
    messages = {name: message for name, _, message in found}
    return Ended(status, out, outcomes, messages)


def _cases(report: Path) -> Sequence[tuple[str, str, str]]:
    found = []
    for case in Xml.parse(report).getroot().iter("testcase"):
        (element,) = [*case] or [None]
        kind = "passed" if element is None else element.get("type", element.tag).removeprefix("pytest.")
        message = "" if element is None else element.get("message", "")
        found.append((f"{case.get('classname')}::{case.get('name')}", kind, message))
    return found
