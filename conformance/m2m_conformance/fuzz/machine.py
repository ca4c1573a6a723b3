"""The rules by which Hypothesis plays: what two applications and a bad channel can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from m2m_conformance.explore.peer import CLOSED
from m2m_conformance.found import Fault
from m2m_conformance.fuzz.action import Action, Call, Clone, Compress, Create, Give, Wait
from m2m_conformance.fuzz.exchange import Exchange, Failure, FaultError
from m2m_conformance.fuzz.letter import Letter, letters, offered
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
DONE = st.sampled_from([0, 1, 3])
"""Calls of a handshake: none, its HELLO made, all."""
_DIRECT = {
    "HELLO": "process_hello",
    "ACCEPT": "process_accept",
    "REJECT": "process_reject",
    "DATA": "decompress",
}
_CALLS = tuple(_DIRECT.values())


class Told:
    """What a campaign tells its conversations: the target, and the faults that are known already.

    They tell it the calls made, the last failure, and whether the last of them came to a fault that is known.
    """

    def __init__(self, target: Target, known: set[Fault]) -> None:
        self.target = target
        self.known = known
        self.steps = 0
        self.failure: Failure | None = None
        self.passing = False

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
        self.told.passing = False
        self.over = False
        self.numbers = count(1)
        self.sides: list[int] = []
        self.wires: list[list[int]] = [[], []]

    def teardown(self) -> None:
        """Counts what was played."""
        self.told.steps += len(self.exchange.steps)

    def does(self, make: Callable[..., Action], *values: Any, side: int = 0) -> int:
        """Do it, unless the conversation came to a fault that is known, or to what the target has not got.

        What is sent is on its way to the other side. Returns the number of the action.
        """
        action = make(next(self.numbers), *values)
        if not self.over and self.exchange.applies(action):
            self._run(action)
            if action.number in self.exchange.letters:
                self.wires[1 - side].append(action.number)
        return action.number

    def _run(self, action: Action) -> None:
        try:
            self.exchange.run(action)
        except UnsupportedError:
            self.over = True
        except FaultError as error:
            if error.failure.fault not in self.told.known:
                self.told.failure = error.failure
                raise
            self.over = self.told.passing = True

    def calls(self, side: int, event: str) -> None:
        """A side makes a call."""
        self.does(Call, self.sides[side], event, side=side)

    def gives(self, side: int, event: str, letter: Letter | int) -> None:
        """A side is given a message."""
        self.does(Give, self.sides[side], event, letter, side=side)

    def has(self, feature: str) -> bool:
        """Whether the target says so."""
        return feature in self.told.target.info.features

    @initialize(data=st.data(), done=DONE)
    def begin(self, data: st.DataObject, done: int) -> None:
        """Two sessions, which may be shaking hands or have done so."""
        self.opens(data, done)

    @precondition(lambda self: self.is_over())
    @rule(data=st.data(), done=DONE)
    def begin_again(self, data: st.DataObject, done: int) -> None:
        """Two sessions in place of those of which one is over."""
        self.opens(data, done)

    def is_over(self) -> bool:
        """Whether a side is closed."""
        parties = self.exchange.parties
        return any(side in parties and parties[side].twin.state == CLOSED for side in self.sides)

    def opens(self, data: st.DataObject, done: int) -> None:
        """Two new sessions, with so many calls of their handshake done, as far as their offers let them."""
        own = offered(offers(self.told.algorithms))
        self.sides = [self.does(Create, data.draw(own)) for _ in (0, 1)]
        self.wires = [[], []]
        if done:
            self.calls(0, "create_hello")
        for side in (1, 0)[: max(0, done - 1)]:
            if self.wires[side]:
                self.arrives(side, self.wires[side].pop(), direct=False)

    def arrives(self, side: int, number: int, *, direct: bool) -> None:
        """What was sent is given to a side."""
        self.gives(side, event_of(self.exchange.letters[number].type, direct=direct), number)

    @rule(side=SIDES, event=st.sampled_from(["create_hello", "close"]))
    def acts(self, side: int, event: str) -> None:
        """A side starts, or ends."""
        self.calls(side, event)

    @precondition(lambda self: self.has("clone"))
    @rule(side=SIDES, taken=st.booleans())
    def is_cloned(self, side: int, taken: bool) -> None:
        """A side is cloned, and its clone may go on in its place."""
        number = self.does(Clone, self.sides[side])
        if taken and number in self.exchange.parties:
            self.sides[side] = number

    @rule(side=SIDES, content=contents())
    def compress(self, side: int, content: str) -> None:
        """A side has something to say."""
        self.does(Compress, self.sides[side], content, side=side)

    @precondition(lambda self: self.has("clock"))
    @rule(seconds=st.sampled_from(WAITS))
    def wait(self, seconds: int) -> None:
        """Time passes for both."""
        self.does(Wait, seconds)

    @precondition(lambda self: self.has("tick") and self.told.target.profile is Profile.STRICT)
    @rule(side=SIDES)
    def tick(self, side: int) -> None:
        """A side lets time do what it has to."""
        self.calls(side, "tick")

    @precondition(lambda self: any(self.wires))
    @rule(data=st.data(), direct=st.booleans(), fate=st.sampled_from(["arrives", "is repeated", "is lost"]))
    def is_under_way(self, data: st.DataObject, direct: bool, fate: str) -> None:
        """Any message under way arrives, and may arrive again, or does not arrive."""
        side, number = data.draw(
            st.sampled_from([(side, each) for side in (0, 1) for each in self.wires[side]])
        )
        if fate != "is repeated":
            self.wires[side].remove(number)
        if fate != "is lost":
            self.arrives(side, number, direct=direct)

    @rule(side=SIDES, data=st.data(), direct=st.booleans())
    def is_sent(self, side: int, data: st.DataObject, direct: bool) -> None:
        """A message that nobody sent comes in."""
        letter = self.letter(data)
        self.gives(side, event_of(letter.type, direct=direct), letter)

    @rule(side=SIDES, data=st.data(), call=st.sampled_from(_CALLS))
    def is_given(self, side: int, data: st.DataObject, call: str) -> None:
        """A message that nobody sent is given to a call of one type of message."""
        self.gives(side, call, self.letter(data))

    def letter(self, data: st.DataObject) -> Letter:
        """A message that nobody sent."""
        ids = [f"session-{side}" for side in self.sides]
        return data.draw(letters(self.told.target.profile, self.told.algorithms, ids))


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
