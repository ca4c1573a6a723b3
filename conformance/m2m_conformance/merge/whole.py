"""The whole run, of all its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from m2m_conformance.baseline import Baseline, Entry
from m2m_conformance.evidence import UNTRACED, added
from m2m_conformance.merge.part import Part
from m2m_conformance.outcome import Outcome, Run, Stop, Verdict
from m2m_conformance.sequence.claim import UNPROVED, WALKED
from m2m_conformance.series import MOST_TRACES
from m2m_conformance.shard import selection

_WORST_FIRST = (Stop.INTERRUPT, Stop.BREAKS, Stop.FAILURE, Stop.NOT)


def whole(parts: Iterable[Part]) -> Run:
    """The run of all the cases, in the order of the whole, of parts that fit.

    `seconds` are those of all parts. The baseline is held against all cases anew: what is stale in a part is
    worded for the part.
    """
    ordered = sorted(parts, key=lambda part: part.shard.number)
    known = next((part for part in ordered if part.met), ordered[0])
    rows = zip_longest(*(part.run.verdicts for part in ordered))
    run = Run(
        target=known.run.target,
        command=known.run.command,
        verdicts=list(_traced(verdict for row in rows for verdict in row if verdict is not None)),
        seconds=sum(part.run.seconds for part in ordered),
        unfinished=sum(part.run.unfinished for part in ordered),
        stopped=next(stop for stop in _WORST_FIRST if stop in {part.run.stopped for part in ordered}),
        profile=known.run.profile,
        found=_found(ordered),
        setting=known.run.setting and known.run.setting.whole(),
        moves=added(part.run.moves for part in ordered),
    )
    return _held(_claiming(run, ordered), ordered[0].run)


def _traced(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """The verdicts with as many traces of a vector file as one run keeps: each part has kept as many."""
    kept: Counter[str] = Counter()
    for verdict in verdicts:
        file = verdict.case.id.rpartition("/")[0]
        kept[file] += verdict.trace is not UNTRACED
        yield verdict if kept[file] <= MOST_TRACES else replace(verdict, trace=UNTRACED)


def changed(run: Run, parts: Sequence[Part]) -> bool:
    """Whether the cases are not those that were selected. Which were not reached cannot be told."""
    return not run.unfinished and selection(each.case for each in run.verdicts) != parts[0].shard.selection


def _claiming(run: Run, parts: Sequence[Part]) -> Run:
    """With what it proves, which no part can say; nothing for vectors."""
    if run.found is None:
        return run
    if all(part.run.claim == WALKED for part in parts):
        return replace(run, claim=WALKED)
    good = not run.unfinished and all(each.outcome is Outcome.PASSED for each in run.verdicts)
    return replace(run, claim=(good and parts[0].shard.proves) or UNPROVED)


def _found(parts: Sequence[Part]) -> list[Verdict] | None:
    """For each fault one case: parts that met the same fault found, mostly, the same case."""
    if all(part.run.found is None for part in parts):
        return None
    every = [verdict for part in parts for verdict in part.run.found or ()]
    return list({(each.case.id, each.message): each for each in every}.values())


def _held(run: Run, part: Run) -> Run:
    if part.listed is None or part.baseline is None:
        return run
    entries = [Entry(**each) for each in part.listed.entries]
    return Baseline(Path(part.baseline), part.listed.named, entries).hold(run)
