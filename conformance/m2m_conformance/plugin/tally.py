"""What became of the cases of a whole run, wherever they were played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from m2m_conformance.outcome import Outcome, Stale, Verdict, of
from m2m_conformance.plugin.item import ConformanceCase, NotConformantError
from m2m_conformance.plugin.suite import Suite
from m2m_conformance.plugin.told import Told
from m2m_conformance.text import count

_KEY = "m2m"
"""What our part of a report of pytest's is called. xdist carries it from its workers, as JSON."""


def note(
    report: pytest.TestReport, call: pytest.CallInfo[None], item: ConformanceCase, *, whole: bool
) -> None:
    """Write into a report how the case of `item` ended. `whole`: no case was deselected in this process."""
    info, verdict = item.parent.hearing.info, item.verdict
    if verdict is None:
        return
    error = call.excinfo.value if call.excinfo else None
    noted = {
        "case": item.case.id,
        "outcome": verdict.outcome.value,
        "message": verdict.message,
        "short": error.message if isinstance(error, NotConformantError) else "",
        "target": f"{info.name} {info.version} ({info.language})" if info else "",
        "whole": whole,
    }
    setattr(report, _KEY, noted)
    if isinstance(report.longrepr, tuple):  # it is skipped; skips fold into one line where the place is one
        _put(report, (item.reportinfo()[0], None, report.longrepr[2]))


def _put(report: Any, shown: object) -> None:
    """Put in what is shown; pytest takes more than its annotation says."""
    report.longrepr = shown


class Tally:
    """Adds up the reports of a run of `suite`; `brief`: of a failure only a line is shown."""

    def __init__(self, suite: Suite, *, brief: bool = False) -> None:
        self._suite = suite
        self._brief = brief
        self._cases = {case.id: case for case in suite.cases}
        self._verdicts: dict[str, Verdict] = {}
        self._targets: dict[str, None] = {}
        self._whole = True

    def add(self, report: pytest.TestReport) -> None:
        """Take note of a report. A failure of a case is made fit to be shown."""
        noted: Mapping[str, Any] | None = getattr(report, _KEY, None)
        if noted is None or noted["case"] not in self._cases:  # a target may tell each worker other features
            return
        if report.failed and noted["short"]:
            text = str(report.longrepr)
            _put(report, Told(report.nodeid, noted["short"], text, brief=self._brief))
        case = self._cases[noted["case"]]
        self._verdicts[case.id] = Verdict(case, Outcome(noted["outcome"]), noted["message"])
        self._targets.update(dict.fromkeys(filter(None, [noted["target"]])))
        self._whole &= noted["whole"]

    @property
    def faults(self) -> list[str]:
        """What is wrong with the run besides cases that failed: then it does not pass, whatever they did."""
        verdicts, baseline = self._verdicts.values(), self._suite.baseline
        if not verdicts:  # cases were only collected
            return []
        found = [_stale(each) for each in baseline.stale(verdicts)] if baseline else []
        if self._whole and len(of(verdicts, Outcome.SKIPPED)) == len(verdicts):
            found.append(f"nothing was checked: {count(len(verdicts), 'case')} skipped, and none played")
        return found

    @property
    def lines(self) -> list[str]:
        """What is to be said at the end of the run, besides faults; nothing if no case was played."""
        if not self._verdicts:
            return []
        target = f"target: {', '.join(self._targets) or 'has not said who it is'}"
        sequences = self._suite.sequences
        claim = sequences.claim(self._verdicts) if sequences else ""
        return [target, *([claim] if claim else [])]


def _stale(entry: Stale) -> str:
    return f"stale entry of the baseline, {entry.case}: {entry.problem}: {entry.remedy}"
