"""How fast the reference's codecs are beside those of the published Rust crate.

    cargo build --release --locked --manifest-path conformance/adapters/m2m-protocol-rs/Cargo.toml
    python -m bench.witness [--algorithm A ...] [--kind K ...] [--size BYTES ...] [--rounds N]

Chat-completion JSON of each size goes through both in turn, the crate in a process of its own; each times its
calls inside its own process, so no pipe is in a figure. A ratio is the median over the rounds of reference ÷
crate: below 1 the reference is the faster. `both` is encode and decode together. `wire` compares the bytes
that each writes. `bare` is the Brotli library alone, without any of the reference's own code, ÷ crate.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import brotli  # type: ignore[import-untyped]
import orjson

from bench import chat, table
from bench.ratio import ratio, seconds
from m2m_ref.algorithm import Algorithm
from m2m_ref.codec import CodecEngine

CRATE = Path(__file__).parent.parent / "conformance/adapters/m2m-protocol-rs/target/release/measure"
SIZES = (200, 500, 1_000, 10_000, 100_000, 1_000_000)
QUALITY = {Algorithm.M2M: 5, Algorithm.BROTLI: 11}
BATCH = 0.004  # seconds that one measurement should take
SLOW = 0.05  # seconds of a call from which on three rounds do
ENGINE = CodecEngine()


@dataclass(frozen=True)
class Job:
    """One call: `compress` of content or `decompress` of a wire, in one algorithm."""

    call: str
    algorithm: Algorithm
    text: str

    def own(self) -> Callable[[], str]:
        """The call, by the reference."""
        text, algorithm, engine = self.text, self.algorithm, ENGINE
        if self.call == "compress":
            return lambda: engine.compress(text, algorithm).data
        return lambda: engine.decompress(text)

    def bare(self) -> Callable[[], bytes]:
        """The same without any code of the reference: Brotli alone."""
        quality = QUALITY[self.algorithm]
        content = (self.text if self.call == "compress" else self.own()()).encode()
        stream = brotli.compress(content, quality=quality)
        if self.call == "compress":
            return lambda: brotli.compress(content, quality=quality)
        return lambda: brotli.decompress(stream)


class Crate:
    """The crate's process, which answers jobs with their times."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([CRATE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, job: Job, times: int) -> tuple[float, int]:
        """Seconds of one call, bytes of one output."""
        assert self._process.stdin and self._process.stdout
        words = {"call": job.call, "algorithm": job.algorithm.value, "text": job.text, "times": times}
        self._process.stdin.write(orjson.dumps(words) + b"\n")
        self._process.stdin.flush()
        result = orjson.loads(self._process.stdout.readline())
        return result["seconds"] / times, result["bytes"]

    def close(self) -> None:
        self._process.communicate()


@dataclass(frozen=True)
class Timing:
    """Seconds of a call of the reference, of the crate, and of Brotli alone (or 0), round by round."""

    ours: list[float]
    theirs: list[float]
    bare: list[float]

    def __str__(self) -> str:
        bare = f", bare {ratio(self.bare, self.theirs):4.2f}" if self.bare else ""
        ours, theirs = median(self.ours) * 1e6, median(self.theirs) * 1e6
        return f"{ours:9.1f} ÷ {theirs:9.1f} µs = {ratio(self.ours, self.theirs):5.2f}{bare}"


def compare(crate: Crate, job: Job, rounds: int) -> Timing:
    guess = max(crate.run(job, 1)[0], 1e-6)
    times = max(1, int(BATCH / guess))
    own = job.own()
    bare = job.bare() if job.algorithm in QUALITY else None
    timing = Timing([], [], [])
    for _ in range(min(rounds, 3) if guess > SLOW else rounds):
        own()  # what the crate has done since is out of the way
        timing.ours.append(seconds(own, times))
        timing.theirs.append(crate.run(job, times)[0])
        if bare:
            bare()
            timing.bare.append(seconds(bare, times))
    return timing


def row(crate: Crate, algorithm: Algorithm, kind: str, size: int, rounds: int) -> str:
    encoding = Job("compress", algorithm, chat.request(kind, size))
    wire = encoding.own()()
    encode = compare(crate, encoding, rounds)
    decode = compare(crate, Job("decompress", algorithm, wire), rounds)
    ours, theirs = (
        [a + b for a, b in zip(first, second, strict=False)]
        for first, second in ((encode.ours, decode.ours), (encode.theirs, decode.theirs))
    )
    sizes = len(wire) / crate.run(encoding, 1)[1]
    title = f"{algorithm.value:11} {kind:9} {len(encoding.text.encode()):7}"
    return f"{title}  wire {sizes:5.3f}  encode {encode}  decode {decode}  both {ratio(ours, theirs):4.2f}"


def main() -> None:
    parser = table.parser(__doc__, rounds=21)
    algorithms = [each.value for each in Algorithm if each is not Algorithm.NONE]
    parser.add_argument("--algorithm", action="append", choices=algorithms)
    options = parser.parse_args()
    if not CRATE.exists():
        raise SystemExit(f"{CRATE} is not there; build it as --help says")
    crate = Crate()
    print(f"reference ÷ crate, medians of {options.rounds} rounds")
    for algorithm in options.algorithm or algorithms:
        for kind in options.kind or chat.KINDS:
            for size in options.size or SIZES:
                print(row(crate, Algorithm(algorithm), kind, size, options.rounds), flush=True)
    crate.close()


if __name__ == "__main__":
    main()
