"""The session machine of a profile as an SVG picture that takes its colours from the page around it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from textwrap import wrap
from xml.sax.saxutils import escape

from m2m_ref.model import Model

_WIDTH, _HEIGHT = 800, 560
_BOX = (124, 38)
_RADIUS = (290, 200)
_BEND = 30
"""How far a line is bent, in pixels, so that both directions can be told apart."""
_PLACES = ("Initial", "HelloSent", "Established", "Closed", "Closing")
"""The states as they stand on an ellipse, clockwise; others come after them."""
_CAPTION = (
    "Capitals: a message of the other peer, taken by its own call or by process_message. "
    "Small letters: a call of the application, or what time does. What stays in its state is in the table."
)

_Point = tuple[float, float]


def picture(model: Model) -> str:
    """The picture and what it shows, as HTML without an empty line."""
    at = _places(model)
    marker = (
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
        'markerUnits="userSpaceOnUse" orient="auto"><path d="M0,1 L10,5 L0,9 z"/></marker></defs>'
    )
    title = f"<title>The session machine, profile {escape(model.profile)}</title>"
    drawn = [*_lines(model, at), *_boxes(at), *_labels(model, at), *_start(at[model.initial])]
    svg = f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">{title}{marker}{"".join(drawn)}</svg>'
    return f'<figure class="machine"><div>{svg}</div><figcaption>{escape(_CAPTION)}</figcaption></figure>'


def _places(model: Model) -> dict[str, _Point]:
    order = sorted(model.states, key=lambda name: _PLACES.index(name) if name in _PLACES else len(_PLACES))
    return {name: _place(number, len(order)) for number, name in enumerate(order)}


def _place(number: int, of: int) -> _Point:
    angle = 2 * math.pi * (number - 0.5) / of - math.pi / 2
    return _WIDTH / 2 + _RADIUS[0] * math.cos(angle), _HEIGHT / 2 + 10 + _RADIUS[1] * math.sin(angle)


def _edges(model: Model) -> dict[tuple[str, str], list[str]]:
    """What leads from one state to another."""
    taken = {event.like: event.message for event in model.events.values() if event.like and event.message}
    found: dict[tuple[str, str], list[str]] = {}
    for row in model.rows:
        if row.target != row.state:
            name = model.events[row.event].message or taken.get(row.event) or row.event
            names = found.setdefault((row.state, row.target), [])
            names += [name] if name not in names else []
    return found


def _lines(model: Model, at: dict[str, _Point]) -> Iterator[str]:
    for source, target in _edges(model):
        pull = _pull(at[source], at[target])
        first, last = _border(at[source], pull), _border(at[target], pull)
        path = f"M{_text(first)} Q{_text(pull)} {_text(last)}"
        yield f'<path class="line" d="{path}" marker-end="url(#tip)"/>'


def _labels(model: Model, at: dict[str, _Point]) -> Iterator[str]:
    for (source, target), names in _edges(model).items():
        pull = _pull(at[source], at[target])
        x, y = _on_curve(_border(at[source], pull), pull, _border(at[target], pull), 0.42)
        lines = wrap(", ".join(names), 18)
        top = y - 7 * (len(lines) - 1) + 4
        spans = "".join(
            f'<tspan x="{x:.0f}" y="{top + 14 * number:.0f}">{escape(line)}</tspan>'
            for number, line in enumerate(lines)
        )
        yield f'<text class="label">{spans}</text>'


def _boxes(at: dict[str, _Point]) -> Iterator[str]:
    width, height = _BOX
    for name, (x, y) in at.items():
        yield (
            f'<rect x="{x - width / 2:.0f}" y="{y - height / 2:.0f}" '
            f'width="{width}" height="{height}" rx="12"/>'
            f'<text class="state" x="{x:.0f}" y="{y + 5:.0f}">{escape(name)}</text>'
        )


def _start(initial: _Point) -> Iterator[str]:
    """Where a session begins."""
    x, y = initial[0] - _BOX[0] / 2, initial[1]
    yield f'<circle cx="{x - 44:.0f}" cy="{y:.0f}" r="6"/>'
    yield f'<path class="line" d="M{x - 38:.0f},{y:.0f} L{x - 3:.0f},{y:.0f}" marker-end="url(#tip)"/>'


def _pull(start: _Point, end: _Point) -> _Point:
    """The point towards which a line is bent: to its left."""
    length = math.dist(start, end)
    across = (end[1] - start[1]) / length, -(end[0] - start[0]) / length
    return (start[0] + end[0]) / 2 + across[0] * _BEND, (start[1] + end[1]) / 2 + across[1] * _BEND


def _on_curve(first: _Point, pull: _Point, last: _Point, part: float) -> _Point:
    weights = (1 - part) ** 2, 2 * part * (1 - part), part**2
    x, y = (sum(w * p[axis] for w, p in zip(weights, (first, pull, last), strict=True)) for axis in (0, 1))
    return x, y


def _border(box: _Point, toward: _Point) -> _Point:
    """Where a line from the middle of a box leaves it."""
    dx, dy = toward[0] - box[0], toward[1] - box[1]
    width, height = _BOX[0] / 2 + 2, _BOX[1] / 2 + 2
    scale = min(width / abs(dx) if dx else math.inf, height / abs(dy) if dy else math.inf)
    return box[0] + dx * scale, box[1] + dy * scale


def _text(point: _Point) -> str:
    return f"{point[0]:.0f},{point[1]:.0f}"
