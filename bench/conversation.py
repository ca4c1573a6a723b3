"""How long the suite takes over pipes, beside bare echo conversations of the same length.

    python -m bench.conversation [--rounds N] [--select GLOB]

Three things are timed in turn, each in a fresh process:

run     the suite judges the reference behind its adapter
canned  the suite judges a process that looks at nothing and answers each line with the reply that the run got
echo    a process that returns each line is sent the requests of the run through the same channel; nothing is
        read, checked or judged

`whole` counts from before the process is started to after it has ended, `talk` from the first reply to the
last. `work` is the part of `talk` spent on what no conversation is to blame for: exchanges that took over
1 ms, which are the loading of the two tokenizer vocabularies, the limit cases (16 MiB each) and Brotli at
quality 11; `rest` is `talk` without them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.ratio import ratio
from m2m_conformance.case import Case, of_profile, select
from m2m_conformance.channel import PipeChannel
from m2m_conformance.outcome import Verdict
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Observer, Runner
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile

ADAPTER = [sys.executable, "-m", "m2m_conformance", "adapter"]
LOOP = "import sys\nout = sys.stdout.buffer\nfor line in sys.stdin.buffer:\n out.write({})\n out.flush()"
ECHO = [sys.executable, "-c", LOOP.format("line")]
CANNED = [
    sys.executable,
    "-c",
    "replies = iter(open(__import__('sys').argv[1], 'rb'))\n" + LOOP.format("next(replies)"),
]
SLOW = 0.001  # seconds


@dataclass
class Timing:
    """Seconds of one conversation."""

    whole: float
    talk: float
    work: float = 0.0
    slow: int = 0

    @property
    def rest(self) -> float:
        return self.talk - self.work


class Recorder(PipeChannel):
    """A channel that keeps what went over it, and the time of each exchange."""

    def open(self) -> None:
        self.requests: list[bytes] = []
        self.replies: list[bytes] = []
        self.seconds: list[float] = []
        super().open()

    def exchange(self, line: bytes) -> bytes:
        began = time.perf_counter()
        reply = super().exchange(line)
        self.seconds.append(time.perf_counter() - began)
        self.requests.append(line)
        self.replies.append(reply + b"\n")
        return reply


class Watch(Observer):
    """Notes when the target introduced itself, and when its last case was judged."""

    def __init__(self) -> None:
        self.begin = self.introduced = self.last = time.perf_counter()

    def started(self, target: Target, total: int) -> None:
        self.introduced = time.perf_counter()

    def judged(self, verdict: Verdict) -> None:
        self.last = time.perf_counter()


def judged(cases: list[Case], channel: Recorder) -> Timing:
    watch = Watch()
    run = Runner(Target(channel), cases, watch).run()
    assert run.passed, "a run that does not pass measures nothing"
    slow = [each for each in channel.seconds[1:] if each > SLOW]
    whole = time.perf_counter() - watch.begin
    return Timing(whole, watch.last - watch.introduced, sum(slow), len(slow))


def echoed(lines: list[bytes]) -> Timing:
    channel = Recorder(ECHO)
    began = time.perf_counter()
    channel.open()
    channel.exchange(lines[0])
    introduced = time.perf_counter()
    for line in lines[1:]:
        channel.exchange(line)
    last = time.perf_counter()
    channel.close()
    return Timing(time.perf_counter() - began, last - introduced)


def one_round(cases: list[Case], replies: Path) -> tuple[Timing, Timing, Timing]:
    recorder = Recorder(ADAPTER)
    run = judged(cases, recorder)
    replies.write_bytes(b"".join(recorder.replies))
    return run, judged(cases, Recorder([*CANNED, str(replies)])), echoed(recorder.requests)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--select", action="append", default=[])
    options = parser.parse_args()
    began = time.perf_counter()
    corpus = of_profile(load_cases(vectors_path(), load_requirements()), Profile.CORE, advisory=False)
    cases = select(corpus, options.select, [])
    seconds = time.perf_counter() - began
    print(f"{len(cases)} cases loaded in {seconds:.2f} s; medians of {options.rounds} rounds")
    with tempfile.TemporaryDirectory() as folder:
        rounds = [one_round(cases, Path(folder) / "replies") for _ in range(options.rounds)]
    show(rounds)


def show(rounds: list[tuple[Timing, Timing, Timing]]) -> None:
    for name in ("whole", "talk", "rest"):
        run, canned, echo = zip(
            *([getattr(each, name) for each in timings] for timings in rounds), strict=True
        )
        seconds = f"run {median(run):.3f} s  canned {median(canned):.3f} s  echo {median(echo):.3f} s"
        ratios = [ratio(run, other) for other in (canned, echo)]
        print(f"{name:6} {seconds}   run/canned {ratios[0]:.2f}  run/echo {ratios[1]:.2f}")
    left_out, kept = (
        median(each.slow for each in timings) for timings in list(zip(*rounds, strict=True))[:2]
    )
    print(f"rest leaves out {left_out} exchanges over {SLOW * 1000:g} ms of the run, {kept} of canned")


if __name__ == "__main__":
    main()
