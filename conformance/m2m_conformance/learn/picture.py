"""A learned machine as an SVG picture, drawn without any other program.

States stand on a circle. What is as the model says is thin and grey; what is not is red and told below.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from m2m_conformance.automaton.observation import Observation
from m2m_conformance.learn.comparison import Comparison
from m2m_conformance.learn.edge import Edge, edges, said

_WIDTH, _MARGIN, _LINE = 900, 40, 17
_BOX = (116, 36)
_STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #222 }
.box { fill: #fff; stroke: #555; stroke-width: 1.5 }
.odd .box { stroke: #c00000 }
.quiet path { stroke: #b0b0b0; stroke-width: 1; fill: none }
.quiet text { fill: #777; font-size: 11px; text-anchor: middle }
.marked path { stroke: #c00000; stroke-width: 2.2; fill: none }
.marked text { fill: #c00000; font-size: 12px; font-weight: bold; text-anchor: middle }
.name { text-anchor: middle; font-weight: bold }
.halo { paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round }
.title { font-size: 16px; font-weight: bold }
.told { font-size: 12px }
.red { fill: #c00000; font-weight: bold }
"""


@dataclass(frozen=True)
class _Point:
    x: float
    y: float

    def toward(self, other: _Point, part: float) -> _Point:
        return _Point(self.x + (other.x - self.x) * part, self.y + (other.y - self.y) * part)

    def distance(self, other: _Point) -> float:
        return math.hypot(other.x - self.x, other.y - self.y)

    def __str__(self) -> str:
        return f"{self.x:.1f},{self.y:.1f}"


def svg(comparison: Comparison[Observation], title: str) -> str:
    """The picture, as a file of its own."""
    drawing = _Drawing(comparison)
    told = list(_told(comparison))
    height = drawing.height + _LINE * (len(told) + 2) + _MARGIN
    parts = [*_head(title, height), *drawing.lines(), *drawing.boxes()]
    for number, (text, red) in enumerate(told):
        y = drawing.height + _LINE * (number + 1)
        kind = "told red" if red else "told"
        parts.append(f'<text x="{_MARGIN}" y="{y}" class="{kind}">{escape(text)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _head(title: str, height: float) -> Iterator[str]:
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img">'
    yield f"<title>{escape(title)}</title>"
    yield f"<style>\n{_STYLE}</style>"
    yield "<defs>"
    for name, colour in (("grey", "#b0b0b0"), ("red", "#c00000")):
        yield (
            f'<marker id="{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
            f'markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0,0 L10,5 L0,10 z" '
            f'fill="{colour}"/></marker>'
        )
    yield "</defs>"
    yield f'<rect width="{_WIDTH}" height="{height:.0f}" fill="#fff"/>'
    yield f'<text x="{_MARGIN}" y="30" class="title">{escape(title)}</text>'


def _told(comparison: Comparison[Observation]) -> Iterator[tuple[str, bool]]:
    if comparison.equal:
        yield "Every transition is the model's.", False
    for number, deviation in enumerate(comparison.deviations, 1):
        what, expected, got = said(comparison, deviation)
        yield f"{number}  {what}", True
        yield f"     model: {expected}", False
        yield f"     target: {got}", False


class _Drawing:
    """Where everything is."""

    def __init__(self, comparison: Comparison[Observation]) -> None:
        self._comparison = comparison
        states = comparison.learned.states
        self._radius = max(190.0, 34.0 * len(states))
        self._centre = _Point(_WIDTH / 2, self._radius + 110)
        self.height = 2 * self._radius + 220
        self._at = [self._place(number) for number in range(len(states))]
        self._numbers = {
            (comparison.match[each.state], each.given): number
            for number, each in enumerate(comparison.deviations, 1)
        }

    def _place(self, number: int) -> _Point:
        angle = 2 * math.pi * number / max(1, len(self._comparison.learned.states)) - math.pi / 2
        wide = 1.45  # the page is wider than it is high
        return _Point(
            self._centre.x + min(self._radius * wide, _WIDTH / 2 - 140) * math.cos(angle),
            self._centre.y + self._radius * math.sin(angle),
        )

    def boxes(self) -> Iterator[str]:
        width, height = _BOX
        for number, name in enumerate(self._comparison.learned.states):
            at = self._at[number]
            kind = ' class="odd"' if number in self._comparison.unmatched else ""
            yield (
                f'<g{kind}><rect class="box" x="{at.x - width / 2:.1f}" y="{at.y - height / 2:.1f}" '
                f'width="{width}" height="{height}" rx="12"/>'
                f'<text class="name" x="{at.x:.1f}" y="{at.y + 5:.1f}">{escape(name)}</text></g>'
            )

    def lines(self) -> Iterator[str]:
        for edge in edges(self._comparison):
            path, label = self._loop(edge) if edge.source == edge.target else self._arc(edge)
            kind, colour = ("marked", "red") if edge.marked else ("quiet", "grey")
            yield (
                f'<g class="{kind}"><path d="{path}" marker-end="url(#{colour})"/><text class="halo" '
                f'x="{label.x:.1f}" y="{label.y:.1f}">{escape(self._text(edge))}</text></g>'
            )

    def _text(self, edge: Edge) -> str:
        """The numbers under which deviations are told below; the inputs of what is as it should be."""
        if not edge.marked:
            return edge.label
        inputs = self._comparison.learned.inputs
        numbers = (self._numbers.get((edge.source, inputs.index(name))) for name in edge.inputs)
        return _ranges([number for number in numbers if number]) or f"{len(edge.inputs)} inputs"

    def _arc(self, edge: Edge) -> tuple[str, _Point]:
        """Bent, so that both directions and both kinds can be told apart."""
        start, end = self._at[edge.source], self._at[edge.target]
        middle, length = start.toward(end, 0.5), start.distance(end)
        bend = 62.0 if edge.marked else 26.0
        across = _Point(-(end.y - start.y) / length, (end.x - start.x) / length)
        pull = _Point(middle.x + across.x * bend, middle.y + across.y * bend)
        first, last = _border(start, pull), _border(end, pull)
        near = first.toward(pull, 0.4).toward(
            pull.toward(last, 0.4), 0.4
        )  # on the curve, nearer to its start
        return f"M{first} Q{pull} {last}", near

    def _loop(self, edge: Edge) -> tuple[str, _Point]:
        """Outside the circle; a marked one beside the quiet one."""
        at = self._at[edge.source]
        away = 1.0 if at.y >= self._centre.y - 1 else -1.0
        shift = 36.0 if edge.marked else -36.0
        height = away * _BOX[1] / 2
        start = _Point(at.x + shift - 14, at.y + height)
        end = _Point(at.x + shift + 14, at.y + height)
        top = away * 46
        path = f"M{start} C{_Point(start.x - 12, start.y + top)} {_Point(end.x + 12, end.y + top)} {end}"
        return path, _Point(at.x + shift, at.y + height + top * 0.75 + (14 if away > 0 else -4))


def _border(box: _Point, toward: _Point) -> _Point:
    """Where a line from the middle of a box leaves it."""
    dx, dy = toward.x - box.x, toward.y - box.y
    width, height = _BOX[0] / 2 + 3, _BOX[1] / 2 + 3
    scale = min(width / abs(dx) if dx else math.inf, height / abs(dy) if dy else math.inf)
    return _Point(box.x + dx * scale, box.y + dy * scale)


def _ranges(numbers: list[int]) -> str:
    """`1-3, 5`."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(str(each[0]) if len(each) == 1 else f"{each[0]}-{each[-1]}" for each in found)
