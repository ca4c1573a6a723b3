"""In strict two established sessions agree on algorithm and encoding, whatever they prefer; in core not."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from enum import Enum
from itertools import permutations, product
from typing import TypeVar

import pytest

from m2m_ref import (
    Algorithm,
    Capabilities,
    CompressionCaps,
    Encoding,
    M2MError,
    Message,
    Session,
    SessionState,
)
from m2m_ref.profile import Profile

E = TypeVar("E", bound=Enum)
Peers = tuple[Session, Session]


def preferences(kind: type[E], most: int = 4) -> list[tuple[E, ...]]:
    """Every list of different members, shortest first."""
    return [each for length in range(most + 1) for each in permutations(kind, length)]


def offering(**compression: object) -> Capabilities:
    return Capabilities(agent_id="a", compression=CompressionCaps(**compression))  # type: ignore[arg-type]


def shaken(ours: Capabilities, theirs: Capabilities, profile: Profile) -> Peers:
    """Both sides after HELLO and its answer."""
    initiator = Session(ours, id="i", profile=profile, clock=lambda: 0.0)
    responder = Session(theirs, id="r", profile=profile, clock=lambda: 0.0)
    answer = responder.process_hello(initiator.create_hello())
    with suppress(M2MError):
        initiator.process_message(answer)
    return initiator, responder


def both_established(peers: Peers) -> bool:
    return all(each.state is SessionState.ESTABLISHED for each in peers)


def agree(peers: Peers) -> bool:
    first, second = peers
    return (first.algorithm, first.encoding) == (second.algorithm, second.encoding)


def by_algorithms() -> list[Capabilities]:
    return [offering(algorithms=each) for each in preferences(Algorithm)]


def by_encodings() -> list[Capabilities]:
    """Every list with every preferred encoding, in the list or not."""
    lists = product(preferences(Encoding), Encoding)
    return [
        offering(algorithms=[Algorithm.NONE], encodings=each, preferred_encoding=preferred)
        for each, preferred in lists
    ]


def pairs(offers: Sequence[Capabilities]) -> Iterator[tuple[Capabilities, Capabilities]]:
    return product(offers, offers)


@pytest.mark.parametrize("offers", [by_algorithms, pytest.param(by_encodings, marks=pytest.mark.slow)])
def test_in_strict_every_pair_of_preference_lists_agrees(offers: Callable[[], list[Capabilities]]) -> None:
    established = 0
    for ours, theirs in pairs(offers()):
        peers = shaken(ours, theirs, Profile.STRICT)
        if both_established(peers):
            established += 1
            assert agree(peers), (ours.compression, theirs.compression)
        else:
            assert not any(each.is_established for each in peers), "one side alone is established"
    assert established > 1000


def disagreeing(offers: list[Capabilities], weight: Callable[[Capabilities], int]) -> Iterator[Peers]:
    """Established pairs of core that disagree, those with the fewest list entries first."""
    for ours, theirs in sorted(pairs(offers), key=lambda pair: weight(pair[0]) + weight(pair[1])):
        peers = shaken(ours, theirs, Profile.CORE)
        if both_established(peers) and not agree(peers):
            yield peers


def test_core_does_not_and_two_lists_of_two_algorithms_are_the_smallest_counter_example() -> None:
    first, second = next(disagreeing(by_algorithms(), lambda each: len(each.compression.algorithms)))
    lists = [each.capabilities.compression.algorithms for each in (first, second)]
    assert [len(each) for each in lists] == [2, 2]
    assert lists[0] == tuple(reversed(lists[1]))
    assert [first.algorithm, second.algorithm] == [each[0] for each in lists]


def test_in_core_one_listed_encoding_is_enough_to_disagree() -> None:
    first, second = next(disagreeing(by_encodings(), lambda each: len(each.compression.encodings)))
    sizes = sorted(len(each.capabilities.compression.encodings) for each in (first, second))
    assert sizes == [0, 1]
    assert Encoding.CL100K_BASE in (first.encoding, second.encoding)


CROSSED = (
    offering(algorithms=[Algorithm.M2M, Algorithm.BROTLI], preferred_encoding=Encoding.CL100K_BASE),
    offering(algorithms=[Algorithm.BROTLI, Algorithm.M2M], preferred_encoding=Encoding.O200K_BASE),
)
UNEQUAL = (
    offering(algorithms=[Algorithm.NONE], encodings=[]),
    offering(algorithms=[Algorithm.M2M, Algorithm.NONE]),
)
FOREIGN = offering(algorithms=[Algorithm.NONE]), offering(algorithms=[Algorithm.M2M])

Move = tuple[int, str, int]  # which side, which call, which of the messages so far


def play(
    offers: tuple[Capabilities, Capabilities], moves: Iterable[Move], profile: Profile
) -> tuple[Peers, int]:
    """Both sides after these moves, and how many messages there are; refused calls are part of it."""
    peers = tuple(
        Session(each, id=str(n), profile=profile, clock=lambda: 0.0) for n, each in enumerate(offers)
    )
    messages: list[Message] = []
    for side, call, number in moves:
        method = getattr(peers[side], call)
        try:
            answer = method() if number < 0 else method(messages[number])
        except M2MError:
            continue
        messages += [answer] if isinstance(answer, Message) else []
    return (peers[0], peers[1]), len(messages)


def exchanges(offers: tuple[Capabilities, Capabilities], depth: int, profile: Profile) -> Iterator[Peers]:
    """Every exchange of up to `depth` moves: calls on either side, any message to either, repeated or not."""
    queue: deque[tuple[Move, ...]] = deque([()])
    while queue:
        moves = queue.popleft()
        peers, count = play(offers, moves, profile)
        yield peers
        if len(moves) < depth:
            own = [(side, call, -1) for side in (0, 1) for call in ("create_hello", "close")]
            given = [(side, "process_message", number) for side in (0, 1) for number in range(count)]
            queue.extend((*moves, move) for move in own + given)


@pytest.mark.parametrize("offers", [CROSSED, CROSSED[::-1], UNEQUAL, FOREIGN])
def test_in_strict_no_exchange_leads_to_two_established_sessions_that_disagree(
    offers: tuple[Capabilities, Capabilities],
) -> None:
    seen = [peers for peers in exchanges(offers, 5, Profile.STRICT) if both_established(peers)]
    assert all(agree(peers) for peers in seen)
    assert bool(seen) == (offers is not FOREIGN)


def test_the_exchanges_do_find_a_disagreement_in_core() -> None:
    assert not all(agree(peers) for peers in exchanges(CROSSED, 3, Profile.CORE) if both_established(peers))
