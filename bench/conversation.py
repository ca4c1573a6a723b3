"""How long the suite takes over pipes, beside a bare echo conversation of the same length.

    python -m bench.conversation [--rounds N] [--select GLOB]

The echo is a Python process that returns each line it gets; it is sent the request lines of the run, through
the same channel. Both are timed in turn. `whole` counts from before the process is started to after it has
ended, `talk` from the first reply to the last. `first tokens` is the part of `talk` that the reference spends
loading its two tokenizer vocabularies, which happens once per process.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from statistics import median

from m2m_conformance.channel import PipeChannel
from m2m_conformance.outcome import Run, Verdict
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Runner
from m2m_conformance.target import Target, TargetInfo
from m2m_conformance.vector import Case, load_cases, select

ADAPTER = [sys.executable, "-m", "m2m_conformance", "adapter"]
ECHO = [
    sys.executable,
    "-c",
    "import sys\nfor line in sys.stdin.buffer:\n sys.stdout.buffer.write(line)\n sys.stdout.flush()",
]


@dataclass
class Timing:
    """Seconds of one conversation."""

    whole: float
    talk: float
    slowest: float


class Recorder(PipeChannel):
    """A channel that keeps the lines it sent and the time of each exchange."""

    def open(self) -> None:
        self.lines: list[bytes] = []
        self.seconds: list[float] = []
        super().open()

    def exchange(self, line: bytes) -> bytes:
        self.lines.append(line)
        began = time.perf_counter()
        try:
            return super().exchange(line)
        finally:
            self.seconds.append(time.perf_counter() - began)


class Watch:
    """Notes when the target introduced itself, and when its last case was judged."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.introduced = self.last = self.began

    def started(self, info: TargetInfo, total: int) -> None:
        self.introduced = time.perf_counter()

    def judged(self, verdict: Verdict, done: int, total: int) -> None:
        self.last = time.perf_counter()


def conversation(cases: list[Case]) -> tuple[Timing, list[bytes], Run]:
    channel = Recorder(ADAPTER)
    watch = Watch()
    run = Runner(Target(channel), cases, watch).run()
    end = time.perf_counter()
    tokens = sum(sorted(channel.seconds[1:])[-2:])
    return Timing(end - watch.began, watch.last - watch.introduced, tokens), channel.lines, run


def echo(lines: list[bytes]) -> Timing:
    began = time.perf_counter()
    channel = PipeChannel(ECHO)
    channel.open()
    channel.exchange(lines[0])
    introduced = time.perf_counter()
    for line in lines[1:]:
        channel.exchange(line)
    last = time.perf_counter()
    channel.close()
    return Timing(time.perf_counter() - began, last - introduced, 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--select", action="append", default=[])
    options = parser.parse_args()
    began = time.perf_counter()
    cases = select(load_cases(vectors_path(), load_requirements()), options.select, [])
    loading = time.perf_counter() - began
    ours, bare = [], []
    for _ in range(options.rounds):
        timing, lines, run = conversation(cases)
        assert run.passed
        ours.append(timing)
        bare.append(echo(lines))
    show(cases, lines, loading, ours, bare)


def show(
    cases: list[Case], lines: list[bytes], loading: float, ours: list[Timing], bare: list[Timing]
) -> None:
    print(f"{len(cases)} cases, {len(lines)} requests, medians of {len(ours)} rounds")
    print(f"vectors loaded in {loading:.2f} s")
    for name in ("whole", "talk"):
        run, line = (median(getattr(each, name) for each in timings) for timings in (ours, bare))
        ratio = median(getattr(a, name) / getattr(b, name) for a, b in zip(ours, bare, strict=True))
        print(f"{name:14} run {run:.3f} s   echo {line:.3f} s   ratio {ratio:.2f}")
    tokens = median(each.slowest for each in ours)
    ratio = median((a.talk - a.slowest) / b.talk for a, b in zip(ours, bare, strict=True))
    print(f"first tokens   {tokens:.3f} s; talk without them: ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
