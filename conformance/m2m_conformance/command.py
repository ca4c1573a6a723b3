"""Carries out the commands of the command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.channel import TIMEOUT, CommandError, EmbeddedChannel, PipeChannel
from m2m_conformance.outcome import Run
from m2m_conformance.report.junit import write_junit
from m2m_conformance.report.record import write_record
from m2m_conformance.report.terminal import Terminal
from m2m_conformance.requirement import Requirement, load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Runner
from m2m_conformance.target import Target
from m2m_conformance.vector import Case, load_cases, select
from m2m_ref.document import DocumentError

PASSED, NOT_PASSED, NOT_DONE = 0, 1, 2


class SelectionError(Exception):
    """No case has an id that was asked for."""


def run(options: argparse.Namespace, command: Sequence[str]) -> int:
    """`m2m-conformance run`: the exit status."""
    try:
        return _list(options) if options.list else _judge(options, command)
    except (CommandError, DocumentError, SelectionError, OSError) as error:
        print(f"m2m-conformance: {error}", file=sys.stderr)
        return NOT_DONE
    except KeyboardInterrupt:
        print("\nm2m-conformance: interrupted", file=sys.stderr)
        return NOT_DONE


def _cases(options: argparse.Namespace, requirements: Mapping[str, Requirement]) -> list[Case]:
    folder = options.vectors or vectors_path()
    cases = load_cases(folder, requirements)
    selected = select(cases, options.select, options.exclude)
    if not selected:
        raise SelectionError(
            f"none of the {len(cases)} cases in {folder} is selected; --list shows their ids"
        )
    return selected


def _list(options: argparse.Namespace) -> int:
    for case in _cases(options, load_requirements()):
        print(f"{case.id}  {case.level.name}  {case.title}")
    return PASSED


def _judge(options: argparse.Namespace, command: Sequence[str]) -> int:
    requirements = load_requirements()
    cases = _cases(options, requirements)
    channel = (
        PipeChannel(command, options.timeout or TIMEOUT)
        if command
        else EmbeddedChannel(lambda: ReferenceAdapter().answer)
    )
    live = sys.stdout.isatty()
    colour = live and "NO_COLOR" not in os.environ
    terminal = Terminal(sys.stdout, requirements, live=live, colour=colour, options=_repeated(options))
    result = Runner(Target(channel), cases, terminal, fail_fast=options.fail_fast).run()
    terminal.finished(result)
    _write(options.json, write_record, result)
    _write(options.junit, write_junit, result)
    return PASSED if result.passed else NOT_PASSED


def _repeated(options: argparse.Namespace) -> list[str]:
    """The options that running one case again needs too."""
    vectors = ["--vectors", str(options.vectors)] if options.vectors else []
    return vectors + (["--timeout", f"{options.timeout:g}"] if options.timeout else [])


def _write(file: Path | None, writer: Callable[[Run, Path], None], result: Run) -> None:
    if file is not None:
        writer(result, file)


def show_model(form: str) -> int:
    """`m2m-conformance model`: the exit status."""
    from m2m_ref.diagram import mermaid, page, table
    from m2m_ref.model import core_model

    print({"page": page, "table": table, "mermaid": mermaid}[form](core_model()), end="")
    return PASSED
