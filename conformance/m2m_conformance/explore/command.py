"""Carries out `m2m-conformance explore`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace

from m2m_conformance.explore import search
from m2m_conformance.explore.option import BOUNDS
from m2m_conformance.explore.page import as_expected, page, record
from m2m_conformance.explore.promela import promela
from m2m_conformance.explore.world import WIDEST, Bounds
from m2m_conformance.text import in_place
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

EXPECTED, NOT_EXPECTED, NOT_DONE = 0, 1, 2


def explore(options: argparse.Namespace) -> int:
    """`m2m-conformance explore`: the exit status."""
    try:
        return _explore(options)
    except OSError as error:
        print(f"m2m-conformance: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nm2m-conformance: interrupted", file=sys.stderr)
    return NOT_DONE


def _explore(options: argparse.Namespace) -> int:
    model = profile_model(Profile(options.profile))
    if options.format == "promela":
        print(promela(model, _bounds(options)), end="")
        return EXPECTED
    found = search.explore(model, _bounds(options), observer=_progress)
    if sys.stderr.isatty():
        print(in_place(), end="", file=sys.stderr, flush=True)
    if options.json:
        options.json.write_text(
            json.dumps(record(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    print(page(found), end="")
    return EXPECTED if as_expected(found) else NOT_EXPECTED


def _bounds(options: argparse.Namespace) -> Bounds:
    given = {name: getattr(options, name) for name in BOUNDS if getattr(options, name) is not None}
    return replace(WIDEST if options.bounds == "widest" else Bounds(), **given)


def _progress(depth: int, states: int) -> None:
    """Shows on a terminal how far the search is."""
    if sys.stderr.isatty():
        print(in_place(f"{depth} steps deep, {states:,} states"), end="", file=sys.stderr, flush=True)
