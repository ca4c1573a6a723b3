"""The rules by which Hypothesis plays: what two applications and a bad channel can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from m2m_conformance.found import Fault
from m2m_conformance.fuzz.exchange import Exchange, FaultError
from m2m_conformance.fuzz.letter import letters, offered
from m2m_conformance.strategies import capabilities, contents
from m2m_conformance.strategies.either import either
from m2m_conformance.target import Target, UnsupportedError
from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.capability import Capabilities
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

WAITS = (1, 4, 5, 9, 10, 29, 30, 59, 60, 240, 299, 300, 301)
"""Seconds around everything that time brings about (spec/strict.yaml, settings)."""

SIDES = st.integers(0, 1)
_DIRECT = {
    "HELLO": "process_hello",
    "ACCEPT": "process_accept",
    "REJECT": "process_reject",
    "DATA": "decompress",
}
_CALLS = tuple(_DIRECT.values())


class Told:
    """What a campaign tells its machines: the target, and the faults that are known already."""

    def __init__(self, target: Target, known: set[Fault]) -> None:
        self.target = target
        self.known = known
        self.steps = 0
        self.now = 0

    @property
    def algorithms(self) -> list[str]:
        """Those that the target has."""
        return [
            each.value
            for each in Algorithm
            if each is Algorithm.NONE or each.value in self.target.info.features
        ]


class Conversation(RuleBasedStateMachine):
    """Two sessions of a target, and what happens to them. `told` is set by whoever makes it."""

    told: Told

    def __init__(self) -> None:
        super().__init__()
        model = profile_model(self.told.target.profile)
        self.exchange = Exchange(self.told.target, model)
        self.over = False

    def teardown(self) -> None:
        """Counts what was played."""
        self.told.steps += len(self.exchange.steps)

    def does(self, action: Callable[[], None]) -> None:
        """Do it, unless the conversation came to a fault that is known, or to what the target has not got."""
        if self.over:
            return
        try:
            action()
        except UnsupportedError:
            self.over = True
        except FaultError as error:
            if error.failure.fault not in self.told.known:
                raise
            self.over = True

    def has(self, feature: str) -> bool:
        """Whether the target says so."""
        return feature in self.told.target.info.features

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Two sessions."""
        own = offered(offers(self.told.algorithms))
        for _ in (0, 1):
            self.does(partial(self.exchange.create, data.draw(own)))

    @rule(side=SIDES)
    def create_hello(self, side: int) -> None:
        """A side starts, or starts again."""
        self.does(lambda: self.exchange.call(side, "create_hello"))

    @rule(side=SIDES)
    def close(self, side: int) -> None:
        """A side wants to end."""
        self.does(lambda: self.exchange.call(side, "close"))

    @precondition(lambda self: self.has("tick") and self.told.target.profile is Profile.STRICT)
    @rule(side=SIDES)
    def tick(self, side: int) -> None:
        """A side lets time do what it has to."""
        self.does(lambda: self.exchange.call(side, "tick"))

    @rule(side=SIDES, content=contents())
    def compress(self, side: int, content: str) -> None:
        """A side has something to say."""
        self.does(lambda: self.exchange.compress(side, content))

    @precondition(lambda self: self.has("clone"))
    @rule(side=SIDES, taken=st.booleans())
    def clone(self, side: int, taken: bool) -> None:
        """A side is cloned, and its clone may go on in its place."""
        self.does(lambda: self.exchange.clone(side, taken=taken))

    @precondition(lambda self: self.has("clock"))
    @rule(seconds=st.sampled_from(WAITS))
    def wait(self, seconds: int) -> None:
        """Time passes for both."""
        self.does(lambda: self.exchange.wait(seconds))

    @precondition(lambda self: any(self.exchange.wires))
    @rule(data=st.data(), direct=st.booleans(), kept=st.booleans())
    def arrives(self, data: st.DataObject, direct: bool, kept: bool) -> None:
        """Any message under way arrives, and may arrive again."""
        side, number = self.pick(data)
        wire = self.exchange.wires[side]
        letter = wire[number] if kept else wire.pop(number)
        self.does(lambda: self.exchange.give(side, event_of(letter.type, direct=direct), letter))

    @precondition(lambda self: any(self.exchange.wires))
    @rule(data=st.data())
    def is_lost(self, data: st.DataObject) -> None:
        """Any message under way does not arrive."""
        side, number = self.pick(data)
        self.exchange.wires[side].pop(number)

    def pick(self, data: st.DataObject) -> tuple[int, int]:
        """A message that is under way: to which side, and which."""
        found = [(side, number) for side in (0, 1) for number in range(len(self.exchange.wires[side]))]
        return data.draw(st.sampled_from(found))

    @rule(side=SIDES, data=st.data(), call=st.sampled_from([None, *_CALLS]))
    def is_given(self, side: int, data: st.DataObject, call: str | None) -> None:
        """A message that nobody sent, to process_message or to any call that takes one."""
        if self.over:
            return
        target = self.told.target
        ids = [party.twin.id for party in self.exchange.parties]
        letter = data.draw(letters(target.profile, self.told.algorithms, ids))
        event = call or event_of(letter.type, direct=False)
        self.does(lambda: self.exchange.give(side, event, letter))


def event_of(kind: str, *, direct: bool) -> str:
    """The event that a message of this type is: of its own call, if there is one, or of process_message."""
    return _DIRECT[kind] if direct and kind in _DIRECT else f"receive_{kind.lower()}"


def offers(algorithms: Sequence[str]) -> st.SearchStrategy[Capabilities]:
    """What a session may be made with: what the target has, and the version that is compatible with most."""
    known = [each for each in Algorithm if each.value in algorithms]
    encodings = [each for each in Encoding if each is not Encoding.LLAMA_BPE]
    lists = either(st.just(known), st.lists(st.sampled_from(known), max_size=4, unique=True))
    compression = st.fixed_dictionaries(
        {
            "algorithms": lists,
            "encodings": st.lists(st.sampled_from(encodings), max_size=2, unique=True),
            "preferred_encoding": st.sampled_from(encodings),
        }
    )

    def changed(own: Capabilities, parts: dict[str, Any]) -> Capabilities:
        made = msgspec.structs.replace(own.compression, **parts)
        return msgspec.structs.replace(own, version="3.0", compression=made)

    return st.builds(changed, capabilities(), compression)
