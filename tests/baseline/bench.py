"""Runs with a baseline, through the command line, judging the embedded reference.

The vectors are written here, so that each case ends as the test wants it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from m2m_conformance.cli import main
from m2m_ref.document import validate


@dataclass(frozen=True)
class How:
    """What a case asks: the algorithm of the wire `x`, which is `none`."""

    expect: str = "none"
    requirement: str = "CMP-001"  # a MUST
    given: Mapping[str, str] = field(default_factory=lambda: {"wire": "x"})
    needs: tuple[str, ...] = ()

    def vector(self, name: str) -> dict[str, Any]:
        step = {"call": "engine.detect", "with": self.given, "expect": {"value": self.expect}}
        title = f"title of {name}"
        requirements = [self.requirement]
        return {
            "name": name,
            "title": title,
            "requirements": requirements,
            "needs": self.needs,
            "steps": [step],
        }


PASSES = How()
FAILS = How(expect="m2m")
OTHERWISE = How(expect="brotli")
WARNS = How(expect="m2m", requirement="BRO-007")  # a SHOULD
BREAKS = How(given={})
SKIPPED = How(needs=("llama",))

MESSAGE = 'step 1, engine.detect: value: expected "m2m", got "none"'
OTHER_MESSAGE = 'step 1, engine.detect: value: expected "brotli", got "none"'
BROKEN = "step 1, engine.detect: the adapter answered with error -32602: parameter 'wire' is missing"


@dataclass
class Done:
    """A run: exit status, output, JSON report (empty for a run that could not be done)."""

    status: int
    out: str
    err: str
    report: dict[str, Any]

    @property
    def last(self) -> str:
        """The last line, without the time."""
        return self.out.splitlines()[-1].partition("  (")[0]

    @property
    def stale(self) -> dict[str, str]:
        """What is wrong with each stale entry, by its case."""
        return {each["case"]: each["problem"] for each in self.report["baseline"]["stale"]}


@dataclass
class Bench:
    """Vectors `engine/detect/NAME` and a baseline file in `folder`."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    @property
    def file(self) -> Path:
        return self.folder / "known.yaml"

    def cases(self, **named: How) -> None:
        cases = [how.vector(name.replace("_", "-")) for name, how in named.items()]
        (self.folder / "engine").mkdir(exist_ok=True)
        text = json.dumps({"format": 1, "about": "For tests.", "cases": cases})
        (self.folder / "engine" / "detect.yaml").write_text(text, encoding="utf-8")

    def entries(self, *entries: tuple[str, str] | tuple[str, str, str], about: str = "") -> None:
        failures = [dict(zip(("case", "message", "reason"), each, strict=False)) for each in entries]
        document = {"format": 1, "failures": failures} | ({"about": about} if about else {})
        self.file.write_text(json.dumps(document), encoding="utf-8")

    def run(self, *words: str) -> Done:
        report = self.folder / "report.json"
        status = main(
            [
                "run",
                "--vectors",
                str(self.folder),
                "--baseline",
                str(self.file),
                "--json",
                str(report),
                *words,
            ]
        )
        document = json.loads(report.read_text(encoding="utf-8")) if status != 2 else {}
        if document:
            validate(document, "report.schema.json", report)
        return Done(status, *self.capture.readouterr(), document)

    def written(self) -> list[dict[str, str]]:
        """The entries in the file."""
        found = yaml.safe_load(self.file.read_text(encoding="utf-8"))["failures"]
        assert isinstance(found, list)
        return found
