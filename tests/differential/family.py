"""The families of requests: what is made up, and what both targets are asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.differential.comparison import Comparison, Difference
from tests.differential.conversation import Conversation
from tests.differential.explain import explain
from tests.differential.generate import call, capability, payload, text, wire
from tests.differential.pair import Answer, Exchange, Pair


@dataclass(frozen=True, slots=True)
class Family:
    """A strategy, and the exchanges that are made of one value of it."""

    given: st.SearchStrategy[Any]
    exchanges: Callable[[Pair, Any], Iterator[Exchange]]


def check(family: Family, pair: Pair, value: Any) -> set[str]:
    """The understood differences that one value shows. Raises AssertionError for any other."""
    comparison, seen = Comparison(), set()
    for exchange in family.exchanges(pair, value):
        differences = comparison.differences(exchange)
        if not differences:
            continue
        names = explain(exchange)
        assert names, _report(exchange, differences)
        seen |= names
        if any(not one.path.startswith("value") for one in differences):
            break  # the two sessions are no longer in the same state
    return seen


def _report(exchange: Exchange, differences: list[Difference]) -> str:
    return f"a difference that is not understood\n{exchange}\n  " + "\n  ".join(map(str, differences))


def _negotiations(pair: Pair, value: tuple[Any, Any]) -> Iterator[Exchange]:
    for local, remote in (value, value[::-1]):
        yield pair.ask("capabilities.negotiate", {"local": local, "remote": remote})


def _texts(pair: Pair, value: str) -> Iterator[Exchange]:
    yield pair.ask("message.read", {"text": value})


def _calls(pair: Pair, value: list[call.Step]) -> Iterator[Exchange]:
    yield from Conversation(pair).play(value)


def _wires(pair: Pair, value: str) -> Iterator[Exchange]:
    yield pair.ask("engine.detect", {"wire": value})
    yield pair.ask("engine.decompress", {"wire": value})


def _frames(pair: Pair, value: str) -> Iterator[Exchange]:
    yield from _both_ways(pair, {"content": value, "algorithm": "m2m"})


def _any_text(pair: Pair, value: tuple[str, str, str]) -> Iterator[Exchange]:
    content, algorithm, encoding = value
    yield from _both_ways(pair, {"content": content, "algorithm": algorithm, "encoding": encoding})


def _both_ways(pair: Pair, params: dict[str, Any]) -> Iterator[Exchange]:
    """Both write; each reads what it wrote and what the other did."""
    written = pair.ask("engine.compress", params)
    yield written
    for answer in (written.theirs, written.ours):
        if answer.kind is None:
            read = pair.ask("engine.decompress", {"wire": answer.value["wire"]})
            yield read
            if answer is written.ours and params["algorithm"] != "none":
                assert read.ours == Answer(params["content"]), (
                    f"the reference cannot read its own wire\n{read}"
                )


def _damaged(pair: Pair, value: tuple[str, str, bool, st.DataObject]) -> Iterator[Exchange]:
    """A wire of one side, damaged, for both to read."""
    content, algorithm, own, data = value
    side = pair.ours if own else pair.theirs
    written = side.ask("engine.compress", {"content": content, "algorithm": algorithm})
    yield from _wires(pair, data.draw(wire.altered(written.value["wire"])))


CONTENTS = [
    "{}",
    wire.JSON.decode(),
    wire.JSON.decode() + " " * 60,
    '{"id":"chatcmpl-1","usage":{"prompt_tokens":7}}',
]
CODERS = ["m2m", "tokennative", "brotli"]
ENCODINGS = [*capability.ENCODINGS, "O200kBase"]


def quiet(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The same strategy, without its long description in a failure."""

    @st.composite
    def made_up(draw: st.DrawFn) -> Any:
        return draw(strategy)

    return made_up()


FAMILIES = {
    "capabilities": Family(quiet(capability.pairs), _negotiations),
    "message": Family(quiet(text.messages), _texts),
    "call": Family(quiet(call.conversations), _calls),
    "frame": Family(quiet(payload.contents), _frames),
    "text": Family(
        st.tuples(
            payload.written, st.sampled_from([*CODERS[1:], CODERS[1], "none"]), st.sampled_from(ENCODINGS)
        ),
        _any_text,
    ),
    "wire": Family(quiet(wire.built), _wires),
    "damage": Family(
        st.tuples(st.sampled_from(CONTENTS), st.sampled_from(CODERS), st.booleans(), st.data()), _damaged
    ),
}
