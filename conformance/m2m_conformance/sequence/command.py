"""Carries out `m2m-conformance suite`."""

from __future__ import annotations

import argparse
import sys

from m2m_conformance.automaton.alphabet import FEATURES, Kind
from m2m_conformance.automaton.suite import Method, Suite
from m2m_conformance.sequence.claim import SEEN, about, guarantee
from m2m_conformance.sequence.part import Part, parts
from m2m_ref.profile import Profile

DONE = 0


def suite(options: argparse.Namespace) -> int:
    """Print the sequences, below lines with `#` that say what they are; the exit status."""
    method, extra = Method(options.method), options.extra_states
    found = parts(Profile(options.profile), Kind(options.alphabet), FEATURES - set(options.without))
    print(f"# The {method.value.capitalize()} suite of the {options.profile} profile, K = {extra}")
    for line in [*about(found), f"seen of each step: {SEEN}", guarantee(found, method, extra)]:
        print(f"# {line}")
    for part in found:
        _print(part, part.suite(extra, method), only_count=options.count)
    return DONE


def _print(part: Part, suite: Suite, *, only_count: bool) -> None:
    if only_count:
        sequences = steps = 0
        for word in suite:
            sequences, steps = sequences + 1, steps + len(word)
        print(f"{part.name}: {sequences} sequences, {steps} steps")
        return
    print(f"# {part.name}")
    for word in suite:
        sys.stdout.write(" ".join(part.machine.names(word)) + "\n")
