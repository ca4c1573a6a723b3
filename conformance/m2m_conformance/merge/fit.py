"""Whether parts are all those of one run, and what is wrong if they are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from m2m_conformance.merge.part import Part
from m2m_conformance.outcome import Run
from m2m_conformance.text import count

_NAMED_AT_MOST = 10


def misfits(parts: Sequence[Part]) -> list[str]:
    """What keeps the parts from being one run, a sentence each: nothing if they are.

    Where they are of different runs nothing else is said, since it would be of no use.
    """
    first = next((part for part in parts if part.met), parts[0])
    different = [text for part in parts if part is not first for text in _different(part, first)]
    return different or [*_twice(parts), *_missing(parts), *_shared(parts)]


def _different(part: Part, first: Part) -> Iterator[str]:
    own, other = part.shard, first.shard
    if own.of != other.of:
        yield f"{part.file} is {own}, {first.file} is {other}"
    if part.run.profile is not first.run.profile:
        yield f"{part.file} is by profile {part.run.profile.value}, {first.file} by {first.run.profile.value}"
    yield from _other_target(part, first)
    if (own.selected, own.selection) != (other.selected, other.selection):
        sizes = f"{count(own.selected, 'case')} and {count(other.selected, 'case')}"
        yield f"{part.file} is of another selection of cases than {first.file}: {sizes}"
    elif (own.origin, own.proves) != (other.origin, other.proves):
        yield f"{part.file} is of other vectors, or of other sequences, than {first.file}"
    if part.run.listed != first.run.listed:
        yield f"{part.file} and {first.file} were not held against the same baseline"


def _other_target(part: Part, first: Part) -> Iterator[str]:
    if not (part.met and first.met):
        return
    if _target(part.run) != _target(first.run):
        yield f"{part.file} is about {_target(part.run)}, {first.file} about {_target(first.run)}"
    elif differing := part.run.target.features ^ first.run.target.features:
        names = ", ".join(sorted(differing))
        yield f"the targets of {part.file} and {first.file} have not both got these features: {names}"


def _target(run: Run) -> str:
    return f"{run.target.name} {run.target.version} ({run.target.language})"


def _twice(parts: Sequence[Part]) -> Iterator[str]:
    ordered = sorted(parts, key=lambda part: part.shard.number)
    for one, other in pairwise(ordered):
        if one.shard.number == other.shard.number:
            yield f"{one.file} and {other.file} are both {one.shard}"


def _missing(parts: Sequence[Part]) -> Iterator[str]:
    of = parts[0].shard.of
    missing = sorted({*range(1, of + 1)} - {part.shard.number for part in parts})
    if missing:
        shown = ", ".join(f"{number}/{of}" for number in missing[:_NAMED_AT_MOST])
        more = f" and {len(missing) - _NAMED_AT_MOST} more" if len(missing) > _NAMED_AT_MOST else ""
        yield f"shard {shown} is missing" if len(missing) == 1 else f"shards {shown}{more} are missing"


def _shared(parts: Sequence[Part]) -> Iterator[str]:
    """Cases that stand in two reports; not of those that are one shard, which is said already."""
    owner: dict[str, Part] = {}
    for part in parts:
        ids = [each.case.id for each in part.run.verdicts]
        shared = [name for name in ids if owner.setdefault(name, part) is not part]
        other = owner[shared[0]] if shared else part
        if other.shard.number != part.shard.number:
            more = f" and {len(shared) - 1} more" if len(shared) > 1 else ""
            yield f"case {shared[0]}{more} stands in {part.file} and in {other.file}"
