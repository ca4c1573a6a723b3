"""A folder of failures: each a vector file that shows it, played once more when it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from m2m_conformance.case import Case
from m2m_conformance.derive.dump import dump
from m2m_conformance.difference import Difference
from m2m_conformance.judge import judge
from m2m_conformance.outcome import Outcome, Verdict, steady
from m2m_conformance.requirement import Requirement
from m2m_conformance.target import Target
from m2m_conformance.text import slug
from m2m_conformance.vector import read_vectors

AREA = "found"
_COMMENT = "A failure that was found, as short as it gets; play it with `m2m-conformance run --vectors`."
_ABOUT = "Sequences of calls that a target did not take as the model says."

Part = dict[str, Any]
Fault = tuple[str, ...]
"""What is wrong, whatever led to it: the row or the call, and the fields that differ."""


class FoundFolder:
    """Writes below `folder`, and plays on `target`, which runs and is started again if it breaks."""

    def __init__(self, folder: Path, target: Target, requirements: Mapping[str, Requirement]) -> None:
        self._folder = folder
        self._target = target
        self._requirements = requirements
        self._documents: dict[Path, Part] = {}

    def add(
        self, fault: Fault, case: Part, differences: tuple[Difference, ...], define: Mapping[str, Any]
    ) -> Verdict:
        """Write a case, to which a name is given, and play it. Raises OSError.

        One that does not fail now failed all the same, with these `differences`.
        """
        what, *fields = fault
        file = self._folder / AREA / f"{slug(what.removesuffix('/always'))}.yaml"
        empty = {"format": 1, "about": _ABOUT, **({"define": dict(define)} if define else {}), "cases": []}
        document = self._documents.setdefault(file, empty)
        name = slug(" ".join(each.rpartition(".")[2] for each in fields))
        document["cases"].append({"name": self._free(name, document), **case})
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump(document, _COMMENT), encoding="utf-8")
        *_, written = read_vectors(file, self._folder, self._requirements).cases()
        return self._played(written, differences)

    @staticmethod
    def _free(name: str, document: Part) -> str:
        """The name, with a number if it is taken."""
        taken = {each["name"] for each in document["cases"]}
        numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return next(each for each in (name, *numbered) if each not in taken)

    def _played(self, case: Case, differences: tuple[Difference, ...]) -> Verdict:
        verdict = judge(case, self._target)
        verdict = replace(verdict, trace=self._target.evidence.settle(bad=True).brief())
        if verdict.outcome is Outcome.ERRORED:
            self._target.restart()
        if verdict.outcome in (Outcome.FAILED, Outcome.ERRORED):
            return replace(verdict, message=steady(verdict.message))
        label = (
            "once; when it was played again it did not fail, so the target does not do the same every time"
        )
        message = f"{label}: {differences[0]}"
        return Verdict(case, Outcome.FAILED, message, label=label, differences=differences)
