"""Two peers and what is under way between them: every step there is from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from m2m_conformance.derive.offer import ENCODING, Offer
from m2m_conformance.explore.peer import Message, Outcome, Peer, Side
from m2m_ref.model import Model

T = TypeVar("T")
Wire = tuple[Message, ...]
"""What is under way to one side, sorted: any of it may come next."""

_TAKES = {"DATA": "decompress"}
_OTHER = "O200kBase"


@dataclass(frozen=True)
class Bounds:
    """How far is looked. `room` are messages under way to one side; `losses`, `duplicates` and `lapses` of
    time are in all; `calls` are those of each side's application. `both`: either side may send HELLO.
    """

    room: int = 2
    losses: int = 1
    duplicates: int = 1
    calls: int = 2
    lapses: int = 2
    both: bool = False


WIDEST = Bounds(lapses=3, both=True)


class World(NamedTuple):
    """A state of the whole: the peers, what is under way to each, and what is left of the bounds."""

    peers: tuple[Peer, Peer]
    wires: tuple[Wire, Wire]
    calls: tuple[int, int]
    losses: int
    duplicates: int
    lapses: int


@dataclass(frozen=True)
class Step:
    """One step: what is done, in words; whom it is about; what came of it there; and the world after it."""

    text: str
    side: int | None
    outcome: Outcome | None
    world: World


class Rules:
    """The steps of two sides of a model within bounds. The client is the first, the server the second."""

    def __init__(self, model: Model, bounds: Bounds) -> None:
        self.model = model
        self.bounds = bounds
        one, other = ("m2m", "none"), (ENCODING, _OTHER)
        self.sides = (
            Side("client", model, Offer(one, other)),
            Side("server", model, Offer(one[::-1], other[::-1])),
        )
        self._ticks = "tick" in model.events

    @property
    def start(self) -> World:
        """Both in the first state, nothing under way."""
        bounds = self.bounds
        peers = self.sides[0].start, self.sides[1].start
        return World(peers, ((), ()), (bounds.calls,) * 2, bounds.losses, bounds.duplicates, bounds.lapses)

    def steps(self, world: World) -> Iterator[Step]:
        """Every step from `world` that changes it."""
        for side in (0, 1):
            yield from self._calls(world, side)
            yield from self._arrivals(world, side)
        if world.lapses:
            yield from self._lapse(world)

    def calls(self, side: int) -> tuple[str, ...]:
        """What the application of a side may call; `tick` is called when there is something to do."""
        starts = ("create_hello",) if side == 0 or self.bounds.both else ()
        return (*starts, "compress", "close")

    def _calls(self, world: World, side: int) -> Iterator[Step]:
        if left := world.calls[side]:
            spent = world._replace(calls=_at(world.calls, side, left - 1))
            for event in self.calls(side):
                yield from self._called(world, spent, side, event)
        if self._ticks:
            yield from self._called(world, world, side, "tick")

    def _called(self, before: World, world: World, side: int, event: str) -> Iterator[Step]:
        """A call, if anything comes of it."""
        outcome = self.sides[side].happens(before.peers[side], event)
        if outcome.sends or outcome.peer != before.peers[side]:
            yield from self._done(world, side, outcome, event)

    def _arrivals(self, world: World, side: int) -> Iterator[Step]:
        wire, to = world.wires[side], self.sides[side].name
        for message in dict.fromkeys(wire):
            gone = world._replace(wires=_at(world.wires, side, _without(wire, message)))
            event = _TAKES.get(message.type, f"receive_{message.type.lower()}")
            outcome = self.sides[side].happens(world.peers[side], event, message)
            yield from self._done(gone, side, outcome, f"takes {message.type}")
            if world.losses:
                lost = gone._replace(losses=world.losses - 1)
                yield Step(f"{message.type} to the {to} is lost", None, None, lost)
            if world.duplicates and len(wire) < self.bounds.room:
                wires = _at(world.wires, side, tuple(sorted((*wire, message))))
                twice = world._replace(wires=wires, duplicates=world.duplicates - 1)
                yield Step(f"{message.type} to the {to} is there twice", None, None, twice)

    def _done(self, world: World, side: int, outcome: Outcome, text: str) -> Iterator[Step]:
        """What an event comes to, if there is room for what it sends."""
        wires = world.wires
        if outcome.sends:
            wire = wires[1 - side]
            if len(wire) >= self.bounds.room:
                return
            wires = _at(wires, 1 - side, tuple(sorted((*wire, outcome.sends))))
        peers = _at(world.peers, side, outcome.peer)
        yield Step(text, side, outcome, World(peers, wires, *world[2:]))

    def _lapse(self, world: World) -> Iterator[Step]:
        """The clock goes on to the next moment at which something comes true."""
        pairs = list(zip(self.sides, world.peers, strict=True))
        if left := [timers[0] for side, peer in pairs if (timers := side.timers(peer))]:
            seconds = min(left)
            one, other = (side.later(peer, seconds) for side, peer in pairs)
            if world.lapses == 1:
                one, other = self.sides[0].timeless(one), self.sides[1].timeless(other)
            if (one, other) != world.peers:
                after = world._replace(peers=(one, other), lapses=world.lapses - 1)
                yield Step(f"{seconds} s pass", None, None, after)


def _without(wire: Wire, message: Message) -> Wire:
    at = wire.index(message)
    return wire[:at] + wire[at + 1 :]


def _at(pair: tuple[T, T], side: int, value: T) -> tuple[T, T]:
    """The pair with another value on one side."""
    return (value, pair[1]) if side == 0 else (pair[0], value)
