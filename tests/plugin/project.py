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
        report = self.folder / "report.xml"
        report.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pytest", *_ALONE, f"--junitxml={report}", *map(str, words)]
        done = subprocess.run(
            command,
            cwd=self.folder / here,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        found = list(_cases(report)) if report.exists() else []
        outcomes = {name: outcome for name, outcome, _ in found}
        messages = {name: message for name, _, message in found}
        return Ended(done.returncode, done.stdout + done.stderr, outcomes, messages)

    def each(self, runs: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
        """The exit status of several runs, one after the other in one process, and what each printed."""
        command = [sys.executable, "-c", _EACH]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            input=json.dumps([[*_ALONE, *words] for words in runs]),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
            timeout=100,
        )
        parts = re.split(r"^ended with (\d+)\n", done.stdout, flags=re.MULTILINE)
        return [(int(status), out) for out, status in zip(parts[::2], parts[1::2], strict=False)]


_EACH = """
import json, sys
import pytest

for words in json.load(sys.stdin):
    status = int(pytest.main(words))
    sys.stderr.flush()
    print("ended with", status, flush=True)
"""


def _cases(report: Path) -> Sequence[tuple[str, str, str]]:
    found = []
    for case in Xml.parse(report).getroot().iter("testcase"):
        (element,) = [*case] or [None]
        kind = "passed" if element is None else element.get("type", element.tag).removeprefix("pytest.")
        message = "" if element is None else element.get("message", "")
        found.append((f"{case.get('classname')}::{case.get('name')}", kind, message))
    return found
