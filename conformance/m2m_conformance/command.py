"""Carries out the commands of the command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from m2m_conformance.baseline import Baseline, Update, load_baseline
from m2m_conformance.case import Case, meant, of_profile, select
from m2m_conformance.outcome import Run, Stop
from m2m_conformance.report.context import Context, repeated
from m2m_conformance.report.file import Reports
from m2m_conformance.report.option import to_stdout
from m2m_conformance.report.terminal import Terminal
from m2m_conformance.requirement import Requirement, load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Observers, Runner
from m2m_conformance.setting import Setting
from m2m_conformance.shard import Shard, digest, selection
from m2m_conformance.source import Source, for_adapter
from m2m_conformance.start import channel
from m2m_conformance.status import INTERRUPTED, NotDoneError
from m2m_conformance.target import Target
from m2m_conformance.text import changeable, colourful
from m2m_conformance.vector import files_of, load_cases
from m2m_ref.profile import Profile

PASSED, NOT_PASSED = 0, 1


class SelectionError(NotDoneError):
    """No case has an id that was asked for."""


def run(options: argparse.Namespace, command: Sequence[str]) -> int:
    """`m2m-conformance run`: the exit status."""
    return _list(options, command) if options.list else _judge(options, command)


def selected(options: argparse.Namespace, cases: Sequence[Case], what: str) -> list[Case]:
    """Those of `cases` that are asked for; `what` says what they are. Raises SelectionError for none."""
    found = select(cases, options.select, options.exclude)
    if not found:
        near = meant(cases, options.select)
        hint = f"did you mean {near!r}?" if near else "--list shows their ids"
        raise SelectionError(f"none of the {len(cases)} {what} is selected; {hint}")
    return found


def _selected(options: argparse.Namespace, cases: Sequence[Case]) -> list[Case]:
    place = "of the suite" if _sequences(options) else f"in {options.vectors or vectors_path()}"
    return selected(options, cases, f"cases {place}")


def _target(options: argparse.Namespace, command: Sequence[str]) -> Target:
    """What is judged: what `command` starts, the server at the URL that is given, or the reference."""
    if options.url:
        from m2m_conformance.http.channel import HttpChannel

        return Target(HttpChannel(options.url, options.timeout), Profile(options.profile))
    return Target(channel(command, options.timeout), Profile(options.profile))


def _sequences(options: argparse.Namespace) -> bool:
    return bool(options.suite or options.walks)


def _shard(options: argparse.Namespace, selected: Sequence[Case]) -> Shard | None:
    if options.shard is None:
        return None
    number, of = options.shard
    again = tuple(_repeated(options))
    return Shard(number, of, len(selected), selection(selected), _origin(options), again)


def _origin(options: argparse.Namespace) -> str:
    """The digest of what the cases are made of."""
    if _sequences(options):
        from m2m_conformance.sequence.source import Wanted

        return digest([repr(Wanted.of(options)).encode()])
    folder = options.vectors or vectors_path()
    files = files_of(folder)
    return digest(
        part for file in files for part in (os.fsencode(file.relative_to(folder)), file.read_bytes())
    )


def _source(options: argparse.Namespace, target: Target, requirements: Mapping[str, Requirement]) -> Source:
    if _sequences(options):
        from m2m_conformance.sequence.source import SequenceSource, Wanted

        return SequenceSource(Wanted.of(options), target, requirements, options.found)
    cases = load_cases(options.vectors or vectors_path(), requirements)
    judged = of_profile(cases, Profile(options.profile), advisory=options.advisory)
    if options.url:
        from m2m_conformance.http.source import HttpCorpus

        return HttpCorpus(judged)
    return for_adapter(judged)


def _list(options: argparse.Namespace, command: Sequence[str]) -> int:
    """The cases that are played, then, without a shard, those that are retired, whose ids stay taken."""
    requirements = load_requirements()
    target = _target(options, command)
    played = _source(options, target, requirements).cases
    every = [] if _sequences(options) else load_cases(options.vectors or vectors_path(), requirements)
    retired = [] if options.shard else [case for case in every if case.retired]
    selected = _selected(options, [*played, *retired])
    shard = _shard(options, selected)
    for case in shard.part(selected) if shard else selected:
        print(
            f"{case.id}  {case.level.name}  {case.title}{f' (retired: {case.retired})' * bool(case.retired)}"
        )
    return PASSED


def _judge(options: argparse.Namespace, command: Sequence[str]) -> int:
    requirements = load_requirements()
    target = _target(options, command)
    source = _source(options, target, requirements)
    selected = _selected(options, source.cases)
    shard = _shard(options, selected)
    cases = shard.part(selected) if shard else selected
    baseline = _baseline(options, source.cases)
    terminal = terminal_of(options, requirements, _repeated(options), shard)
    known = baseline.knows if baseline else lambda _: False
    setting = Setting.of(options)
    with Reports(options) as reports:
        reports.begin(target.profile, target.command, len(cases), setting)
        observer = Observers(terminal, *reports.observers)
        runner = Runner(target, cases, observer, fail_fast=options.fail_fast, known=known, judge=source.judge)
        result = source.concluded(replace(runner.run(), shard=shard, setting=setting))
        result, update = _held(result, baseline, options)
        return ended(result, terminal, reports, update)


def ended(result: Run, terminal: Terminal, reports: Reports, update: Update | None = None) -> int:
    """Show the end of a run and write the reports that are asked for; the exit status. Raises OSError."""
    with ExitStack() as end:  # each of these is done, last one first, whatever becomes of the others
        end.callback(terminal.finished, result, update)
        end.callback(reports.write, result, terminal.context)
    if result.stopped is Stop.INTERRUPT:
        return INTERRUPTED
    return PASSED if result.passed else NOT_PASSED


def _baseline(options: argparse.Namespace, corpus: Sequence[Case]) -> Baseline | None:
    if options.baseline is None:
        return None
    return load_baseline(options.baseline, [case.id for case in corpus], may_miss=options.update_baseline)


def _held(result: Run, baseline: Baseline | None, options: argparse.Namespace) -> tuple[Run, Update | None]:
    """The run as the baseline sees it, after bringing that up to date if asked; and what was changed."""
    if baseline is None:
        return result, None
    if not options.update_baseline:
        return baseline.hold(result), None
    if result.stopped:  # what was not reached is not known, and ten breaks in a row are one
        print(f"m2m-conformance: the run was stopped, so {options.baseline} is not written", file=sys.stderr)
        return baseline.hold(result), None
    update = baseline.updated(result.verdicts)
    update.write()
    return update.baseline.hold(result), update


def terminal_of(
    options: argparse.Namespace,
    requirements: Mapping[str, Requirement],
    again: Sequence[str],
    shard: Shard | None = None,
    task: Sequence[str] = ("run",),
) -> Terminal:
    """The terminal that a run of `task` is shown on; `again` are the options that running it again needs."""
    stream = sys.stderr if to_stdout(options) else sys.stdout
    live, colour = changeable(stream), colourful(stream)
    context = Context(requirements, ("m2m-conformance", *task, *again))
    return Terminal(stream, context, live=live, colour=colour, shard=shard)


def _repeated(options: argparse.Namespace) -> list[str]:
    """The options that running one case again needs too."""
    vectors = options.found if _sequences(options) else options.vectors
    flags = ["--advisory"] if options.advisory else []
    return flags + repeated(options.profile, options.url, vectors, options.timeout)


def show_model(form: str, profile: str) -> int:
    """`m2m-conformance model`: the exit status."""
    from m2m_ref.diagram import mermaid, page, table
    from m2m_ref.model import profile_model

    print({"page": page, "table": table, "mermaid": mermaid}[form](profile_model(Profile(profile))), end="")
    return PASSED
