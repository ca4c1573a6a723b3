"""What an exploration found, as text and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from m2m_conformance import __version__
from m2m_conformance.explore.law import Law, unpromised
from m2m_conformance.explore.search import Exploration
from m2m_conformance.explore.world import Step
from m2m_conformance.text import count

_WIDTH = 100


def as_expected(found: Exploration) -> bool:
    """Whether the laws that are broken are just those that the profile does not promise."""
    known = unpromised(found.model.profile).keys() & {law.name for law in found.laws}
    return found.finished and found.broken.keys() == known


def page(found: Exploration) -> str:
    """The bounds, each law, and a shortest trace to each that is broken."""
    return "\n".join(_page(found)) + "\n"


def _page(found: Exploration) -> Iterator[str]:
    title = f"two peers of the {found.model.profile} profile: {_bounds(found)}"
    yield from textwrap.wrap(title, _WIDTH, subsequent_indent="  ")
    size = f"{found.worlds:,} states, {found.transitions:,} steps from them, {found.depth} steps deep"
    yield f"{size}  ({found.seconds:.1f} s)"
    yield ""
    for law in found.laws:
        yield from _law(found, law)
    if not found.finished:
        yield f"INTERRUPTED: {count(len(found.broken), 'law')} of {len(found.laws)} broken so far"
    elif as_expected(found):
        known = (
            f", and {count(len(found.broken), 'law')} that core does not promise broken"
            if found.broken
            else ""
        )
        holding = len(found.laws) - len(found.broken)
        yield f"AS EXPECTED: {count(holding, 'law')} of {len(found.laws)} hold within these bounds{known}"
    else:
        yield f"NOT AS EXPECTED: {', '.join(_odd(found))}"


def _bounds(found: Exploration) -> str:
    bounds = found.bounds
    parts = (
        f"up to {count(bounds.room, 'message')} under way to each",
        count(bounds.losses, "loss", "losses"),
        count(bounds.duplicates, "duplicate"),
        f"any order, {count(bounds.calls, 'call')} by each application",
        count(bounds.lapses, "lapse") + " of time",
        "either may send HELLO" if bounds.both else "the client sends HELLO",
    )
    return ", ".join(parts)


def _law(found: Exploration, law: Law) -> Iterator[str]:
    trace = found.broken.get(law.name)
    holds = "holds" if found.finished else "not broken so far"
    verdict = holds if trace is None else f"BROKEN in {count(len(trace), 'step')}"
    yield f"{law.name}: {verdict}"
    yield from textwrap.wrap(law.text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    if trace is not None:
        rule = unpromised(found.model.profile).get(law.name)
        if rule:
            yield f"  core does not promise it; the strict rule is {rule}"
        for number, step in enumerate(trace, 1):
            yield from _step(number, step)
    yield ""


def _step(number: int, step: Step) -> Iterator[str]:
    yield f"  {number}  {said(step)}"
    client, server = step.world.peers
    yield f"     client {client}, server {server}"


def said(step: Step) -> str:
    """One step in words: `server takes HELLO, sends ACCEPT`."""
    if step.side is None or step.outcome is None:
        return step.text
    who, failure = ("client", "server")[step.side], step.outcome.row.failure
    sends = f", sends {step.outcome.sends.type}" if step.outcome.sends else ""
    does = step.text if step.text.startswith("takes ") else f"calls {step.text}"
    return f"{who} {does}{sends}{f', which fails with {failure.kind}' if failure else ''}"


def _odd(found: Exploration) -> Iterator[str]:
    known = unpromised(found.model.profile)
    yield from (f"{name} is broken" for name in found.broken if name not in known)
    yield from (f"{name} holds, which it was not known to" for name in known if name not in found.broken)


def record(found: Exploration) -> dict[str, Any]:
    """The same as an object."""
    return {
        "format": 1,
        "suite": {"name": "m2m-conformance", "version": __version__},
        "profile": found.model.profile,
        "bounds": asdict(found.bounds),
        "states": found.worlds,
        "transitions": found.transitions,
        "depth": found.depth,
        "seconds": round(found.seconds, 3),
        "interrupted": not found.finished,
        "as_expected": as_expected(found),
        "laws": [_entry(found, law) for law in found.laws],
    }


def _entry(found: Exploration, law: Law) -> dict[str, Any]:
    trace = found.broken.get(law.name)
    return {
        "name": law.name,
        "text": law.text,
        "holds": (True if found.finished else None) if trace is None else False,
        "promised": law.name not in unpromised(found.model.profile),
        "trace": [
            {"step": said(step), "peers": [str(each) for each in step.world.peers]} for step in trace or []
        ],
    }
