"""A shard: one of N parts of the cases of a run, each for a machine of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from m2m_conformance.case import Case


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `of` (1 ≤ number ≤ of) of `selected` cases.

    `selection` is the digest of all the cases selected, `origin` that of what they are made of: shards of one
    run have the same ones. `options` are those that running one case again needs. `proves` is what the whole
    run proves if every case passes; empty if it proves nothing.
    """

    number: int
    of: int
    selected: int
    selection: str
    origin: str
    options: tuple[str, ...] = ()
    proves: str = ""

    def part(self, selected: Sequence[Case]) -> Sequence[Case]:
        """Its cases: each `of`th one, so that it has some of each area. Sizes differ by one at most."""
        return selected[self.number - 1 :: self.of]

    @property
    def size(self) -> int:
        """How many cases it has."""
        return len(range(self.number - 1, self.selected, self.of))

    def __str__(self) -> str:
        return f"shard {self.number}/{self.of}"


def selection(cases: Iterable[Case]) -> str:
    """The digest of these cases: of id and level of each, in order."""
    return digest(f"{case.id} {case.level.name}\n".encode() for case in cases)


def digest(parts: Iterable[bytes]) -> str:
    """The SHA-256 of what these come to, one after the other, in hexadecimal."""
    made = sha256()
    for part in parts:
        made.update(part)
    return made.hexdigest()
