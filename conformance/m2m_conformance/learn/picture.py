"""A learned machine as an SVG picture: what is as the model says is grey, what is not red and told below."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from m2m_conformance.automaton.observation import Observation
from m2m_conformance.drawing import Arrow, Drawing, State, heads
from m2m_conformance.learn.comparison import Comparison
from m2m_conformance.learn.edge import Edge, edges, said

_WIDTH, _MARGIN, _LINE = 900, 40, 17
_STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #222 }
.state rect { fill: #fff; stroke: #555; stroke-width: 1.5 }
.state text { text-anchor: middle; font-weight: bold }
.state.marked rect { stroke: #c00000 }
.arrow path { stroke: #b0b0b0; stroke-width: 1; fill: none }
.arrow text { fill: #777; font-size: 11px; text-anchor: middle }
.arrow text { paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round }
.arrow.marked path { stroke: #c00000; stroke-width: 2.2 }
.arrow.marked text { fill: #c00000; font-size: 12px; font-weight: bold }
marker.quiet path { fill: #b0b0b0 }
marker.marked path { fill: #c00000 }
.title { font-size: 16px; font-weight: bold }
.told { font-size: 12px }
.red { fill: #c00000; font-weight: bold }
"""


def svg(comparison: Comparison[Observation], title: str) -> str:
    """The picture, as a file of its own."""
    drawing = Drawing(_states(comparison), _WIDTH)
    told = list(_told(comparison))
    height = drawing.height + _LINE * (len(told) + 2) + _MARGIN
    parts = [*_head(title, height), *drawing.parts(_arrows(comparison))]
    for number, (text, red) in enumerate(told):
        y = drawing.height + _LINE * (number + 1)
        kind = "told red" if red else "told"
        parts.append(f'<text x="{_MARGIN}" y="{y}" class="{kind}">{escape(text)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _head(title: str, height: float) -> Iterator[str]:
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img">'
    yield f"<title>{escape(title)}</title>"
    yield f"<style>\n{_STYLE}</style>"
    yield heads(("quiet", "marked"))
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


def _states(comparison: Comparison[Observation]) -> list[State]:
    return [
        State(name, "marked" if number in comparison.unmatched else "")
        for number, name in enumerate(comparison.learned.states)
    ]


def _arrows(comparison: Comparison[Observation]) -> Iterator[Arrow]:
    numbers = {
        (comparison.match[each.state], each.given): number
        for number, each in enumerate(comparison.deviations, 1)
    }
    for edge in edges(comparison):
        label = _numbered(edge, comparison, numbers) if edge.marked else edge.label
        kind = "marked" if edge.marked else "quiet"
        yield Arrow(edge.source, edge.target, label, kind, lane=int(edge.marked))


def _numbered(edge: Edge, comparison: Comparison[Observation], numbers: dict[tuple[int, int], int]) -> str:
    """The numbers under which deviations are told below."""
    inputs = comparison.learned.inputs
    found = (numbers.get((edge.source, inputs.index(name))) for name in edge.inputs)
    return _ranges([number for number in found if number]) or f"{len(edge.inputs)} inputs"


def _ranges(numbers: list[int]) -> str:
    """`1-3, 5`."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(str(each[0]) if len(each) == 1 else f"{each[0]}-{each[-1]}" for each in found)
