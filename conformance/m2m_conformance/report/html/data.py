"""What the page's script is given: every case, and more of those that did not pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import orjson

from m2m_conformance.outcome import Outcome, Run, Verdict
from m2m_conformance.report import log
from m2m_conformance.report.context import Context
from m2m_conformance.report.group import findings, groups
from m2m_conformance.report.html.wire import wires
from m2m_conformance.report.record import trace_record
from m2m_conformance.requirement import Level
from m2m_conformance.series import MOST_TRACES

_OUTCOMES = [each.value for each in Outcome]
_LEVELS = [each.name for each in Level]


class Data:
    """The data of one page. Names that stand in many cases are given once, cases have their numbers."""

    def __init__(self, run: Run, context: Context) -> None:
        self._run = run
        self._context = context
        self._shown = [*run.verdicts, *(run.found or ())]
        self._areas = _numbered(each.case.area for each in self._shown)
        self._rules = _numbered(rule for each in self._shown for rule in each.case.requirements)

    def written(self) -> str:
        """As JSON that may stand in an element `script`."""
        return orjson.dumps(self._object()).decode().replace("<", "\\u003c")

    def _object(self) -> dict[str, Any]:
        numbers = {id(each): number for number, each in enumerate(self._shown)}
        details = {numbers[id(each)]: self._detail(each) for each in findings(self._run)}
        return {
            "areas": list(self._areas),
            "levels": _LEVELS,
            "outcomes": _OUTCOMES,
            "rules": [self._rule(name) for name in self._rules],
            "played": len(self._run.verdicts),
            "cases": [self._case(each) for each in self._shown],
            "details": {str(number): detail for number, detail in details.items()},
            "untraced": f"Kept for the first {MOST_TRACES} such cases of a vector file; play this one again.",
            "groups": self._groups(numbers),
        }

    def _rule(self, name: str) -> Sequence[str]:
        rule = self._context.requirements[name]
        return [name, rule.level.name, rule.text, rule.source]

    def _groups(self, numbers: dict[int, int]) -> list[dict[str, Any]]:
        return [
            {
                "rule": self._rules.get(each.rule),
                "cases": [numbers[id(verdict)] for verdict in each.verdicts],
                "checked": each.checked,
                "broken": each.broken,
            }
            for each in groups(self._run)
        ]

    def _case(self, verdict: Verdict) -> list[Any]:
        """Id, area, level, outcome, known, seconds, rules, message."""
        case = verdict.case
        kind = [
            self._areas[case.area],
            _LEVELS.index(case.level.name),
            _OUTCOMES.index(verdict.outcome.value),
        ]
        rules = [self._rules[rule] for rule in case.requirements]
        return [case.id, *kind, int(verdict.known), round(verdict.seconds, 4), rules, verdict.message]

    def _detail(self, verdict: Verdict) -> dict[str, Any]:
        return {
            "title": verdict.case.title,
            "notes": verdict.case.notes.strip(),
            "label": verdict.label,
            "call": verdict.call,
            "differences": [asdict(each) for each in verdict.differences],
            "log": log.lines(verdict.log),
            "trace": trace_record(verdict.trace),
            "wires": wires(verdict),
            "again": self._context.again(verdict, self._run.command),
        }


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}
