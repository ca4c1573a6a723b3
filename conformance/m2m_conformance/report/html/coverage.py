"""Which of the model's transitions a run has seen, and how they went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from m2m_conformance.evidence import Move, Tally
from m2m_ref.model import Event, Model


@dataclass(frozen=True, slots=True)
class Way:
    """From a cell to a state: how often it was gone, and whether the model has it."""

    target: str
    tally: Tally
    foreseen: bool

    @property
    def kind(self) -> str:
        """`failed` if a case failed there, `odd` if the model has no such way, else `passed` or `never`."""
        if self.tally.failed:
            return "failed"
        if not self.tally.passed:
            return "never"
        return "passed" if self.foreseen else "odd"


@dataclass(frozen=True, slots=True)
class Cell:
    """An event in a state."""

    event: str
    state: str
    ways: tuple[Way, ...]

    @property
    def tally(self) -> Tally:
        """All its ways together."""
        return Tally(
            sum(each.tally.passed for each in self.ways), sum(each.tally.failed for each in self.ways)
        )

    @property
    def kind(self) -> str:
        """The worst of its ways; `never` only if none was gone."""
        kinds = {each.kind for each in self.ways}
        return next(kind for kind in ("failed", "odd", "passed", "never") if kind in kinds)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The cells of a model, by event and state."""

    model: Model
    cells: Mapping[tuple[str, str], Cell]

    @property
    def never(self) -> list[Cell]:
        """The cells that were never reached."""
        return [cell for cell in self.cells.values() if cell.kind == "never"]

    @property
    def reached(self) -> int:
        """How many cells were."""
        return len(self.cells) - len(self.never)


def coverage(moves: Mapping[Move, Tally], model: Model) -> Coverage:
    """The cells of `model`, as `moves` have been through them. What is no event of the model is left out."""
    names = {(event.call, event.message or ""): event for event in model.events.values()}
    gone: dict[tuple[str, str, str], Tally] = {}
    for move, tally in moves.items():
        if event := names.get((move.call.partition(".")[2], move.message)):
            key = (_happened(event, move, model), move.before, move.after)
            before = gone.get(key, Tally())
            gone[key] = Tally(before.passed + tally.passed, before.failed + tally.failed)
    pairs = ((event, state) for event in model.events for state in model.states)
    return Coverage(model, {pair: Cell(*pair, tuple(_ways(*pair, gone, model))) for pair in pairs})


def _happened(event: Event, move: Move, model: Model) -> str:
    """The event that moved the session: maybe the one that comes before it (`first`)."""
    if event.first and move.after not in _targets(event.name, move.before, model):
        earlier = _targets(event.first, move.before, model) - {move.before}
        return event.first if move.after in earlier else event.name
    return event.name


def _targets(event: str, state: str, model: Model) -> set[str]:
    return {row.target for row in model.rows_of(event, state)}


def _ways(event: str, state: str, gone: Mapping[tuple[str, str, str], Tally], model: Model) -> Iterable[Way]:
    foreseen = _targets(event, state, model)
    for target in model.states:
        tally = gone.get((event, state, target), Tally())
        if target in foreseen or tally != Tally():
            yield Way(target, tally, target in foreseen)
