"""Reports to compare, as files."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from m2m_conformance.cli import main
from m2m_conformance.outcome import Outcome, Run, Verdict
from m2m_conformance.report.record import record
from m2m_ref.document import validate
from tests.report.bench import case, run_of

_BAD = (Outcome.FAILED, Outcome.ERRORED, Outcome.WARNED)


def verdicts(**cases: str) -> list[Verdict]:
    """A verdict for each: its outcome, and behind a colon the message; `known` in front if it is."""
    return [_verdict(name, text) for name, text in cases.items()]


def _verdict(name: str, text: str) -> Verdict:
    known = text.startswith("known ")
    outcome, _, message = text.removeprefix("known ").partition(":")
    ended = Outcome(outcome)
    given = message or ("what was wrong" if ended in _BAD else "not offered" * (ended is Outcome.SKIPPED))
    return replace(Verdict(case(name), ended, given), known=known)


@dataclass
class Told:
    """What the command said: exit status, outputs, and the JSON."""

    status: int
    out: str
    err: str
    json: dict[str, Any]

    @property
    def kinds(self) -> dict[str, str]:
        """Of each change by the name of its case, `!` in front if it is worse."""
        return {
            each["case"].rpartition("/")[2]: "!" * each["worse"] + each["kind"]
            for each in self.json["changes"]
        }


class Desk:
    """Where reports lie."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def put(self, name: str, run: Run, **keys: Any) -> Path:
        """A report; `keys` are put in it over what is there."""
        file = self.folder / f"{name}.json"
        file.write_text(json.dumps({**record(run), **keys}), encoding="utf-8")
        return file

    def compare(self, old: Path, new: Path, *words: str) -> Told:
        file = self.folder / "comparison.json"
        file.unlink(missing_ok=True)
        status = main(["compare", str(old), str(new), "--json", str(file), *words])
        out, err = self._capture.readouterr()
        document = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if document:
            validate(document, "comparison.schema.json", file)
            assert document["worse"] is (status == 1)
        return Told(status, out, err, document)

    def compared(self, old: dict[str, str], new: dict[str, str], *words: str) -> Told:
        """Of cases that ended so."""
        files = [self.put(name, run_of(*verdicts(**each))) for name, each in (("old", old), ("new", new))]
        return self.compare(files[0], files[1], *words)
