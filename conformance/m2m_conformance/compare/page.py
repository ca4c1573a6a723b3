"""The comparison for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from m2m_conformance import __version__
from m2m_conformance.compare.change import Change, Comparison, Kind, conclusion, remarks
from m2m_conformance.compare.reading import Ended, Report
from m2m_conformance.outcome import Outcome
from m2m_conformance.report.failure import Paint, plain, wrapped
from m2m_conformance.text import count, printable

_WIDTH = 100
_SHOWN = 40
"""Changes of a kind that are shown."""
_LISTED = (Kind.PASSING, Kind.NEW)
"""What is good news is listed, without how it was and is."""


def page(comparison: Comparison, paint: Paint = plain) -> Iterator[str]:
    """Lines: what is compared, what changed, how many cases end how, what it comes to."""
    yield f"m2m-conformance {__version__}, profile {comparison.new.profile}"
    yield _head("old", comparison.old)
    yield _head("new", comparison.new)
    yield from (wrapped(f"note: {text}", _WIDTH) for text in remarks(comparison))
    for kind in Kind:
        if changes := comparison.of(kind):
            yield from _kind(kind, changes, paint)
    yield from ("", *_table(comparison), "")
    yield paint(conclusion(comparison), "red" if comparison.worse else "green")


def _head(name: str, report: Report) -> str:
    started = f", {report.started}" if report.started else ""
    return f"  {name}: {report.file}, {printable(report.target)}, {count(len(report.cases), 'case')}{started}"


def _kind(kind: Kind, changes: Sequence[Change], paint: Paint) -> Iterator[str]:
    yield ""
    if kind in _LISTED:
        yield f"{paint(kind.upper(), 'green')}  {count(len(changes), 'case')}"
    for each in changes[:_SHOWN]:
        yield from [f"  {each.id}"] if kind in _LISTED else _change(each, paint)
    if len(changes) > _SHOWN:
        yield f"and {len(changes) - _SHOWN} more {kind}; --json FILE lists them all"


def _change(change: Change, paint: Paint) -> Iterator[str]:
    yield f"{paint(change.kind.upper(), 'red' if change.worse else 'yellow')} {change.id}"
    yield f"  was {_ended(change.old)}"
    yield f"  is  {_ended(change.new)}"


def _ended(ended: Ended | None) -> str:
    if ended is None:
        return "not there"
    known = ", which is known" if ended.known else ""
    return f"{ended.outcome.value}{known}{': ' * bool(ended.message)}{printable(ended.message)}"


def _table(comparison: Comparison) -> Iterator[str]:
    """Of the areas in which something changed, and of all."""
    old, new = comparison.old, comparison.new
    changed = {each.area for each in comparison.changes}
    areas = dict.fromkeys(each.area for report in (new, old) for each in report.cases.values())
    yield _row("", [each.value for each in Outcome])
    for area in [*(each for each in areas if each in changed), None]:
        before, after = old.count(area), new.count(area)
        yield _row(area or "all", [_cell(before[each], after[each]) for each in Outcome])


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:12}" + "".join(f"{cell:>13}" for cell in cells)


def _cell(before: int, after: int) -> str:
    return str(after) if before == after else f"{before} → {after}"
