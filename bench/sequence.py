"""How long derived suites, learning and exploration take.

    python -m bench.sequence [--rounds N] [--profile P]

suite     the Wp suite for K = 0, all observations: in process, then over pipes, beside a process that returns
          each line of the same conversation (`echo`), all in turn; the ratios are run ÷ echo
learn     the session machine in outline, K = 0 and 1, the same way
explore   two peers within the default bounds, beside a loop of as many dictionary look-ups as there are steps

Seconds are medians; making the suite is in none of them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from bench.conversation import ADAPTER, Recorder, echoed
from bench.ratio import ratio
from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.automaton.alphabet import Kind
from m2m_conformance.automaton.suite import Method
from m2m_conformance.channel import Channel, EmbeddedChannel
from m2m_conformance.explore.search import explore
from m2m_conformance.explore.world import Bounds
from m2m_conformance.learn.learner import Algorithm
from m2m_conformance.learn.session import learned
from m2m_conformance.requirement import load_requirements
from m2m_conformance.runner import Observer, Runner
from m2m_conformance.sequence.part import parts
from m2m_conformance.sequence.source import SequenceSource, Wanted
from m2m_conformance.target import Target
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

Job = Callable[[Target], None]


def suite_job(profile: Profile) -> tuple[str, Job]:
    wanted = Wanted(Method.WP, 0, Kind.FULL, walks=0, steps=0, seed=0)
    target = Target(embedded(), profile)
    source = SequenceSource(wanted, target, load_requirements(), Path("unused"))

    def job(target: Target) -> None:
        assert Runner(target, source.cases, Observer(), judge=source.judge).run().passed

    job(target)
    return f"suite, {source.sequences} sequences of {source.steps} inputs", job


def learn_job(profile: Profile, extra: int) -> tuple[str, Job]:
    (part,) = parts(profile, Kind.OUTLINE)

    def job(target: Target) -> None:
        target.start()
        assert learned(target, part, extra, Algorithm.KV).comparison.equal
        target.stop()

    target = Target(embedded(), profile)
    target.start()
    effort = learned(target, part, extra, Algorithm.KV).effort
    return f"learn, K = {extra}, {effort.queries} sequences and {effort.oracle_queries} of the oracle", job


def embedded() -> Channel:
    return EmbeddedChannel(lambda: ReferenceAdapter().answer)


def seconds(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def show(title: str, job: Job, profile: Profile, rounds: int) -> None:
    inside, pipes, echo = [], [], []
    for _ in range(rounds):
        inside.append(seconds(partial(job, Target(embedded(), profile))))
        recorder = Recorder(ADAPTER)
        pipes.append(seconds(partial(job, Target(recorder, profile))))
        echo.append(echoed(recorder.requests).whole)
    print(f"{title}, {len(recorder.requests)} requests")
    print(f"  in process {median(inside):6.3f} s   ÷ echo {ratio(inside, echo):5.2f}")
    print(
        f"  over pipes {median(pipes):6.3f} s   ÷ echo {ratio(pipes, echo):5.2f}   echo {median(echo):.3f} s"
    )


def looked_up(times: int) -> None:
    known = dict.fromkeys(range(1000))
    for each in range(times):
        known.get(each)


def exploration(profile: Profile, rounds: int) -> None:
    taken, loops = [], []
    for _ in range(rounds):
        found = explore(profile_model(profile), Bounds())
        taken.append(found.seconds)
        loops.append(seconds(partial(looked_up, found.transitions)))
    print(f"explore, {found.worlds} states and {found.transitions} steps")
    print(f"  {median(taken):6.3f} s   ÷ loop {ratio(taken, loops):5.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", choices=[each.value for each in Profile], default="core")
    options = parser.parse_args()
    profile = Profile(options.profile)
    show(*suite_job(profile), profile, options.rounds)
    for extra in (0, 1):
        show(*learn_job(profile, extra), profile, options.rounds)
    exploration(profile, options.rounds)


if __name__ == "__main__":
    main()
