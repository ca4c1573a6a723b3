"""What was played, for a terminal of 100 columns: the matrix, then what went wrong in each cell."""

from __future__ import annotations

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from m2m_conformance import __version__
from m2m_conformance.interop.action import Role
from m2m_conformance.interop.cell import Cell, Finding
from m2m_conformance.interop.entrant import REFERENCE, Entrant
from m2m_conformance.interop.fault import Fate
from m2m_conformance.interop.grid import WIDTH, Entry, Paint, grid
from m2m_conformance.interop.matrix import Matrix
from m2m_conformance.interop.trace import headline, shown_by, trace
from m2m_conformance.text import count
from m2m_ref.profile import Profile

_CORNER = "initiator"
_NOTES = {
    Fate.UNPROMISED: "not promised: each side did what its profile says, and the rules of core allow this",
    Fate.SKIPPED: "not checked",
}


def introduction(entrants: Sequence[Entrant], cells: int) -> str:
    """Who plays."""
    lines = [f"m2m-conformance {__version__}, {count(len(entrants), 'target')}, {count(cells, 'cell')}"]
    width = max(len(each.name) for each in entrants)
    for entrant in entrants:
        info = entrant.info
        who = f"{info.name} {info.version} ({info.language})" if info.name else "breaks at initialize"
        lines.append(f"  {entrant.name:{width}}  {who}, {entrant.profile.value}")
    return "\n".join(lines) + "\n"


def page(matrix: Matrix, again: Sequence[str], traces: int, seconds: float, paint: Paint) -> str:
    """Matrix, notes, failures and verdict. `traces` of each cell are shown in full, other faults in a line.

    `again` are the options that playing a cell again needs too.
    """
    lines = ["", *_table(matrix, paint), *_notes(matrix)]
    for cell in matrix.cells:
        if cell.findings:
            lines += ["", *_failed(cell, again, traces, paint)]
    colour = "green" if matrix.passed else "red"
    lines += ["", f"{paint(conclusion(matrix), colour)}  ({seconds:.2f} s)"]
    return "\n".join(lines) + "\n"


def conclusion(matrix: Matrix) -> str:
    """The verdict, in a sentence."""
    good = sum(cell.passed for cell in matrix.cells)
    whole = f"{good} of {count(len(matrix.wanted), 'cell')} passed"
    if matrix.passed:
        return f"PASSED: {whole}"
    return f"NOT PASSED: {whole}{', interrupted' if matrix.interrupted else ''}"


def _table(matrix: Matrix, paint: Paint) -> Iterator[str]:
    rows = list(dict.fromkeys(one.name for one, _ in matrix.wanted))
    columns = list(dict.fromkeys(other.name for _, other in matrix.wanted))
    wanted = {(one.name, other.name) for one, other in matrix.wanted}
    none = Entry(("",), "dim")
    entries = {
        (row, column): _entry(matrix.cell(row, column)) if (row, column) in wanted else none
        for row in rows
        for column in columns
    }
    yield from grid((_CORNER, "responder"), rows, columns, entries, paint)


def _entry(cell: Cell | None) -> Entry:
    if cell is None:
        return Entry(("not played",), "red")
    number = cell.counts
    parts = [f"{number[fate]} {fate}" for fate in (Fate.UNPROMISED, Fate.SKIPPED) if number[fate]]
    rest = [f"{cell.unfinished} not played"] if cell.unfinished else []
    return Entry((_said(cell), *parts, *rest), "green" if cell.passed else "red")


def _said(cell: Cell) -> str:
    """The verdict on a cell, in as few words as fit it."""
    failed, errored = cell.counts[Fate.FAILED], cell.counts[Fate.ERRORED]
    if not cell.counts[Fate.PASSED] and not failed:
        return "errored" if errored else "nothing checked"
    if failed and errored:
        return f"{failed} failed, {errored} errored"
    if failed or errored:
        return f"{failed or errored} of {cell.played} {Fate.FAILED if failed else Fate.ERRORED}"
    return f"passed {cell.counts[Fate.PASSED]}"


def _notes(matrix: Matrix) -> Iterator[str]:
    """Why conversations were skipped or not promised to go well, over all cells."""
    for fate, title in _NOTES.items():
        found: Counter[str] = Counter()
        for cell in matrix.cells:
            found.update({reason: len(ids) for (kind, reason), ids in cell.reasons.items() if kind is fate})
        if found:
            yield from ("", f"{title}:")
        for reason, number in found.items():
            yield from _wrapped(f"{number} {fate}, {reason}")


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _failed(cell: Cell, again: Sequence[str], traces: int, paint: Paint) -> Iterator[str]:
    one, other = (cell.players[role].name for role in Role)
    stop = f"; stopped, {cell.stopped}" if cell.stopped else ""
    yield f"{paint('FAILED', 'red')} {one} with {other}: {_said(cell)}{stop}"
    for number, finding in enumerate(cell.shortest):
        yield from _wrapped(headline(cell, finding))
        yield f"    {shown_by(finding)}"
        if number < traces:
            yield from trace(finding.fault)
    if traces:
        yield f"  again: {paint(command(cell, again), 'bold')}"


def command(cell: Cell, again: Sequence[str], finding: Finding | None = None) -> str:
    """The command that plays a cell again, or of it the conversation of a finding."""
    names = [entrant.name for entrant in cell.players.values()]
    select = ["--select", finding.conversation] if finding else []
    given = dict.fromkeys(_given(each) for each in cell.players.values())
    return shlex.join(["m2m-conformance", "interop", *again, "--cell", *names, *select, *given])


def _given(entrant: Entrant) -> str:
    """The argument for a target, with the name it has here."""
    profile = "" if entrant.profile is Profile.CORE else f"{entrant.profile.value}:"
    return f"{entrant.name}={profile}{shlex.join(entrant.command) or REFERENCE}"
