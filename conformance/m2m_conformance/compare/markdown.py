"""The comparison as Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from m2m_conformance.compare.change import Change, Comparison, Kind, conclusion, remarks
from m2m_conformance.compare.reading import Ended, Report
from m2m_conformance.outcome import Outcome
from m2m_conformance.report.conclusion import joined
from m2m_conformance.report.mark import folded, plain, short, span, table
from m2m_conformance.text import count


def markdown(comparison: Comparison) -> str:
    """Worse or not first, then from what to what, then each kind of change; of bounded length."""
    mark = "❌" if comparison.worse else "✅"
    blocks = [
        f"## {mark} M2M {comparison.new.profile}: {plain(conclusion(comparison))}",
        f"From {_named(comparison.old)}\\\nto {_named(comparison.new)}",
        *(plain(f"Note: {text}.") for text in remarks(comparison)),
        table(["", *(each.value for each in Outcome)], _rows(comparison)),
        *_kinds(comparison),
    ]
    return "\n\n".join(blocks) + "\n"


def _named(report: Report) -> str:
    cases = count(len(report.cases), "case")
    return joined(span(short(report.target)), cases, report.started)


def _rows(comparison: Comparison) -> Iterator[Sequence[str]]:
    before, after = comparison.old.count(), comparison.new.count()
    yield ["before", *(str(before[each]) for each in Outcome)]
    yield ["now", *(str(after[each]) for each in Outcome)]


def _kinds(comparison: Comparison) -> Iterator[str]:
    for kind in Kind:
        if changes := comparison.of(kind):
            worse = any(each.worse for each in changes)
            title = f"{'<b>' * worse}{count(len(changes), 'case')} {kind}{'</b>' * worse}"
            yield folded(title, [_change(each) for each in changes])


def _change(change: Change) -> str:
    ended = change.old if change.new is None else change.new
    message = f" {span(short(ended.message))}" if ended and ended.message else ""
    return f"{span(change.id)} {_outcome(change.old)} → {_outcome(change.new)}{message}"


def _outcome(ended: Ended | None) -> str:
    return "nothing" if ended is None else f"{ended.outcome.value}{' (known)' * ended.known}"
