"""What time does to a strict session, by `tick`, by the next call, and at `next_deadline`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2m_ref import (
    Algorithm,
    Capabilities,
    CompressionCaps,
    M2MError,
    Message,
    MessageType,
    ProtocolError,
    Session,
    SessionExpiredError,
    SessionState,
)
from m2m_ref.payload import CloseReason
from m2m_ref.profile import Profile
from tests.clock import Clock

PLAIN = Capabilities(agent_id="a", compression=CompressionCaps(algorithms=[Algorithm.NONE]))
JUST = 1e-6  # s


def session(clock: Clock, profile: Profile | str = "strict", timeout: float = 300.0) -> Session:
    return Session(PLAIN, id="own", profile=profile, clock=clock, timeout=timeout)


def hello_sent(clock: Clock) -> Session:
    made = session(clock)
    made.create_hello()
    return made


def established(clock: Clock) -> Session:
    made = session(clock)
    made.process_hello(Message.hello(PLAIN))
    return made


def closing(clock: Clock) -> Session:
    made = established(clock)
    made.close()
    return made


DEADLINES = [
    (session, 300.0, False),
    (hello_sent, 30.0, True),
    (established, 60.0, True),
    (closing, 5.0, True),
]


@pytest.mark.parametrize("start", [0.0, 12_345.678, 1e6])
@pytest.mark.parametrize(("make", "seconds", "exactly"), DEADLINES)
def test_a_tick_does_its_work_at_the_deadline_and_not_before(
    make: Callable[[Clock], Session], seconds: float, exactly: bool, start: float
) -> None:
    clock = Clock(start)
    made = make(clock)
    assert made.next_deadline == pytest.approx(start + seconds, abs=1e-8)
    state, sent = made.state, made.stats().messages_sent
    clock.now = start + seconds - JUST
    assert made.tick() is None
    assert made.state is state
    clock.now = start + seconds
    assert ((made.tick() is not None) or made.state is SessionState.CLOSED) == exactly
    clock.now = made.next_deadline or clock.now
    made.tick()
    assert made.state is SessionState.CLOSED or made.stats().messages_sent > sent


def test_core_has_no_timers() -> None:
    clock = Clock()
    made = session(clock, "core")
    made.create_hello()
    assert made.next_deadline is None
    clock.now = 1e9
    assert made.tick() is None
    assert made.state is SessionState.HELLO_SENT


def test_three_unanswered_pings_close_the_session() -> None:
    clock = Clock()
    made = established(clock)
    times = []
    while made.next_deadline is not None:
        clock.now = made.next_deadline
        message = made.tick()
        times.append((clock.now, message.type if message else None))
    assert times == [(60, MessageType.PING), (70, MessageType.PING), (80, MessageType.PING), (90, None)]
    assert made.state is SessionState.CLOSED


def test_a_pong_starts_the_count_of_pings_again() -> None:
    clock = Clock()
    made = established(clock)
    for now in (60, 70, 80):
        clock.now = now
        assert made.tick() is not None
    clock.now = 89
    made.process_message(Message.pong("own"))
    assert made.next_deadline == 149
    clock.now = 149
    assert made.tick() is not None
    assert made.next_deadline == 159


def test_a_closed_session_has_no_deadline() -> None:
    clock = Clock()
    made = closing(clock)
    made.process_message(Message.close("own"))
    assert made.next_deadline is None
    assert made.tick() is None


def test_nobody_has_to_tick_for_a_hello_to_go_unanswered() -> None:
    clock = Clock()
    made = hello_sent(clock)
    clock.now = 30
    with pytest.raises(ProtocolError):
        made.process_message(Message.accept("s", PLAIN))
    assert made.state is SessionState.CLOSED
    assert made.id == "own"


def test_an_expired_session_is_closed_by_its_next_call_and_not_revived() -> None:
    clock = Clock()
    made = established(clock)
    clock.now = 300 + JUST
    with pytest.raises(SessionExpiredError):
        made.process_message(Message.ping("own"))
    assert made.state is SessionState.CLOSED
    with pytest.raises(ProtocolError):
        made.process_message(Message.ping("own"))
    assert made.is_expired


def test_a_tick_that_finds_the_session_expired_closes_it_without_an_error() -> None:
    clock = Clock()
    made = session(clock, timeout=10.0)
    clock.now = made.next_deadline or 0.0
    assert made.tick() is None
    assert made.state is SessionState.CLOSED


def test_a_clone_of_an_expired_session_is_refused() -> None:
    clock = Clock()
    made = established(clock)
    clock.now = 301
    with pytest.raises(SessionExpiredError):
        made.clone()


def test_close_carries_the_reason_in_strict_only() -> None:
    message = established(Clock()).close(CloseReason.ERROR, "disk full")
    assert message.to_object()["payload"] == {"reason": "ERROR", "message": "disk full"}
    assert established(Clock()).close().to_object()["payload"] == {}
    for made in (session(Clock(), "core"), established(Clock())):
        state = made.state
        with pytest.raises(ProtocolError):
            made.close(CloseReason.ERROR if made.profile is Profile.CORE else None, "disk full")
        assert made.state is state


def test_ids_have_the_form_of_the_profile() -> None:
    import re

    made = {Session(PLAIN, profile="strict").id for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch("sess_[a-z0-9]{20}", each) for each in made)


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="lenient"):
        Session(PLAIN, profile="lenient")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["create_hello", "hello", "accept", "ping", "pong", "close", "receive_close", "compress", "clone"]
        ),
        st.sampled_from([0.0, 1.0, 4.9, 5.0, 10.0, 29.0, 31.0, 61.0, 299.0, 301.0]),
    ),
    max_size=8,
)


def act(made: Session, call: str) -> str:
    """One call; what came of it."""
    messages = {
        "hello": Message.hello(PLAIN),
        "accept": Message.accept("own", PLAIN),
        "ping": Message.ping("own"),
        "pong": Message.pong("own"),
        "receive_close": Message.close("own"),
    }
    try:
        if call in messages:
            answer = made.process_message(messages[call])
        elif call == "compress":
            answer = made.compress("x")
        else:
            answer = getattr(made, call)()
    except M2MError as error:
        return error.kind
    return answer.type.value if isinstance(answer, Message) else "nothing"


@given(STEPS)
def test_the_deadline_is_when_a_tick_changes_something(steps: list[tuple[str, float]]) -> None:
    clock = Clock()
    made = session(clock)
    for call, seconds in steps:
        clock.now += seconds
        act(made, call)
        deadline = made.next_deadline
        assert (deadline is None) == (made.state is SessionState.CLOSED)
        if deadline is None:
            return
        before = made.stats()
        twin = made.clone()
        assert (twin.state, twin.profile) == (made.state, made.profile)
        if deadline - JUST > clock.now:
            now, clock.now = clock.now, deadline - JUST
            assert made.tick() is None
            assert made.stats().state is before.state
            clock.now = now


@given(STEPS)
def test_a_session_that_is_ticked_at_every_deadline_ends_where_one_that_is_not_does(
    steps: list[tuple[str, float]],
) -> None:
    """But for its keep-alive: without ticks no PING is sent, so none is missed."""
    clock, other = Clock(), Clock()
    ticked, lazy = session(clock), session(other)
    for call, seconds in steps:
        until = clock.now + seconds
        while (deadline := ticked.next_deadline) is not None and deadline <= until:
            clock.now = deadline
            if ticked.tick() is not None:
                return
        clock.now = other.now = until
        found, expected = act(ticked, call), act(lazy, call)
        if call != "clone":
            assert found == expected or (found, expected) == ("protocol", "session_expired")
        assert ticked.state is lazy.state
