"""Carries out `m2m-conformance mutate`."""

from __future__ import annotations

import argparse
import json
import sys

from m2m_conformance import __version__
from m2m_conformance.mutate.campaign import KINDS, Plan
from m2m_conformance.mutate.page import page, record, verdict
from m2m_conformance.mutate.tally import Tally
from m2m_conformance.output import write
from m2m_conformance.status import INTERRUPTED
from m2m_conformance.text import Progress

SEEN, NOT_SEEN = 0, 1

_LINES = 20


def mutate(options: argparse.Namespace) -> int:
    """`m2m-conformance mutate`: the exit status."""
    kinds = options.kinds or ["rows", "states"]
    print(f"m2m-conformance {__version__}", flush=True)
    tallies: list[Tally] = []
    whole = _tried(options, kinds, tallies)
    if options.json:
        text = json.dumps(record(tallies, whole=whole), ensure_ascii=False, indent=1)
        write(options.json, f"{text}\n".encode())
    print(verdict(tallies, whole=whole))
    if not whole:
        return INTERRUPTED
    return NOT_SEEN if any(each.holes or each.stale for each in tallies) else SEEN


def _tried(options: argparse.Namespace, kinds: list[str], tallies: list[Tally]) -> bool:
    """Whether all kinds were tried, and no interrupt ended it; what became of them is in `tallies`."""
    for kind in kinds:
        progress = _Progress()
        try:
            tallies.append(KINDS[kind](_plan(options), progress))
        except KeyboardInterrupt:  # before the first of the kind
            return False
        finally:
            progress.clear()
        print(page(tallies[-1], every=options.list), end="", flush=True)
        if tallies[-1].interrupted:
            return False
    return True


def _plan(options: argparse.Namespace) -> Plan:
    modes = tuple(dict.fromkeys(options.mode or ()))
    return Plan(
        options.profile, options.sample, options.seed, options.only, modes, options.each, options.jobs
    )


class _Progress:
    """On a terminal a line that changes, elsewhere a line for each twentieth."""

    def __init__(self) -> None:
        self._lines = 0
        self._progress = Progress(sys.stderr)

    def __call__(self, done: int, total: int, holes: int) -> None:
        text = f"{done:,} of {total:,} mutants, {holes} not seen"
        if self._progress.shown:
            self._progress.show(text)
        elif (lines := done * _LINES // total) > self._lines and total >= _LINES:
            self._lines = lines
            print(f"  {text}", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Nothing is left of the line."""
        self._progress.clear()
