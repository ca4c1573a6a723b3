"""What was found, for programs (spec/examination.schema.json)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from m2m_conformance import __version__
from m2m_conformance.examine.check import Finding
from m2m_conformance.examine.examination import Examination
from m2m_ref.profile import Profile

_MOST = 4096  # bytes of a line


def record(examination: Examination, command: Sequence[str], profile: Profile) -> dict[str, Any]:
    """The report, as JSON has it."""
    info = examination.info
    return {
        "format": 1,
        "suite": {"name": "m2m-conformance", "version": __version__},
        "command": list(command),
        "profile": profile.value,
        "target": info and {"name": info.name, "version": info.version, "language": info.language},
        "fit": not examination.wrong,
        "checks": [_check(each) for each in examination.findings],
    }


def _check(finding: Finding) -> dict[str, Any]:
    shown = {"sent": _text(finding.shown.sent), "got": _text(finding.shown.got), "do": finding.do}
    return {
        "name": finding.check.name,
        "right": finding.check.right,
        "verdict": finding.verdict.value,
        "text": finding.text,
        **{key: value for key, value in shown.items() if value},
    }


def _text(line: bytes) -> str:
    """The beginning of a line; what is no UTF-8 in it is replaced."""
    return line[:_MOST].decode(errors="replace")
