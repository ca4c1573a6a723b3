"""The session machine of a profile as a picture that takes its colours from the page around it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from m2m_conformance.drawing import Arrow, Drawing, State, heads
from m2m_ref.model import Model

_WIDTH = 780
_KIND = "move"
_MOST = 3  # names at an arrow
_CAPTION = (
    "In capitals a message of the other peer, taken by its own call or by process_message; in small letters "
    "a call of the application, or what time does. What leaves the state as it is stands in the table."
)


def picture(model: Model) -> str:
    """The picture and what it shows, as HTML without an empty line."""
    drawing = Drawing([State(name) for name in model.states], _WIDTH)
    title = f"<title>The session machine, profile {escape(model.profile)}</title>"
    drawn = "".join([title, heads([_KIND]), *drawing.parts(_arrows(model))])
    svg = f'<svg viewBox="0 40 {_WIDTH} {drawing.height - 80:.0f}" role="img">{drawn}</svg>'
    return f'<figure class="machine"><div>{svg}</div><figcaption>{escape(_CAPTION)}</figcaption></figure>'


def _arrows(model: Model) -> Iterator[Arrow]:
    numbers = {name: number for number, name in enumerate(model.states)}
    for (source, target), names in _moves(model).items():
        more = len(names) - _MOST + 1
        shown = names if more <= 1 else [*names[: _MOST - 1], f"{more} more"]
        yield Arrow(numbers[source], numbers[target], ", ".join(shown), _KIND, title=", ".join(names))


def _moves(model: Model) -> dict[tuple[str, str], list[str]]:
    """What leads from one state to another."""
    taken = {event.like: event.message for event in model.events.values() if event.like and event.message}
    found: dict[tuple[str, str], list[str]] = {}
    for row in model.rows:
        if row.target != row.state:
            name = model.events[row.event].message or taken.get(row.event) or row.event
            names = found.setdefault((row.state, row.target), [])
            names += [name] if name not in names else []
    return found
