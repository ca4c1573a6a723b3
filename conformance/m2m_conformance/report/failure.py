"""What is told of a case that did not pass: the same on the terminal and in JUnit."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence

from m2m_conformance.outcome import Verdict
from m2m_conformance.report import log
from m2m_conformance.report.context import Context
from m2m_conformance.requirement import Requirement

Paint = Callable[[str, str], str]
"""Gives a text a colour, by its name."""


def plain(text: str, _colour: str) -> str:
    """`text` as it is."""
    return text


def told(
    verdict: Verdict, command: Sequence[str], context: Context, width: int, paint: Paint = plain
) -> Iterator[str]:
    """The rules it is about, what was expected and what came, the end of stderr, how to play it again.

    `width` is that of the lines that can be wrapped.
    """
    yield from seen(verdict, context.requirements, width, paint)
    yield f"  again: {paint(context.again(verdict, command), 'bold')}"


def seen(
    verdict: Verdict, requirements: Mapping[str, Requirement], width: int, paint: Paint = plain
) -> Iterator[str]:
    """The same without how to play it again."""
    for name in verdict.case.requirements:
        rule = requirements[name]
        yield wrapped(f"{name} {rule.level.name}: {rule.text} [{rule.source}]", width)
    yield from _differences(verdict, width, paint) if verdict.differences else [f"  {verdict.message}"]
    yield from _log(log.lines(verdict.log))


def _differences(verdict: Verdict, width: int, paint: Paint) -> Iterator[str]:
    if verdict.label:
        yield f"  {verdict.label}, {verdict.call}"
    for each in verdict.differences:
        yield f"    {each.path}"
        yield f"      expected {paint(each.expected, 'green')}"
        yield f"      got      {paint(each.got, 'red')}"
    if verdict.case.notes:
        yield wrapped(f"note: {verdict.case.notes.strip()}", width)


def _log(lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield "  the target's stderr ends:"
    for line in lines:
        yield f"    | {line}"


def wrapped(text: str, width: int) -> str:
    """A paragraph, indented and wrapped."""
    wrapper = textwrap.TextWrapper(width, "  ", "    ", break_on_hyphens=False, break_long_words=False)
    return wrapper.fill(text)
