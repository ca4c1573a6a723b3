"""Carries out `m2m-conformance mutate`."""

from __future__ import annotations

import argparse
import json
import sys

from m2m_conformance import __version__
from m2m_conformance.mutate.campaign import KINDS, Plan
from m2m_conformance.mutate.page import page, record, verdict
from m2m_conformance.mutate.tally import Tally
from m2m_conformance.text import in_place

SEEN, NOT_SEEN, NOT_DONE = 0, 1, 2

_LINES = 20


def mutate(options: argparse.Namespace) -> int:
    """`m2m-conformance mutate`: the exit status."""
    kinds = options.kinds or ["rows", "states"]
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        print(f"m2m-conformance: no mutants {unknown[0]!r}; there are {', '.join(KINDS)}", file=sys.stderr)
        return NOT_DONE
    try:
        return _mutate(options, kinds)
    except ModuleNotFoundError as error:
        print(f"m2m-conformance: {error}: pip install 'm2m-conformance[mutate]'", file=sys.stderr)
    except (OSError, ValueError) as error:
        print(f"m2m-conformance: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nm2m-conformance: interrupted", file=sys.stderr)
    return NOT_DONE


def _mutate(options: argparse.Namespace, kinds: list[str]) -> int:
    print(f"m2m-conformance {__version__}", flush=True)
    tallies: list[Tally] = []
    for kind in kinds:
        tallies.append(KINDS[kind](_plan(options), _Progress()))
        print(page(tallies[-1], every=options.list), end="", flush=True)
    if options.json:
        text = json.dumps(record(tallies), ensure_ascii=False, indent=1)
        options.json.write_text(text + "\n", encoding="utf-8")
    print(verdict(tallies))
    return NOT_SEEN if any(each.holes or each.stale for each in tallies) else SEEN


def _plan(options: argparse.Namespace) -> Plan:
    modes = tuple(dict.fromkeys(options.mode or ()))
    return Plan(
        options.profile, options.sample, options.seed, options.only, modes, options.each, options.jobs
    )


class _Progress:
    """On a terminal a line that changes, elsewhere a line for each twentieth."""

    def __init__(self) -> None:
        self._lines = 0

    def __call__(self, done: int, total: int, holes: int) -> None:
        text = f"{done:,} of {total:,} mutants, {holes} not seen"
        if sys.stderr.isatty():
            end = "" if done == total else text
            print(in_place(end), end="", file=sys.stderr, flush=True)
        elif (lines := done * _LINES // total) > self._lines and total >= _LINES:
            self._lines = lines
            print(f"  {text}", file=sys.stderr, flush=True)
