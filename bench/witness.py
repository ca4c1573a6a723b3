"""How fast the reference's codecs are beside those of the published Rust crate.

    cargo build --release --locked --manifest-path conformance/adapters/m2m-protocol-rs/Cargo.toml
    python -m bench.witness [--rounds N] [--size BYTES ...]

Chat-completion JSON of each size goes through both, in turn, the crate in a process of its own; each times
its calls inside its own process, so no pipe is in a figure. A ratio is the median over the rounds of
reference ÷ crate; below 1 the reference is the faster. `wire` compares the bytes each writes.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from m2m_ref.algorithm import Algorithm
from m2m_ref.codec import CodecEngine

CRATE = Path(__file__).parent.parent / "conformance/adapters/m2m-protocol-rs/target/release/measure"
SIZES = (200, 500, 1_000, 10_000, 100_000, 1_000_000)
BATCH = 0.004  # seconds that one measurement should take
WORDS = (
    "the session frame payload header agent token model answer question please explain why how retry cache "
    "stream vector window budget latency compress JSON schema error timeout handshake naïve größer Привет 你好 "
    "données 🙂 42 3.14 true null https://example.org/a?b=c"
).split()


@dataclass(frozen=True)
class Job:
    """One call: `compress` of content or `decompress` of a wire, in one algorithm."""

    call: str
    algorithm: Algorithm
    text: str


class Crate:
    """The crate's process, which answers jobs with their times."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([CRATE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, job: Job, times: int) -> tuple[float, int]:
        """Seconds of all calls, bytes of one output."""
        assert self._process.stdin and self._process.stdout
        words = {"call": job.call, "algorithm": job.algorithm.value, "text": job.text, "times": times}
        self._process.stdin.write(orjson.dumps(words) + b"\n")
        self._process.stdin.flush()
        result = orjson.loads(self._process.stdout.readline())
        return result["seconds"], result["bytes"]

    def close(self) -> None:
        self._process.communicate()


class Reference:
    """The same in this process."""

    engine = CodecEngine()

    def run(self, job: Job, times: int) -> tuple[float, int]:
        """Seconds of all calls, bytes of one output."""
        once = self.compress if job.call == "compress" else self.decompress
        size = len(once(job).encode())
        began = time.perf_counter()
        for _ in range(times):
            once(job)
        return time.perf_counter() - began, size

    def compress(self, job: Job) -> str:
        return self.engine.compress(job.text, job.algorithm).data

    def decompress(self, job: Job) -> str:
        return self.engine.decompress(job.text)


def chat(size: int) -> str:
    """A chat-completion request of about `size` bytes, the same on every run."""
    chance = random.Random(size)
    messages: list[dict[str, Any]] = [{"role": "system", "content": "You answer briefly."}]
    body = {"model": "gpt-4o", "messages": messages, "temperature": 0.7, "max_tokens": 500}
    roles = ("user", "assistant")
    while (left := size - len(orjson.dumps(body))) > 40:
        words = chance.choices(WORDS, k=max(1, min(chance.randint(5, 120), left // 8)))
        messages.append({"role": roles[len(messages) % 2], "content": " ".join(words)})
    return orjson.dumps(body).decode()


def compare(crate: Crate, job: Job, rounds: int) -> tuple[float, float, float]:
    """Median seconds of a call of reference and crate, and the median of their ratios."""
    reference = Reference()
    times = max(1, int(BATCH / max(crate.run(job, 1)[0], 1e-6)))
    pairs = [(reference.run(job, times)[0], crate.run(job, times)[0]) for _ in range(rounds)]
    ours, theirs = (median(seconds) / times for seconds in zip(*pairs, strict=True))
    return ours, theirs, median(own / other for own, other in pairs)


def rows(crate: Crate, sizes: list[int], rounds: int) -> Iterator[str]:
    for algorithm in (Algorithm.M2M, Algorithm.BROTLI, Algorithm.TOKEN_NATIVE):
        for size in sizes:
            content = chat(size)
            wire = Reference.engine.compress(content, algorithm).data
            written = crate.run(Job("compress", algorithm, content), 1)[1]
            figures = f"wire {len(wire) / written:5.3f}"
            for job in (Job("compress", algorithm, content), Job("decompress", algorithm, wire)):
                ours, theirs, ratio = compare(crate, job, rounds)
                figures += f"   {job.call} {ours * 1e6:9.1f} µs ÷ {theirs * 1e6:9.1f} µs = {ratio:5.2f}"
            yield f"{algorithm.value:12} {len(content.encode()):8} B   {figures}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--size", type=int, action="append", default=[])
    options = parser.parse_args()
    if not CRATE.exists():
        raise SystemExit(f"{CRATE} is not there; build it as --help says")
    crate = Crate()
    print(f"reference ÷ crate, medians of {options.rounds} rounds")
    for row in rows(crate, options.size or list(SIZES), options.rounds):
        print(row, flush=True)
    crate.close()


if __name__ == "__main__":
    main()
