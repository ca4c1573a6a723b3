"""Carries out `m2m-conformance explore`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from functools import partial

from m2m_conformance.explore import search
from m2m_conformance.explore.option import BOUNDS
from m2m_conformance.explore.page import as_expected, page, record
from m2m_conformance.explore.promela import promela
from m2m_conformance.explore.world import WIDEST, Bounds
from m2m_conformance.output import write
from m2m_conformance.status import INTERRUPTED
from m2m_conformance.text import Progress
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

EXPECTED, NOT_EXPECTED = 0, 1


def explore(options: argparse.Namespace) -> int:
    """`m2m-conformance explore`: the exit status."""
    model = profile_model(Profile(options.profile))
    if options.format == "promela":
        print(promela(model, _bounds(options)), end="")
        return EXPECTED
    progress = Progress(sys.stderr)
    found = search.explore(model, _bounds(options), observer=partial(_told, progress))
    progress.clear()
    if options.json:
        write(options.json, (json.dumps(record(found), ensure_ascii=False, indent=1) + "\n").encode())
    print(page(found), end="")
    if not found.finished:
        return INTERRUPTED
    return EXPECTED if as_expected(found) else NOT_EXPECTED


def _bounds(options: argparse.Namespace) -> Bounds:
    given = {name: getattr(options, name) for name in BOUNDS if getattr(options, name) is not None}
    return replace(WIDEST if options.bounds == "widest" else Bounds(), **given)


def _told(progress: Progress, depth: int, states: int) -> None:
    progress.show(f"{depth} steps deep, {states:,} states")
