"""What became of mutants, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from m2m_conformance import __version__
from m2m_conformance.mutate.tally import Tally
from m2m_conformance.text import count


def page(tally: Tally, *, every: bool) -> str:
    """What became of one kind: holes one by one, with `every` also what is equivalent."""
    return "\n".join(_page(tally, every=every)) + "\n"


def _page(tally: Tally, *, every: bool) -> Iterator[str]:
    cut = ", interrupted" * tally.interrupted
    yield f"{tally.title}: {count(tally.total, 'mutant')}{cut}  ({tally.seconds:.1f} s)"
    yield f"  {tally.killed:7,} killed{_modes(tally)}"
    yield f"  {len(tally.equivalents):7,} equivalent"
    for reason, number in Counter(each.reason for each in tally.equivalents).most_common():
        yield f"  {number:11,}  {reason}"
        if every:
            yield from (f"               {each.name}" for each in tally.equivalents if each.reason == reason)
    yield f"  {len(tally.holes):7,} not seen"
    yield from (f"      HOLE {each.name}" for each in tally.holes)
    yield from (f"     STALE {each}" for each in tally.stale)


def _modes(tally: Tally) -> str:
    if not tally.modes:
        return ""
    return f" ({', '.join(f'{name} {number:,}' for name, number in tally.modes.items())})"


def verdict(tallies: Sequence[Tally], *, whole: bool) -> str:
    """The last line. If they are not the `whole`, an interrupt ended it."""
    cut = "" if whole else ", interrupted"
    holes = sum(len(each.holes) for each in tallies)
    stale = sum(len(each.stale) for each in tallies)
    if holes or stale:
        return f"NOT ALL SEEN: {count(holes, 'hole')}, {count(stale, 'stale entry', 'stale entries')}{cut}"
    killed = sum(each.killed for each in tallies)
    title = "ALL SEEN" if whole else "NOT ALL TRIED"
    return f"{title}: {count(killed, 'mutant')} killed, every other one is equivalent{cut}"


def record(tallies: Sequence[Tally], *, whole: bool) -> dict[str, Any]:
    """The same as JSON, every survivor with it."""
    return {
        "generator": f"m2m-conformance {__version__}",
        "interrupted": not whole,
        "mutants": [{**asdict(each), "total": each.total} for each in tallies],
    }
