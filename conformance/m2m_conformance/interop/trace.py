"""A trace in words, for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Iterator

from m2m_conformance.difference import show
from m2m_conformance.interop.action import Role
from m2m_conformance.interop.cell import Cell, Finding
from m2m_conformance.interop.fault import Fault, Message, Turn
from m2m_conformance.outcome import steady
from m2m_conformance.report import log

_ROOM = 88  # characters of a message


def headline(cell: Cell, finding: Finding) -> str:
    """Who is to mend what."""
    fault = finding.fault
    return f"fault of {cell.players[fault.blame].name}, the {fault.blame}: {', '.join(fault.what)}"


def shown_by(finding: Finding) -> str:
    """Which conversations show a fault."""
    others = len(finding.conversations) - 1
    return f"in {finding.conversation}{f' and {others} more' if others else ''}"


def trace(fault: Fault) -> Iterator[str]:
    """Each step, then what is wrong in the last one. What a side offers is shown once, unless it changes."""
    offers: dict[Role | None, str] = {}
    for number, turn in enumerate(fault.turns, 1):
        yield _step(number, turn)
        sent = steady(said(turn.sends)) if turn.sends is not None else ""
        if sent and sent != offers.get(turn.role):
            yield f"     {sent}"
        offers.setdefault(turn.role, sent)
    for each in fault.differences:
        yield f"     {each.path}"
        yield f"       expected {each.expected}"
        yield f"       got      {steady(each.got)}"
    if fault.note:
        yield f"     {fault.note}"
    yield from _log(fault)


def _log(fault: Fault) -> Iterator[str]:
    if lines := log.lines(fault.log):
        yield "     the target's stderr ends:"
        yield from (f"       | {line}" for line in lines)


def _step(number: int, turn: Turn) -> str:
    """What is taken was sent in a step before, and is not shown again."""
    state = f" → {turn.state}" if turn.state else ""
    return f"  {number:2} {f'{turn.role} ' if turn.role else ''}{turn.does}{state}"


def said(message: Message) -> str:
    """A message, or the capabilities of a session, in a line: of capabilities what is agreed on."""
    payload = message.get("payload", {})
    offered = message if "compression" in message else payload if "compression" in payload else None
    if offered is None:
        return show({key: each for key, each in message.items() if key != "timestamp"}, _ROOM)
    ours = offered["compression"]
    parts = [
        f"version {show(offered['version'])}",
        f"algorithms {_listed(ours['algorithms'])}",
        f"encodings {_listed(ours['encodings'])}, best {ours['preferred_encoding']}",
        *([f"max_payload {ours['max_payload']}"] if ours["max_payload"] else []),
    ]
    return "; ".join(parts)


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "none at all"
