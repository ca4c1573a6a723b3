"""Carries out `m2m-conformance merge`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from m2m_conformance.command import ended, terminal_of
from m2m_conformance.merge.fit import misfits
from m2m_conformance.merge.part import Part, read_part
from m2m_conformance.merge.whole import changed, whole
from m2m_conformance.outcome import Run, Stop
from m2m_conformance.report.file import Reports
from m2m_conformance.requirement import Requirement, load_requirements
from m2m_conformance.status import NOT_DONE
from m2m_conformance.text import count
from m2m_ref.document import DocumentError


def merge(options: argparse.Namespace) -> int:
    """Show what the reports come to, and write it where it is asked for; the exit status."""
    requirements = load_requirements()
    read = list(_read(options.reports, requirements))
    parts = [each for each in read if isinstance(each, Part)]
    if wrong := [str(each) for each in read if not isinstance(each, Part)] or misfits(parts):
        return _refused(wrong)
    run = whole(parts)
    if changed(run, parts):
        return _refused(["the cases of the reports are not those that were selected: one was changed"])
    return _shown(run, parts, options, requirements)


def _read(files: Sequence[Path], requirements: Mapping[str, Requirement]) -> Iterator[Part | DocumentError]:
    for file in files:
        try:
            yield read_part(file, requirements)
        except DocumentError as error:
            yield error


def _refused(reasons: Sequence[str]) -> int:
    for reason in reasons:
        print(f"m2m-conformance: {reason}", file=sys.stderr)
    return NOT_DONE


def _shown(
    run: Run, parts: Sequence[Part], options: argparse.Namespace, requirements: Mapping[str, Requirement]
) -> int:
    terminal = terminal_of(options, requirements, parts[0].shard.options)
    cases = count(parts[0].shard.selected, "case")
    terminal.introduce(run.target, run.profile, f"{cases} in {count(len(parts), 'shard')}")
    with Reports(options) as reports:
        reports.begin(run.profile, run.command, parts[0].shard.selected, run.setting)
        reports.introduce(run.target, run.command)
        for verdict in run.verdicts:
            terminal.judged(verdict)
        status = ended(run, terminal, reports)
    return NOT_DONE if run.stopped is Stop.INTERRUPT else status
