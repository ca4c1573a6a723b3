"""Sequences of calls: sessions, clones, time, messages passed on, replayed and forged."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from hypothesis import strategies as st

from tests.differential.generate.capability import ALGORITHMS, capabilities
from tests.differential.generate.payload import contents
from tests.differential.generate.text import stamped
from tests.differential.generate.tree import choice

HANDLES = ["a", "b"]
TAKING = ["process_hello", "process_accept", "process_reject", "process_message", "decompress"]
SIDES = ["own", "theirs", "ours"]
TICK = 1 / 512
"""Times are multiples of this: whole in nanoseconds and exact in floats, so that their sums are exact."""
SECONDS = [0, TICK, 1, 60.5, 100, 150, 199.5, 300 - TICK, 300, 300 + TICK, 301, 1000, 100000]


@dataclass(frozen=True, slots=True)
class Call:
    """A method of a session and what it takes besides the handle."""

    handle: str
    method: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Give:
    """The message made `back` messages ago, to a method. `by`: each side's own, or one side's to both."""

    handle: str
    method: str
    back: int
    by: str


@dataclass(frozen=True, slots=True)
class Advance:
    seconds: float


Step = Call | Give | Advance

handles = st.sampled_from(HANDLES)
taking = st.sampled_from([*TAKING, "process_message"])
creates: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={"capabilities": capabilities, "id": st.sampled_from(["s-1", "", "é"])}
)


def _friendly(found: dict[str, Any]) -> dict[str, Any]:
    """The same capabilities, of the same version and with all algorithms, so that there is an agreement."""
    compression = found["compression"]
    algorithms = [*compression["algorithms"], *ALGORITHMS]
    return {**found, "version": "3.0", "compression": {**compression, "algorithms": algorithms}}


friends: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={"capabilities": capabilities.map(_friendly)}
)
texts = choice(contents, st.text(max_size=20), st.just("é" * 60))
gives = st.builds(Give, handles, taking, st.integers(0, 3), st.sampled_from(SIDES))
times = choice(st.sampled_from(SECONDS), st.integers(0, 200_000).map(lambda ticks: ticks * TICK))
pokes = st.builds(Call, handles, taking, st.fixed_dictionaries({"message": stamped}))
turns = choice(
    st.builds(Call, handles, st.sampled_from(["create_hello", "close"])),
    st.builds(Call, handles, st.just("create"), creates),
    st.builds(Call, handles, st.just("clone"), st.fixed_dictionaries({"as": handles})),
)
"""What ends a session as it is."""
steps: st.SearchStrategy[Step] = choice(
    turns,
    st.builds(Call, handles, st.just("stats")),
    st.builds(Call, handles, st.just("compress"), st.fixed_dictionaries({"content": texts})),
    pokes,
    gives,
    gives,
    st.builds(Advance, times),
)


def _handshake(by: str, first: dict[str, Any], second: dict[str, Any]) -> list[Step]:
    return [
        Call("a", "create", first),
        Call("b", "create", second),
        Call("a", "create_hello"),
        Give("b", "process_hello", 0, by),
        Give("a", "process_message", 0, by),
    ]


def _idle(before: Advance, step: Step, after: Advance) -> list[Step]:
    """Whether a step started the idle clock again shows some time later."""
    return [before, step, after, *(Call(handle, "stats") for handle in HANDLES)]


def _send(sender: str, content: str, method: str, by: str) -> list[Step]:
    other = "b" if sender == "a" else "a"
    return [Call(sender, "compress", {"content": content}), Give(other, method, 0, by)]


handshakes = st.builds(_handshake, st.sampled_from(SIDES), friends, choice(friends, friends, creates))
waits = st.builds(Advance, st.sampled_from([TICK, 150, 299, 300 - TICK, 300, 300 + TICK]))
sends = st.builds(
    _send, handles, texts, st.sampled_from(["decompress", "process_message"]), st.sampled_from(SIDES)
)
runs = choice(
    steps.map(lambda step: [step]),
    sends,
    sends,
    st.builds(_idle, waits, steps, waits),
    st.builds(_idle, waits, pokes, waits),
)
conversations: st.SearchStrategy[list[Step]] = st.builds(
    lambda start, rest: [*(Call(handle, "create") for handle in HANDLES), *start, *chain(*rest)],
    choice(st.just([]), handshakes, handshakes, handshakes),
    st.lists(runs, min_size=2, max_size=20),
)
