"""The JSON report, format 1 (spec/interop.schema.json)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from m2m_conformance import __version__
from m2m_conformance.interop.action import Role
from m2m_conformance.interop.cell import Cell, Finding
from m2m_conformance.interop.entrant import Entrant
from m2m_conformance.interop.fault import Fate, Turn
from m2m_conformance.interop.matrix import Matrix
from m2m_conformance.interop.page import command
from m2m_conformance.outcome import steady
from m2m_conformance.report import log

Part = dict[str, Any]


def record(matrix: Matrix, again: Sequence[str], seconds: float) -> Part:
    """The report as an object. `again` are the options that playing a cell again needs too."""
    return {
        "format": 1,
        "suite": {"name": "m2m-conformance", "version": __version__},
        "targets": [_target(each) for each in matrix.entrants],
        "passed": matrix.passed,
        "interrupted": matrix.interrupted,
        "wanted": len(matrix.wanted),
        "seconds": round(seconds, 3),
        "cells": [_cell(each, again) for each in matrix.cells],
    }


def _target(entrant: Entrant) -> Part:
    info = entrant.info
    return {
        "name": entrant.name,
        "profile": entrant.profile.value,
        "command": list(entrant.command),
        "calls_itself": info.name,
        "version": info.version,
        "language": info.language,
        "issues": info.issues,
        "features": sorted(info.features),
    }


def _cell(cell: Cell, again: Sequence[str]) -> Part:
    return {
        **{str(role): cell.players[role].name for role in Role},
        "passed": cell.passed,
        "counts": {str(fate): cell.counts[fate] for fate in Fate},
        "unfinished": cell.unfinished,
        "stopped": str(cell.stopped),
        "seconds": round(cell.seconds, 3),
        "reasons": [
            {"fate": str(fate), "reason": reason, "conversations": ids}
            for (fate, reason), ids in cell.reasons.items()
        ],
        "faults": [_fault(cell, each, again) for each in cell.shortest],
    }


def _fault(cell: Cell, finding: Finding, again: Sequence[str]) -> Part:
    fault = finding.fault
    return {
        "what": list(fault.what),
        "blame": str(fault.blame),
        "target": cell.players[fault.blame].name,
        "broke": fault.broke,
        "conversation": finding.conversation,
        "conversations": finding.conversations,
        "trace": [_turn(each) for each in fault.turns],
        "differences": [{**asdict(each), "got": steady(each.got)} for each in fault.differences],
        "note": fault.note,
        "log": log.tail(fault.log),
        "again": command(cell, again, finding),
    }


def _turn(turn: Turn) -> Part:
    return {**asdict(turn), "role": str(turn.role) if turn.role else None}
