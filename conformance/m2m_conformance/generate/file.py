"""Draws as many different cases as asked for, and writes them as a vector file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import hypothesis
import orjson
from hypothesis.strategies import SearchStrategy

from m2m_conformance import __version__
from m2m_conformance.derive.dump import dump
from m2m_conformance.generate.entry import Entry, Part
from m2m_conformance.status import NotDoneError
from m2m_conformance.strategies.seeded import examples

AREAS = ("session", "negotiation", "message", "engine", "frame", "token", "brotli", "security")
"""What there is a generator for; the cases of `limit` are about fixed sizes."""

_AT_ONCE = 500  # examples of one start; the first of each are the plainest
_STARTS = 1_000_003  # of one seed
_IDLE = 20  # starts in a row that give no new case, after which there are none


class GenerateError(NotDoneError):
    """The vectors that were asked for cannot be had."""


def generate(area: str, count: int, seed: int, folder: Path) -> Path:
    """Write `count` cases about `area` below `folder`, in a file named after the seed; the file.

    Raises GenerateError for an area without a generator, or that has not so many cases.
    """
    if area not in AREAS:
        raise GenerateError(f"there is no generator for {area!r}; there is for {', '.join(AREAS)}")
    module = import_module(f"m2m_conformance.generate.{area}")
    entries = draw(module.entries(), count, seed)
    file = folder / area / f"generated-{seed}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    call = f"m2m-conformance vectors generate --area {area} --count {count} --seed {seed}"
    made = f"by m2m-conformance {__version__} with Hypothesis {hypothesis.__version__}: {call}"
    file.write_text(
        dump(_document(area, seed, module.DEFINE, entries), f"Generated {made}"), encoding="utf-8"
    )
    return file


def draw(source: SearchStrategy[Entry], count: int, seed: int) -> list[Entry]:
    """That many entries, all different. The same seed gives the same ones."""
    found: dict[bytes, Entry] = {}
    idle = 0
    for start in range(seed * _STARTS, (seed + 1) * _STARTS):
        before = len(found)
        for entry in examples(source, min(count, _AT_ONCE), start):
            found.setdefault(orjson.dumps(entry.steps), entry)
        idle = 0 if len(found) > before else idle + 1
        if len(found) >= count or idle == _IDLE:
            break
    if len(found) < count:
        raise GenerateError(f"there are only {len(found)} different cases to be had, not {count}")
    return list(found.values())[:count]


def _document(area: str, seed: int, define: Mapping[str, object], entries: list[Entry]) -> Part:
    flags = {entry.flag[0]: entry.flag[1] for entry in entries if entry.flag}
    digits = len(str(len(entries)))
    cases = [entry.part(f"case-{number:0{digits}}") for number, entry in enumerate(entries, 1)]
    about = f"Generated cases about {area}, of seed {seed}."
    parts: Part = {"define": dict(define), "flags": dict(sorted(flags.items())), "cases": cases}
    return {"format": 1, "about": about, **{name: part for name, part in parts.items() if part}}
