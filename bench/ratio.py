"""Times two calls in turn, in one process, and says how many times as long the first one takes.

What else the machine does falls on both alike: each round times both, and the median over the rounds counts.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

BATCH = 0.005  # seconds that one measurement should take
ROUNDS = 31

Call = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """Medians: seconds of a call of ours and of the other one, and of ours ÷ the other's, round by round."""

    own: float
    other: float
    value: float

    def __str__(self) -> str:
        return f"{self.own * 1e6:10.2f} ÷ {self.other * 1e6:10.2f} µs = {self.value:6.3f}"


def compare(own: Call, other: Call, rounds: int = ROUNDS) -> Ratio:
    """Both calls, timed in turn; the garbage collector waits."""
    pairs = [(own, _times(own)), (other, _times(other))]
    gc.disable()
    try:
        taken = [[seconds(call, times) for call, times in pairs] for _ in range(rounds)]
    finally:
        gc.enable()
    first, second = zip(*taken, strict=True)
    return Ratio(median(first), median(second), ratio(first, second))


def ratio(own: Iterable[float], other: Iterable[float]) -> float:
    """How many times as long the first took: the median, round by round."""
    return median(a / b for a, b in zip(own, other, strict=True))


def _times(call: Call) -> int:
    """How often to call, to fill a batch."""
    return max(1, int(BATCH / max(min(seconds(call, 1) for _ in range(3)), 1e-7)))


def seconds(call: Call, times: int) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - began) / times
