"""Every ordered pair of targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

from m2m_conformance.interop.action import Role
from m2m_conformance.interop.cell import Cell, End, play_cell
from m2m_conformance.interop.conversation import Conversation
from m2m_conformance.interop.entrant import Entrant, EntrantError

Pair = tuple[Entrant, Entrant]
Progress = Callable[[Pair, Conversation, int, int], None]
"""Is told of which pair which conversation begins, its number, and how many there are."""


@dataclass(frozen=True)
class Matrix:
    """The cells that were played of `wanted`, in this order: by initiator, then by responder.

    `interrupted`: it was ended from outside.
    """

    entrants: Sequence[Entrant]
    wanted: Sequence[Pair]
    cells: Sequence[Cell]
    interrupted: bool

    @property
    def passed(self) -> bool:
        """Whether every cell was played and passed."""
        whole = len(self.cells) == len(self.wanted) and not self.interrupted
        return whole and all(cell.passed for cell in self.cells)

    def cell(self, initiator: str, responder: str) -> Cell | None:
        """The cell of two names, if it was played."""
        wanted = {Role.INITIATOR: initiator, Role.RESPONDER: responder}
        return next((each for each in self.cells if _names(each) == wanted), None)


def _names(cell: Cell) -> dict[Role, str]:
    return {role: entrant.name for role, entrant in cell.players.items()}


def wanted_pairs(entrants: Sequence[Entrant], cells: Sequence[Sequence[str]] = ()) -> list[Pair]:
    """All pairs, or those of `cells`, pairs of names. Raises EntrantError for a name that no target has."""
    names = [each.name for each in entrants]
    if foreign := [name for cell in cells for name in cell if name not in names]:
        raise EntrantError(f"no target is named {foreign[0]}; there are {', '.join(names)}")
    chosen = [tuple(cell) for cell in cells]
    pairs = product(entrants, repeat=2)
    return [(one, other) for one, other in pairs if not chosen or (one.name, other.name) in chosen]


def play_matrix(
    entrants: Sequence[Entrant], pairs: Sequence[Pair], globs: Sequence[str], progress: Progress
) -> Matrix:
    """Play these pairs; with `globs` only conversations with such an id.

    A KeyboardInterrupt ends it with what there is.
    """
    cells: list[Cell] = []
    try:
        for pair in pairs:
            cells.append(play_cell(dict(zip(Role, pair, strict=True)), globs, partial(progress, pair)))
            if cells[-1].stopped is End.INTERRUPT:
                break
    except KeyboardInterrupt:  # between two cells
        return Matrix(entrants, pairs, cells, True)
    return Matrix(entrants, pairs, cells, bool(cells) and cells[-1].stopped is End.INTERRUPT)
