"""Runs of shards and what they are merged to, through the command line, judging the embedded reference."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from m2m_conformance.cli import main
from m2m_ref.document import validate
from tests.baseline.bench import Bench
from tests.test_readme import timeless

Change = Callable[[dict[str, Any]], object]


@dataclass
class Told:
    """What a command said: exit status, outputs, JSON report and JUnit report (empty if there is none)."""

    status: int
    out: str
    err: str
    report: dict[str, Any]
    junit: str

    @property
    def last(self) -> str:
        """The last line, without the time."""
        return self.out.splitlines()[-1].partition("  (")[0]

    @property
    def verdict(self) -> tuple[object, ...]:
        """All of it but for times and for the number of shards."""
        out = re.sub(r" in \d+ shards?$", "", timeless(self.out), flags=re.MULTILINE)
        times = re.sub(r' time(stamp)?="[^"]+"', "", self.junit)
        return self.status, out, self.err, without_seconds(self.report), times


class Machines:
    """Machines that share a run of the vectors in `folder`."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.bench = Bench(folder, capture)
        self.folder = folder
        self.words: list[str] = ["--vectors", str(folder)]

    def whole(self, *words: str) -> Told:
        """A run of everything."""
        return self.told("run", *self.words, *words)

    def file(self, number: int) -> Path:
        return self.folder / f"shard-{number}.json"

    def shard(self, number: int, of: int, *words: str) -> Told:
        """A run of one shard; its report is in `file`."""
        told = self.told("run", *self.words, "--shard", f"{number}/{of}", *words)
        self.file(number).write_text(json.dumps(told.report), encoding="utf-8")
        return told

    def shards(self, of: int, *words: str) -> list[Path]:
        """The reports of all shards."""
        for number in range(1, of + 1):
            self.shard(number, of, *words)
        return [self.file(number) for number in range(1, of + 1)]

    def merged(self, files: Sequence[Path]) -> Told:
        return self.told("merge", *map(str, files))

    def told(self, command: str, *words: str) -> Told:
        as_json, as_xml = self.folder / "out.json", self.folder / "out.xml"
        for file in (as_json, as_xml):
            file.unlink(missing_ok=True)
        status = main([command, "--json", str(as_json), "--junit", str(as_xml), *words])
        out, err = self.bench.capture.readouterr()
        if not as_json.exists():
            return Told(status, out, err, {}, "")
        report = json.loads(as_json.read_text(encoding="utf-8"))
        validate(report, "report.schema.json", as_json)
        return Told(status, out, err, report, as_xml.read_text(encoding="utf-8"))


def without_seconds(document: Any) -> Any:
    """`document` without what takes another time in every run."""
    if isinstance(document, dict):
        times = ("seconds", "started", "timestamp")
        return {key: without_seconds(value) for key, value in document.items() if key not in times}
    return [without_seconds(each) for each in document] if isinstance(document, list) else document


def change(file: Path, how: Change) -> None:
    """Change a report behind everybody's back."""
    document = json.loads(file.read_text(encoding="utf-8"))
    how(document)
    file.write_text(json.dumps(document), encoding="utf-8")
