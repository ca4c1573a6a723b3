"""What the sequences of a profile are made from: alphabets, and what the model comes to in each."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from m2m_conformance.automaton.alphabet import FEATURES, Alphabet, Input, Kind, alphabet
from m2m_conformance.automaton.behaviour import behaviour
from m2m_conformance.automaton.foreseen import Foreseen
from m2m_conformance.automaton.mealy import Mealy, Word
from m2m_conformance.automaton.observation import Observation
from m2m_conformance.derive.twin import TIMEOUT
from m2m_ref.model import Model, Row, profile_model
from m2m_ref.profile import Profile, settings

_SHORTER = 2  # seconds by which a timeout must be shorter than closing_seconds to come first


@dataclass(frozen=True)
class Part:
    """One alphabet and the machine of the model seen through it. `name` stands in ids and reports."""

    name: str
    model: Model
    alphabet: Alphabet
    machine: Mealy[Observation]

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
    """The parts for a target of these features.

    Where a state ends by itself sooner than a session expires, some rows need a shorter timeout.
    """
    model, keep = profile_model(profile), settings(profile)
    found = [_part(model, kind, features, TIMEOUT)]
    if keep.closing_seconds and kind is not Kind.OUTLINE and "clock" in features:
        found.append(_part(model, Kind.CLOCK, features, keep.closing_seconds - _SHORTER))
    return found


def _part(model: Model, kind: Kind, features: Set[str], timeout: int) -> Part:
    made = alphabet(model, kind, features, timeout)
    name = kind.value if timeout == TIMEOUT else f"{kind.value}-{timeout}s"
    return Part(name, model, made, behaviour(model, made))


def left_out(found: Iterable[Part]) -> list[str]:
    """What the target has not got, and so is not tried."""
    return list(dict.fromkeys(text for part in found for text in part.alphabet.left_out))
