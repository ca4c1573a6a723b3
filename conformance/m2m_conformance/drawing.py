"""States and the arrows between them as SVG, drawn without any other program: states stand on a circle.

How it looks is up to the style of where it is shown: a state is a group `state`, an arrow a group `arrow`,
each with its `kind` as a second class; the head of an arrow is the marker `head-KIND`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_BOX = (116, 36)
_BENDS = (26.0, 62.0)
"""How far arrows of the inner and the outer lane are off the straight line."""


_PARTS = (0.4, 0.5, 0.3, 0.6, 0.22, 0.7)
"""Where on an arrow its label may stand, the nearer to its start the better."""


@dataclass(frozen=True)
class State:
    """A state, and which kind of state it is to be shown as."""

    name: str
    kind: str = ""


@dataclass(frozen=True)
class Arrow:
    """From one state to another one or the same, by their numbers.

    `lane` is 0 or 1: two arrows between the same states, in the same direction, are told apart by it. `title`
    is shown when the arrow is pointed at.
    """

    source: int
    target: int
    label: str
    kind: str
    lane: int = 0
    title: str = ""


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


@dataclass(frozen=True)
class _Room:
    """What a text takes, about."""

    left: float
    top: float
    width: float
    height: float = 16

    @classmethod
    def of(cls, text: str, at: _Point) -> _Room:
        width = 6.2 * len(text)
        return cls(at.x - width / 2, at.y - 12, width)

    def overlap(self, other: _Room) -> float:
        wide = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        high = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        return max(wide, 0) * max(high, 0)


class Drawing:
    """Where everything is, on a page `width` wide. `height` is what it takes."""

    def __init__(self, states: Sequence[State], width: float) -> None:
        self._states = states
        self._width = width
        self._radius = max(190.0, 34.0 * len(states))
        self._centre = _Point(width / 2, self._radius + 110)
        self.height = 2 * self._radius + 220
        self._at = [self._place(number) for number in range(len(states))]
        self._taken: list[_Room] = []

    def _place(self, number: int) -> _Point:
        angle = 2 * math.pi * number / max(1, len(self._states)) - math.pi / 2
        wide = 1.45  # the page is wider than it is high
        return _Point(
            self._centre.x + min(self._radius * wide, self._width / 2 - 140) * math.cos(angle),
            self._centre.y + self._radius * math.sin(angle),
        )

    def parts(self, arrows: Iterable[Arrow]) -> Iterator[str]:
        """The elements: first the arrows, then the states over them."""
        self._taken = [_Room.of(state.name, at) for state, at in zip(self._states, self._at, strict=True)]
        yield from map(self._arrow, arrows)
        yield from map(self._state, self._states, self._at)

    @staticmethod
    def _state(state: State, at: _Point) -> str:
        width, height = _BOX
        return (
            f'<g class="{_classes("state", state.kind)}"><rect x="{at.x - width / 2:.1f}" '
            f'y="{at.y - height / 2:.1f}" width="{width}" height="{height}" rx="12"/>'
            f'<text x="{at.x:.1f}" y="{at.y + 5:.1f}">{escape(state.name)}</text></g>'
        )

    def _arrow(self, arrow: Arrow) -> str:
        path, label = self._loop(arrow) if arrow.source == arrow.target else self._arc(arrow)
        title = f"<title>{escape(arrow.title)}</title>" if arrow.title else ""
        return (
            f'<g class="{_classes("arrow", arrow.kind)}">{title}<path d="{path}" '
            f'marker-end="url(#head-{arrow.kind})"/><text x="{label.x:.1f}" y="{label.y:.1f}">'
            f"{escape(arrow.label)}</text></g>"
        )

    def _arc(self, arrow: Arrow) -> tuple[str, _Point]:
        """Bent, so that both directions and both lanes can be told apart."""
        start, end = self._at[arrow.source], self._at[arrow.target]
        middle, length = start.toward(end, 0.5), start.distance(end)
        bend = _BENDS[arrow.lane]
        across = _Point(-(end.y - start.y) / length, (end.x - start.x) / length)
        pull = _Point(middle.x + across.x * bend, middle.y + across.y * bend)
        first, last = _border(start, pull), _border(end, pull)
        curve = [first.toward(pull, part).toward(pull.toward(last, part), part) for part in _PARTS]
        return f"M{first} Q{pull} {last}", self._free(arrow.label, curve)

    def _free(self, label: str, places: Sequence[_Point]) -> _Point:
        """The place that is least in the way of what is written already."""
        rooms = [_Room.of(label, place) for place in places]
        best = min(rooms, key=lambda room: sum(map(room.overlap, self._taken)))
        self._taken.append(best)
        return places[rooms.index(best)]

    def _loop(self, arrow: Arrow) -> tuple[str, _Point]:
        """Outside the circle; that of the outer lane on the right."""
        at = self._at[arrow.source]
        away = 1.0 if at.y >= self._centre.y - 1 else -1.0
        shift = 36.0 if arrow.lane else -36.0
        height = away * _BOX[1] / 2
        start = _Point(at.x + shift - 14, at.y + height)
        end = _Point(at.x + shift + 14, at.y + height)
        top = away * 46
        path = f"M{start} C{_Point(start.x - 12, start.y + top)} {_Point(end.x + 12, end.y + top)} {end}"
        return path, _Point(at.x + shift, at.y + height + top * 0.75 + (14 if away > 0 else -4))


def heads(kinds: Iterable[str]) -> str:
    """The definitions of the arrows' heads."""
    return "".join(
        f'<marker id="head-{kind}" class="{kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" '
        f'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
        f'<path d="M0,0 L10,5 L0,10 z"/></marker>'
        for kind in kinds
    ).join(("<defs>", "</defs>"))


def _classes(*names: str) -> str:
    return " ".join(filter(None, names))


def _border(box: _Point, toward: _Point) -> _Point:
    """Where a line from the middle of a box leaves it."""
    dx, dy = toward.x - box.x, toward.y - box.y
    width, height = _BOX[0] / 2 + 3, _BOX[1] / 2 + 3
    scale = min(width / abs(dx) if dx else math.inf, height / abs(dy) if dy else math.inf)
    return _Point(box.x + dx * scale, box.y + dy * scale)
