"""What a session can be given: every call, with every thing that can be wrong with it, and time.

The inputs follow from the model: one for each event and each set of facts that a guard wants to be false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from m2m_conformance.derive.offer import ENCODING, Offer
from m2m_conformance.derive.stimulus import MESSAGE_OF, SOUND
from m2m_conformance.derive.twin import TIMEOUT
from m2m_ref import model as session_model
from m2m_ref.model import Model, profile_model
from m2m_ref.profile import Profile

Wrong = frozenset[str]

FEATURES = frozenset({"session", "clone", "clock", "tick", "m2m"})
"""The features that an alphabet hangs on."""

_OTHER_ENCODING = "O200kBase"
_CARRIES_OFFER = ("HELLO", "ACCEPT", "DATA")


class Kind(StrEnum):
    """How much is told apart."""

    OUTLINE = "outline"
    """States only: ids and agreements are seen as kept or taken, and no time passes."""
    CLOCK = "clock"
    """The same, with time."""
    FULL = "full"
    """Each id, algorithm and encoding, with time, and what only the other profile asks about."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing a session can be given. `wrong` are the facts that are not true of it.

    `offer` is the other side's, None for one that differs from what was last agreed on. An input without an
    `event` is time: `seconds` of it. `taken`: the conversation goes on with the clone.
    """

    name: str
    event: str | None = None
    wrong: Wrong = frozenset()
    offer: Offer | None = None
    seconds: int = 0
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """The timeout of a session, and how much time may pass at once; both in seconds."""

    timeout: int
    waits: tuple[int, ...]


USUAL = Clock(TIMEOUT, (TIMEOUT - 1, TIMEOUT, TIMEOUT + 1))
"""Just under the timeout, exactly, just over."""


@dataclass(frozen=True)
class Alphabet:
    """The inputs, sorted by name, and the session they are for. `left_out` says what is missing, and why.

    `timeout` is in seconds; `offers` are those of the other side, `own` is the session's.
    """

    kind: Kind
    profile: Profile
    inputs: tuple[Input, ...]
    own: Offer
    offers: tuple[Offer, Offer]
    left_out: tuple[str, ...] = ()
    timeout: int = TIMEOUT

    @property
    def relative(self) -> bool:
        """Whether ids and agreements are seen as what became of them, not as what they are."""
        return self.kind is not Kind.FULL


def alphabet(model: Model, kind: Kind, features: Set[str] = FEATURES, clock: Clock = USUAL) -> Alphabet:
    """The alphabet for sessions of `model`, with what a target of these features has."""
    offers = _offers(kind, "m2m" if "m2m" in features else "none")
    both = tuple(dict.fromkeys(name for offer in offers for name in offer.algorithms))
    own = Offer(tuple(reversed(both)), (ENCODING, _OTHER_ENCODING))
    maker = _Maker(model, kind, offers)
    inputs = [*maker.calls(features), *maker.waits(features, clock)]
    return Alphabet(
        kind,
        Profile(model.profile),
        tuple(sorted(inputs, key=lambda each: each.name)),
        own,
        offers,
        tuple(_left_out(features, model, kind)),
        clock.timeout,
    )


def _offers(kind: Kind, algorithm: str) -> tuple[Offer, Offer]:
    """In full they differ in the algorithm too, where there are two."""
    first = "none" if kind is Kind.FULL else algorithm
    return Offer((first,), (ENCODING,)), Offer((algorithm,), (_OTHER_ENCODING,))


def _left_out(features: Set[str], model: Model, kind: Kind) -> Iterator[str]:
    without = {
        "clone": "no clones",
        "m2m": "no m2m: one algorithm, and content and wires with which nothing is wrong",
    }
    without |= {"clock": "no time"} if kind is not Kind.OUTLINE else {}
    without |= {"tick": "no tick"} if "tick" in model.events else {}
    yield from (text for feature, text in without.items() if feature not in features)


@dataclass(frozen=True, slots=True)
class _Maker:
    model: Model
    kind: Kind
    offers: tuple[Offer, Offer]

    def calls(self, features: Set[str]) -> Iterator[Input]:
        for event in self.model.events.values():
            if event.call and (event.call not in ("clone", "tick") or event.call in features):
                yield from self.variants(event, features)

    def waits(self, features: Set[str], clock: Clock) -> Iterator[Input]:
        if "clock" in features and self.kind is not Kind.OUTLINE:
            for seconds in clock.waits:
                yield Input(f"wait:{seconds}", seconds=seconds)

    def variants(self, event: session_model.Event, features: Set[str]) -> Iterator[Input]:
        found = self._wrongs(event.name)
        if "m2m" not in features:
            found = {wrong: name for wrong, name in found.items() if not wrong & {"encodes", "decodes"}}
        for wrong, guard in found.items():
            label = f"{event.name}:{guard}" if len(found) > 1 else event.name
            yield from self._offered(event, wrong, label)
        if event.call == "clone":
            yield Input("clone:taken", event.name, taken=True)

    def _wrongs(self, event: str) -> Mapping[Wrong, str]:
        """The sets of facts that the guards of an event want to be false, each with the name of a guard."""
        models = [self.model]
        if self.kind is Kind.FULL:  # what a profile must not look at is worth trying too
            models.append(profile_model(Profile.STRICT))
        found: dict[Wrong, str] = {}
        for guard in _guards(event, models):
            name, facts = guard
            wrong = frozenset(fact for fact, wanted in facts.items() if fact in SOUND and not wanted)
            if any(fact in SOUND for fact in facts):
                found.setdefault(wrong, name)
        return found or {frozenset(): event}

    def _offered(self, event: session_model.Event, wrong: Wrong, label: str) -> Iterator[Input]:
        if self.kind is not Kind.FULL:
            yield Input(label, event.name, wrong)
        elif wrong or (event.message or MESSAGE_OF.get(event.name)) not in _CARRIES_OFFER:
            yield Input(label, event.name, wrong, self.offers["decodes" in wrong])
        else:
            for offer in self.offers:
                yield Input(f"{event.name}:{self._name(offer)}", event.name, wrong, offer)

    def _name(self, offer: Offer) -> str:
        one, other = self.offers
        return (offer.algorithms if one.algorithms != other.algorithms else offer.encodings)[0].lower()


def _guards(event: str, models: Iterable[Model]) -> Iterator[tuple[str, Mapping[str, bool]]]:
    for model in models:
        for row in model.rows:
            if row.event == event and row.when in model.guards:
                yield row.when, model.guards[row.when]
