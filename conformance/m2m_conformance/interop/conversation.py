"""The conversations that every two peers have with each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import permutations

from m2m_conformance.derive.twin import TIMEOUT
from m2m_conformance.interop.action import Action, Call, Compress, Give, Open, Ping, Role, Wait
from m2m_conformance.interop.content import CONTENTS, HELLO, LONG
from m2m_conformance.interop.offer import ALGORITHMS, TOKENIZERS, Offer, offer, pairs
from m2m_ref.profile import Profile, Settings, settings

I, R = Role  # noqa: E741 - initiator and responder, as in the tables of ids below
Profiles = Mapping[Role, Profile]
Needs = Mapping[Role, tuple[str, ...]]

GREETING = 5
"""Actions of the handshake that every conversation begins with."""

_LIMIT = 1000  # bytes, which the long content has more of
_PLENTY = 7  # keep-alives, which take longer than the timeout of a session


@dataclass(frozen=True)
class Conversation:
    """What two peers do, and the features that each needs for it beside sessions, the main one first."""

    id: str
    actions: tuple[Action, ...]
    needs: Needs = field(default_factory=dict)


def conversations(profiles: Profiles, globs: Sequence[str] = ()) -> list[Conversation]:
    """Those of an initiator and a responder of these profiles; with `globs` only those with such an id."""
    every = (*_handshakes(), *_keep_alives(profiles), *_closes(profiles), *_data(), *_crossed(), *_limits())
    return [each for each in every if not globs or any(fnmatchcase(each.id, glob) for glob in globs)]


def _greeting(own: Offer, other: Offer, *, direct: bool = False) -> list[Action]:
    """A handshake; what it sends has the numbers 1 and 2."""
    hello: list[Action] = [Open(I, own), Open(R, other), Call(1, I, "create_hello")]
    return [*hello, Give(2, R, 1, direct), Give(3, I, 2, direct)]


def _plain() -> list[Action]:
    return _greeting(offer(), offer())


def _handshakes() -> Iterator[Conversation]:
    """Handshakes by the calls for each message; those of versions by process_message, and with an end."""
    for name, own, other in pairs():
        kind = name.partition("/")[0]
        actions = _greeting(own, other, direct=kind != "version")
        after = [Compress(4, I, HELLO), Compress(5, R, HELLO)] if kind == "version" else []
        yield Conversation(f"handshake/{name}", (*actions, *after))


def _pinged(number: int, role: Role) -> list[Action]:
    """A PING of a side, and the PONG back."""
    return [Ping(number, role), *_ponged(number, role)]


def _ponged(number: int, role: Role) -> list[Action]:
    return [Give(number + 1, role.other, number), Give(number + 2, role, number + 1)]


def _said(number: int, role: Role, content: str = HELLO) -> list[Action]:
    """DATA of a side, and the other one reads it."""
    return [Compress(number, role, content), Give(number + 1, role.other, number)]


def _keep_alives(profiles: Profiles) -> Iterator[Conversation]:
    for role in Role:
        yield Conversation(f"keep-alive/{role}", (*_plain(), *_pinged(4, role)))
    yield Conversation("keep-alive/both", (*_plain(), *_pinged(4, I), *_pinged(7, R), *_said(10, I)))
    waits = [Wait(TIMEOUT - 100), *_pinged(4, I), Wait(TIMEOUT - 100), *_said(7, I), *_said(9, R)]
    clocks = dict.fromkeys(Role, ("clock",))
    yield Conversation("keep-alive/past-the-timeout", (*_plain(), *waits), clocks)
    for role, keep in _timed(profiles):
        if keep.ping_after_seconds is not None:
            yield _ticking(role, keep.ping_after_seconds)


def _timed(profiles: Profiles) -> Iterator[tuple[Role, Settings]]:
    return ((role, settings(profiles[role])) for role in Role)


def _ticking(role: Role, seconds: int) -> Conversation:
    """A side that sends a PING whenever it was idle for so long, for longer than the timeout."""
    actions = _plain()
    for number in range(4, 4 + 3 * _PLENTY, 3):
        actions += [Wait(seconds), Call(number, role, "tick"), *_ponged(number, role)]
    end = 4 + 3 * _PLENTY
    actions += [*_said(end, role), *_said(end + 2, role.other)]
    return Conversation(f"keep-alive/{role}-by-the-clock", tuple(actions), _by_clock(role))


def _by_clock(role: Role) -> Needs:
    return {role: ("tick", "clock"), role.other: ("clock",)}


def _closes(profiles: Profiles) -> Iterator[Conversation]:
    for role in Role:
        ends: list[Action] = [Call(4, role, "close"), Give(5, role.other, 4)]
        before = [*_said(20, role), *_said(22, role.other)]
        yield Conversation(f"close/{role}", (*_plain(), *ends, *_refused(30)))
        yield Conversation(f"close/{role}-after-data", (*_plain(), *before, *ends, *_refused(30, 20, 22)))
    both: list[Action] = [Call(4, I, "close"), Call(5, R, "close"), Give(6, R, 4), Give(7, I, 5)]
    yield Conversation("close/both", (*_plain(), *both, *_refused(30)))
    for role, keep in _timed(profiles):
        if keep.closing_seconds is not None:
            late = [Wait(keep.closing_seconds), Call(6, role, "tick"), *_refused(30)]
            ends = [Call(4, role, "close"), Give(5, role.other, 4)]
            yield Conversation(f"close/{role}-by-the-clock", (*_plain(), *ends, *late), _by_clock(role))


def _refused(number: int, *letters: int) -> list[Action]:
    """What a session that has ended refuses on both sides: to send, and to read what was sent before."""
    sends: list[Action] = [Compress(number, I, HELLO), Compress(number + 1, R, HELLO)]
    readers = zip((2, 3), (R, I), letters or (0, 0), strict=True)
    return sends + [Give(number + at, role, letter, late=True) for at, role, letter in readers if letter]


def _data() -> Iterator[Conversation]:
    """Every content both ways, in every algorithm, and with every tokenizer where that plays a part."""
    for algorithm in ALGORITHMS:
        encodings = TOKENIZERS if algorithm == "tokennative" else ("Cl100kBase",)
        for encoding in encodings:
            own = offer([algorithm], [encoding])
            way = f"{algorithm}-{encoding}" if len(encodings) > 1 else algorithm
            for name, content in CONTENTS.items():
                actions = (*_greeting(own, own), *_said(4, I, content), *_said(6, R, content))
                yield Conversation(f"data/{way}/{name}", actions, _coding((algorithm,), (encoding,)))


def _crossed() -> Iterator[Conversation]:
    """Each side prefers another of two algorithms, or of two tokenizers, that both have."""
    for one, two in permutations(ALGORITHMS, 2):
        actions = [*_greeting(offer([one, two]), offer([two, one])), *_said(4, I), *_said(6, R)]
        yield Conversation(f"preference/{one}/{two}", tuple(actions), _coding((one, two), ("Cl100kBase",)))
    for one, two in permutations(("Cl100kBase", "O200kBase")):
        own, other = offer(["tokennative"], [one, two]), offer(["tokennative"], [two, one])
        actions = [*_greeting(own, other), *_said(4, I), *_said(6, R)]
        yield Conversation(f"preference/{one}/{two}", tuple(actions), _coding(("tokennative",), (one, two)))


def _coding(algorithms: Sequence[str], encodings: Sequence[str]) -> Needs:
    """What both sides need to write and read content like that."""
    coded = [each for each in algorithms if each != "none"]
    tokens = [TOKENIZERS[each] for each in encodings] if "tokennative" in coded else []
    return dict.fromkeys(Role, (*coded, *tokens))


def _limits() -> Iterator[Conversation]:
    """Content of more bytes than one side, or both, want."""
    for name, own, other in (
        ("initiator", _LIMIT, 0),
        ("responder", 0, _LIMIT),
        ("both", _LIMIT, 2 * _LIMIT),
    ):
        actions = _greeting(offer(limit=own), offer(limit=other))
        said = [*_said(4, I), *_said(6, R), *_said(8, I, LONG), *_said(10, R, LONG)]
        yield Conversation(f"limit/{name}", (*actions, *said))
