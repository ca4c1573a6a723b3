"""What live sessions cost: bytes of each, and the time of a handshake and of a PING, with many of them alive.

    python -m bench.session [--profile P] [--count N ...]

Sessions are established responders with ids of their own, each with the same two capabilities objects, which
are therefore not in the figures. Bytes are those that Python's allocator has in use, by tracemalloc, in a run
of its own, since tracing takes time. Times are medians over batches of sessions; each ratio is to the first
count.
"""

from __future__ import annotations

import argparse
import gc
import time
import tracemalloc
from collections.abc import Callable
from statistics import median

from m2m_ref import Capabilities, Message, Session
from m2m_ref.profile import Profile

COUNTS = (1_000, 10_000, 100_000)
BATCH = 500
LOCAL, REMOTE = Capabilities(agent_id="local"), Capabilities(agent_id="remote")
HELLO = Message.hello(REMOTE)


def established(profile: Profile) -> Session:
    session = Session(LOCAL, profile=profile)
    session.process_hello(HELLO)
    return session


def size(count: int, profile: Profile) -> float:
    """Bytes of one of `count` live sessions."""
    established(profile)
    gc.collect()
    tracemalloc.start()
    sessions = [established(profile) for _ in range(count)]
    gc.collect()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(sessions) == count
    return used / count


def timed(work: Callable[[int], object], count: int) -> float:
    """Seconds of one piece of work: the median over batches of the mean."""
    batches = []
    for start in range(0, count, BATCH):
        began = time.perf_counter()
        for number in range(start, start + BATCH):
            work(number)
        batches.append((time.perf_counter() - began) / BATCH)
    return median(batches[len(batches) // 2 :])  # with at least half of them alive


def times(count: int, profile: Profile) -> tuple[float, float]:
    """Seconds of a handshake and of a PING."""
    sessions: list[Session] = []
    handshake = timed(lambda _: sessions.append(established(profile)), count)
    pings = [Message.ping(session.id) for session in sessions]
    ping = timed(lambda number: sessions[number].process_message(pings[number]), count)
    return handshake, ping


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profile", choices=[each.value for each in Profile], default="core")
    parser.add_argument("--count", type=int, action="append")
    options = parser.parse_args()
    profile = Profile(options.profile)
    times(BATCH * 2, profile)
    first: tuple[float, float] | None = None
    for count in options.count or COUNTS:
        found = times(count, profile)
        first = first or found
        handshake, ping = (
            f"{own * 1e6:6.1f} µs ({own / other:4.2f} of the first)"
            for own, other in zip(found, first, strict=True)
        )
        print(
            f"{count:7} sessions: {size(count, profile):5.0f} B each, handshake {handshake}, PING {ping}",
            flush=True,
        )


if __name__ == "__main__":
    main()
