"""What the sequences of a profile are made from: alphabets, and what the model comes to in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from m2m_conformance.automaton.alphabet import FEATURES, USUAL, Alphabet, Clock, Input, Kind, alphabet
from m2m_conformance.automaton.behaviour import behaviour
from m2m_conformance.automaton.foreseen import Foreseen
from m2m_conformance.automaton.mealy import Mealy, Word
from m2m_conformance.automaton.observation import Observation
from m2m_conformance.automaton.suite import Method, Suite
from m2m_ref.model import Model, Row, profile_model
from m2m_ref.profile import Profile, Settings, settings


@dataclass(frozen=True)
class Part:
    """One alphabet and the machine of the model seen through it. `name` stands in ids and reports."""

    name: str
    model: Model
    alphabet: Alphabet
    machine: Mealy[Observation]

    def suite(self, extra: int, method: Method = Method.WP) -> Suite:
        """The words that tell its machine from others, which let time pass in every state."""
        watch = next((number for number, each in enumerate(self.alphabet.inputs) if each.seconds), None)
        return Suite(self.machine, extra, method, watch)

    def inputs(self, word: Word) -> list[Input]:
        """The inputs of a word."""
        return [self.alphabet.inputs[given] for given in word]

    def row(self, word: Word) -> Row | None:
        """The row that decides the last input of a word; None if that is time."""
        session = Foreseen(self.model, self.alphabet)
        for given in self.inputs(word):
            session.step(given)
        return session.row


def parts(profile: Profile, kind: Kind = Kind.FULL, features: Set[str] = FEATURES) -> list[Part]:
    """The parts for a target of these features."""
    model = profile_model(profile)
    found = [_part(model, kind, features, USUAL)]
    if kind is not Kind.OUTLINE and "clock" in features:
        found += [_part(model, Kind.CLOCK, features, clock) for clock in _clocks(settings(profile))]
    return found


def _clocks(keep: Settings) -> Iterator[Clock]:
    """Where a state ends by itself sooner than a session expires, some rows need a shorter timeout.

    CLOSE sent: it expires first. HELLO sent: two waits fit before it ends, and the session expires unless
    what comes between them restarts its clock.
    """
    if keep.closing_seconds:
        yield Clock(keep.closing_seconds - 2, (keep.closing_seconds - 1,))
    if keep.hello_seconds:
        half = keep.hello_seconds // 2 - 1
        yield Clock(half, (half,))


def _part(model: Model, kind: Kind, features: Set[str], clock: Clock) -> Part:
    made = alphabet(model, kind, features, clock)
    name = kind.value if clock == USUAL else f"{kind.value}-{clock.timeout}s"
    return Part(name, model, made, behaviour(model, made))


def left_out(found: Iterable[Part]) -> list[str]:
    """What the target has not got, and so is not tried."""
    return list(dict.fromkeys(text for part in found for text in part.alphabet.left_out))
