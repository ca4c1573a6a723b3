"""Matrices of targets in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.channel import EmbeddedChannel
from m2m_conformance.interop.action import Role
from m2m_conformance.interop.cell import Cell
from m2m_conformance.interop.entrant import Entrant, introduced
from m2m_conformance.interop.matrix import Matrix, play_matrix, wanted_pairs
from m2m_ref.profile import Profile

RIGHT, WRONG = "right", "wrong"
SHORT = ("keep-alive/*", "close/*", "data/*/arabic", "preference/*", "*/version/3.0/*")
"""Conversations of every kind."""


def entrant(name: str, make: Callable[[], ReferenceAdapter], profile: str = "core") -> Entrant:
    """A target in this process."""
    return Entrant(name, Profile(profile), (name,), lambda: EmbeddedChannel(lambda: make().answer))


def match(
    make: Callable[[], ReferenceAdapter], profile: str = "core", globs: Sequence[str] = SHORT
) -> Matrix:
    """The reference and a wrong target, both of one profile."""
    both = introduced([entrant(RIGHT, ReferenceAdapter, profile), entrant(WRONG, make, profile)])
    return play_matrix(both, wanted_pairs(both), globs, lambda *_: None)


def names(cell: Cell) -> tuple[str, str]:
    return cell.players[Role.INITIATOR].name, cell.players[Role.RESPONDER].name


def red(matrix: Matrix) -> set[tuple[str, str]]:
    """The cells that are not green: initiator, responder."""
    return {names(cell) for cell in matrix.cells if not cell.passed}


def shown(matrix: Matrix) -> set[str]:
    """The conversations that show a fault, anywhere."""
    return {each for cell in matrix.cells for finding in cell.shortest for each in finding.conversations}


def blamed(matrix: Matrix) -> set[str]:
    """The names of those who are to blame for anything."""
    return {cell.players[finding.fault.blame].name for cell in matrix.cells for finding in cell.shortest}
