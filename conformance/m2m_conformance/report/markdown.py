"""The report as Markdown: for a pull request, or the summary of a job.

What comes from a target stands in code spans and blocks, fenced by more backticks than there are in it, or
escaped in HTML: it is shown as it is, and starts nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from m2m_conformance import __version__
from m2m_conformance.outcome import Outcome, Run, Verdict
from m2m_conformance.output import append, write
from m2m_conformance.report import log
from m2m_conformance.report.conclusion import conclusion, joined, known
from m2m_conformance.report.context import Context
from m2m_conformance.report.extent import parts, subject
from m2m_conformance.report.group import Group, faults, findings, groups
from m2m_conformance.report.mark import block, folded, html, plain, short, span, table
from m2m_conformance.report.skip import skips
from m2m_conformance.text import count

MOST = 60_000
"""Bytes at most: a comment on GitHub has 65,536 characters, the summary of a step 1 MiB."""
_DIFFERENCES = 10  # of one case
_AREAS = 100  # rows
_PLACES = 5
_ROOM = 200  # bytes, for what says how many more there are


def markdown(run: Run, context: Context) -> str:
    """The report, as long as it may be: failures that there is no room for are counted."""
    head = [*_head(run), *_places(run)]
    tail = [*_stale(run), *_known(run), *_skipped(run), *([plain(run.claim)] if run.claim else [])]
    room = MOST - sum(len(each.encode()) + 2 for each in head + tail)
    return "\n\n".join([*head, *_failures(run, context, room), *tail]) + "\n"


def _head(run: Run) -> Iterator[str]:
    mark = "✅" if run.passed else "❌"
    yield f"## {mark} {subject(run)}: {plain(conclusion(run))}"
    target = " ".join(word for word in (run.target.name, run.target.version) if word)
    language = f", {span(short(run.target.language))}" if run.target.language else ""
    suite = f"profile {run.profile.value}, m2m-conformance {__version__}, {run.seconds:.1f} s"
    yield joined(f"{span(short(target))}{language}", suite, *parts(run))
    yield table(["", *(each.value for each in Outcome)], _rows(run))


def _rows(run: Run) -> Iterator[list[str]]:
    for area in [*run.areas[:_AREAS], None]:
        ended = run.count(area)
        yield [plain(short(area or "all", 60)), *(str(ended[each] or "") for each in Outcome)]


def _places(run: Run) -> Iterator[str]:
    """Where most of what did not pass begins, if several cases begin there."""
    several = [each for each in faults(run) if each.cases > 1][:_PLACES]
    places = ", ".join(f"{span(short(each.place))} in {each.cases} cases" for each in several)
    if places:
        yield f"It begins at {places}."


def _failures(run: Run, context: Context, room: int) -> Iterator[str]:
    """Those that are not known, as many as fit, by the rule that is most likely the broken one."""
    left = sum(not each.known for each in findings(run))
    for group in groups(run):
        bad = [each for each in group.verdicts if not each.known]
        for number, verdict in enumerate(bad):
            head = [] if number else [_rule(group, context)]
            text = "\n\n".join([*head, *_case(verdict, group.rule, run, context)])
            room -= len(text.encode()) + 2
            if room < _ROOM:
                yield f"… and {left} more; the JSON report lists them all."
                return
            yield text
            left -= 1


def _rule(group: Group, context: Context) -> str:
    if not group.rule:
        return "Of no rule:"
    rule = context.requirements[group.rule]
    share = f"{group.broken} of {count(group.checked, 'case')} about it"
    return f"**{rule.id}** {rule.level.name}: {plain(rule.text)} {span(rule.source)}, not so in {share}"


def _case(verdict: Verdict, rule: str, run: Run, context: Context) -> Iterator[str]:
    case = verdict.case
    title = f"{verdict.outcome.value} <code>{html(case.id)}</code> {html(short(case.title))}"
    yield f"<details><summary>{title}</summary>"
    if verdict.differences:
        yield span(f"{verdict.label}, {verdict.call}" if verdict.label else verdict.message)
        yield block("diff", _differences(verdict))
        if case.notes:
            yield plain(f"Note: {' '.join(case.notes.split())}")
    else:
        yield span(verdict.message)
    if lines := log.lines(verdict.log):
        yield "The target's stderr ends:\n\n" + block("text", lines)
    if others := [name for name in case.requirements if name != rule]:
        yield f"It is also about {', '.join(others)}."
    yield "Again:\n\n" + block("sh", [context.again(verdict, run.command)])
    yield "</details>"


def _differences(verdict: Verdict) -> Iterator[str]:
    """As a diff from what came to what was expected, so that red is what is wrong."""
    for each in verdict.differences[:_DIFFERENCES]:
        yield f"  {each.path}"
        yield f"- got      {each.got}"
        yield f"+ expected {each.expected}"
    if len(verdict.differences) > _DIFFERENCES:
        yield f"  and {len(verdict.differences) - _DIFFERENCES} more"


def _skipped(run: Run) -> Iterator[str]:
    found = skips(run)
    if found.lines:
        lines = [f"{each.number} {each.words} {span(short(each.reason))}" for each in found.lines]
        number = count(run.count()[Outcome.SKIPPED], "case")
        yield folded(f"Not checked: {number}{found.note}", lines)


def _known(run: Run) -> Iterator[str]:
    if run.known:
        lines = [f"{span(each.case.id)} {span(short(each.message))}" for each in run.known]
        yield folded(f"{known(run)}, listed in <code>{html(short(run.baseline or ''))}</code>", lines)


def _stale(run: Run) -> Iterator[str]:
    if run.stale:
        why = [short(f"{each.problem}: {each.remedy}") for each in run.stale]
        lines = [f"{span(short(each.case))} {plain(text)}" for each, text in zip(run.stale, why, strict=True)]
        title = count(len(run.stale), "stale entry", "stale entries")
        yield folded(f"{title} of <code>{html(short(run.baseline or ''))}</code>", lines)


def write_markdown(run: Run, context: Context, file: Path) -> None:
    """Write the report to `file`; behind what is in it, if it is the summary of a step on GitHub.

    Raises OSError.
    """
    put(file, markdown(run, context))


def put(file: Path, text: str) -> None:
    """Put Markdown in `file`, or behind what is in it, as above. Raises OSError."""
    content = text.encode(errors="replace")
    if str(file) == os.environ.get("GITHUB_STEP_SUMMARY"):
        append(file, b"\n" + content)
    else:
        write(file, content)
