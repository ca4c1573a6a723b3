"""Wrong targets: each turns the cells red that it plays its part in, no others, and is named for it."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import NamedTuple

import pytest

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.interop.action import Role
from m2m_conformance.interop.cell import End, play_cell
from m2m_conformance.interop.entrant import introduced
from m2m_conformance.interop.fault import Fate
from tests.interop import target
from tests.interop.match import RIGHT, SHORT, WRONG, blamed, entrant, match, names, red, shown

I, R = {(WRONG, RIGHT), (WRONG, WRONG)}, {(RIGHT, WRONG), (WRONG, WRONG)}  # noqa: E741
ALL, OTHERS = I | R, {(WRONG, RIGHT), (RIGHT, WRONG)}


class Fault(NamedTuple):
    """The cells that are red, and globs of the conversations that show why."""

    cells: set[tuple[str, str]]
    shown: tuple[str, ...]
    profile: str = "core"


FAULTS: dict[Callable[[], ReferenceAdapter], Fault] = {
    target.Disagreeing: Fault(R, ("preference/*",)),
    target.Selfish: Fault(R, ("preference/*",), "strict"),
    target.Drifting: Fault(I, ("preference/*",)),
    target.Corrupting: Fault(ALL, ("data/brotli/*", "preference/*brotli*")),
    target.Misreading: Fault(ALL, ("data/tokennative-*", "preference/*")),
    target.OtherForm: Fault(ALL, ("data/brotli/*", "preference/*brotli*")),
    target.Backwards: Fault(OTHERS, ("data/brotli/*", "preference/*brotli*")),
    target.SilentPing: Fault(ALL, ("keep-alive/*",)),
    target.Deaf: Fault(ALL, ("close/*",)),
    target.LosingId: Fault(R, SHORT),
    target.KeepingId: Fault(I, SHORT),
    target.Timeless: Fault(ALL, ("keep-alive/past-the-timeout",)),
    target.Deep: Fault(R, SHORT),
    target.Crashing: Fault(ALL, ("data/brotli/*", "preference/*brotli*")),
}
GLOBS = (*SHORT, "handshake/algorithm/m2m+none/none*", "handshake/default")
"""Handshakes by the calls for each message too."""


@pytest.mark.parametrize("wrong", FAULTS, ids=lambda wrong: wrong.__name__)
def test_it_turns_its_own_cells_red_and_is_blamed(wrong: Callable[[], ReferenceAdapter]) -> None:
    fault = FAULTS[wrong]
    matrix = match(wrong, fault.profile, GLOBS)
    assert red(matrix) == fault.cells
    assert blamed(matrix) == {WRONG}
    broke = {cell.counts[Fate.ERRORED] > 0 for cell in matrix.cells if not cell.passed}
    assert broke == {wrong is target.Crashing}
    globs = (*fault.shown, "handshake/*")
    assert all(any(fnmatchcase(each, glob) for glob in globs) for each in shown(matrix))


def test_who_wrote_what_nobody_can_read_is_blamed_for_it() -> None:
    matrix = match(target.Corrupting, globs=["data/brotli/english"])
    cell = matrix.cell(WRONG, RIGHT)
    assert cell
    (finding,) = cell.shortest
    assert finding.fault.turns[-1].role is Role.RESPONDER
    assert finding.fault.blame is Role.INITIATOR
    assert (
        finding.fault.note.startswith("what was sent: Decompression error") or "holds" in finding.fault.note
    )


def test_a_trace_has_no_step_that_it_can_do_without() -> None:
    matrix = match(target.Deaf, globs=["close/initiator-after-data"])
    cell = matrix.cell(RIGHT, WRONG)
    assert cell
    (finding,) = cell.shortest
    calls = [turn.call.removeprefix("session.") for turn in finding.fault.turns]
    assert calls == [
        "create",
        "create",
        "create_hello",
        "process_message",
        "process_message",
        "close",
        "process_message",
    ]


def test_each_fault_is_shown_once_by_its_shortest_trace() -> None:
    cell = match(target.SilentPing, globs=["keep-alive/*"]).cell(RIGHT, WRONG)
    assert cell
    (finding,) = cell.shortest
    assert finding.conversations == ["keep-alive/initiator", "keep-alive/both", "keep-alive/past-the-timeout"]
    assert cell.counts[Fate.FAILED] == len(finding.conversations)


def test_ten_breaks_in_a_row_give_up_the_cell_and_no_other() -> None:
    matrix = match(target.Crashing, globs=["data/brotli/*"])
    stopped = {names(cell): cell.stopped for cell in matrix.cells}
    assert stopped.pop((RIGHT, RIGHT)) is End.NOT
    assert set(stopped.values()) == {End.BREAKS}
    assert all(cell.unfinished for cell in matrix.cells if cell.stopped)


def test_a_break_does_not_spoil_what_comes_after_it() -> None:
    cell = match(target.Crashing, globs=["data/*/english", "close/*"]).cell(RIGHT, WRONG)
    assert cell
    assert cell.counts[Fate.ERRORED] == 1
    assert cell.counts[Fate.PASSED] > 5


def test_what_is_lacked_is_skipped_with_the_reason() -> None:
    matrix = match(target.Bare, globs=["data/*/english", "keep-alive/past*"])
    cell = matrix.cell(RIGHT, WRONG)
    assert cell
    assert cell.passed
    reasons = {reason for fate, reason in cell.reasons if fate is Fate.SKIPPED}
    assert {"wrong: brotli: too heavy", "wrong: m2m: not offered", "wrong: clock: not offered"} <= reasons


def test_a_cell_in_which_nothing_was_checked_is_red() -> None:
    assert red(match(target.Bare, globs=["data/brotli/*"])) == ALL


def test_an_interrupt_leaves_what_was_found() -> None:
    def interrupt(_: object, number: int, __: int) -> None:
        if number == 3:
            raise KeyboardInterrupt

    both = introduced([entrant(name, ReferenceAdapter) for name in (RIGHT, WRONG)])
    cell = play_cell(dict(zip(Role, both, strict=True)), ["close/*"], interrupt)
    assert cell.stopped is End.INTERRUPT
    assert (cell.counts.total(), cell.unfinished) == (2, 3)
    assert not cell.passed
