"""What the suite itself costs: loading the vectors, judging a case, and ten times as many cases.

    python -m bench.corpus [--rounds N] [--cases N]

load    the whole corpus, from what was kept of the last run: checking all files, and looking at every step
judge   a run of the core profile against the reference in this process, less the time that the target takes.
        A row of a case counts as a case, since it is played like one.
linear  N and 10 N generated session cases, loaded and run: time per case
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.ratio import ratio
from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.case import Case, of_profile
from m2m_conformance.channel import EmbeddedChannel
from m2m_conformance.generate import generate
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Observer, Runner
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile

MOST_LOAD = 0.5  # seconds
MOST_JUDGE = 50e-6  # seconds for a case
MOST_LINEAR = 1.3


class Watched(EmbeddedChannel):
    """Adds up the seconds that the target takes."""

    seconds = 0.0

    def exchange(self, line: bytes) -> bytes:
        began = time.perf_counter()
        reply = super().exchange(line)
        self.seconds += time.perf_counter() - began
        return reply


def loaded(folder: Path) -> tuple[float, list[Case]]:
    """Seconds to have every step of every case, and the cases."""
    began = time.perf_counter()
    cases = load_cases(folder, load_requirements())
    for case in cases:
        len(case.steps)
    return time.perf_counter() - began, cases


def judged(cases: Sequence[Case]) -> tuple[float, float]:
    """Seconds of a run against the reference, and those of them that the reference did not take."""
    channel = Watched(lambda: ReferenceAdapter().answer)
    began = time.perf_counter()
    run = Runner(Target(channel), cases, Observer()).run()
    whole = time.perf_counter() - began
    assert run.passed, "a run that does not pass measures nothing"
    return whole, whole - channel.seconds


def played(case: Case) -> int:
    """How often the steps of a case are played."""
    return max(1, sum(step.row is not None for step in case.steps))


def over(value: float, most: float) -> str:
    return "  OVER" * (value > most)


def load(rounds: int) -> None:
    kept = [loaded(vectors_path())[0] for _ in range(rounds + 1)]
    cases = len(loaded(vectors_path())[1])
    seconds = median(kept[1:])
    first = f"({kept[0]:.3f} s the first time)"
    print(f"load    {cases} cases: {seconds:.3f} s {first}{over(seconds, MOST_LOAD)}", flush=True)


def judge(rounds: int) -> None:
    cases = of_profile(loaded(vectors_path())[1], Profile.CORE, advisory=False)
    times, steps = sum(map(played, cases)), sum(len(case.steps) for case in cases)
    own = median(judged(cases)[1] for _ in range(rounds))
    each = f"{own / times * 1e6:.1f} µs a case, {own / steps * 1e6:.1f} µs a step"
    print(
        f"judge   {times} cases of {steps} steps: {own:.3f} s, {each}{over(own / times, MOST_JUDGE)}",
        flush=True,
    )


def linear(rounds: int, count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folders = [(Path(name) / str(size), size) for size in (count, 10 * count)]
        for folder, size in folders:
            generate("session", size, 1, folder)
        few, many = zip(*([per_case(*each) for each in folders] for _ in range(rounds)), strict=True)
    factor = ratio(many, few)
    sizes = (
        f"{count} cases {median(few) * 1e6:.0f} µs each, {10 * count} cases {median(many) * 1e6:.0f} µs each"
    )
    print(f"linear  {sizes}: ratio {factor:.2f}{over(factor, MOST_LINEAR)}", flush=True)


def per_case(folder: Path, count: int) -> float:
    """Seconds to load and run one of them, not read for the first time."""
    loaded(folder)
    seconds, cases = loaded(folder)
    return (seconds + judged(of_profile(cases, Profile.CORE, advisory=False))[0]) / count


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", type=int, default=1000, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        load(options.rounds)
        judge(options.rounds)
        linear(options.rounds, options.cases)


if __name__ == "__main__":
    main()
