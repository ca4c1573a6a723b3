"""The session machine as SVG, coloured by what a run has seen of it."""

from __future__ import annotations

from collections.abc import Iterator

from m2m_conformance.drawing import Arrow, Drawing, State, heads
from m2m_conformance.report.html.coverage import Cell, Coverage, Way
from m2m_conformance.text import count

WIDTH = 900
_KINDS = ("failed", "odd", "passed", "never")
_MOST = 2  # events that are named at an arrow


def machine(coverage: Coverage) -> str:
    """The picture; a way that the model has not is drawn beside those that it has."""
    drawing = Drawing([State(name) for name in coverage.model.states], WIDTH)
    parts = [heads(_KINDS), *drawing.parts(_arrows(coverage))]
    box = f'viewBox="0 0 {WIDTH} {drawing.height:.0f}"'
    return f'<svg {box} class="machine" aria-hidden="true">{"".join(parts)}</svg>'


def _arrows(coverage: Coverage) -> Iterator[Arrow]:
    numbers = {name: number for number, name in enumerate(coverage.model.states)}
    for (source, target, foreseen), gone in _between(coverage).items():
        kind = next(kind for kind in _KINDS if kind in {way.kind for _, way in gone})
        title = "\n".join(f"{cell.event}: {told(way)}" for cell, way in gone)
        yield Arrow(numbers[source], numbers[target], _label(gone), kind, int(not foreseen), title)


def _between(coverage: Coverage) -> dict[tuple[str, str, bool], list[tuple[Cell, Way]]]:
    found: dict[tuple[str, str, bool], list[tuple[Cell, Way]]] = {}
    for cell in coverage.cells.values():
        for way in cell.ways:
            found.setdefault((cell.state, way.target, way.foreseen), []).append((cell, way))
    return found


def _label(gone: list[tuple[Cell, Way]]) -> str:
    """The events that matter most; of a loop only how many there are."""
    bad = [cell.event for cell, way in gone if way.kind in ("failed", "odd")]
    events = bad or [cell.event for cell, _ in gone]
    if len(events) <= _MOST and (bad or gone[0][0].state != gone[0][1].target):
        return ", ".join(events)
    if gone[0][0].state == gone[0][1].target and not bad:
        return count(len(events), "event")
    return f"{events[0]} and {len(events) - 1} more"


def told(way: Way) -> str:
    """How a way went, in words."""
    if way.kind == "never":
        return "never gone"
    parts = [f"{way.tally.passed} passed"] * bool(way.tally.passed)
    parts += [f"{way.tally.failed} failed"] * bool(way.tally.failed)
    return ", ".join(parts) + ("" if way.foreseen else "; the model has no such transition")
