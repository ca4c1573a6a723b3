"""An interrupt ends a campaign with what it has found, also one that is lost on its way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress

import pytest

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.channel import EmbeddedChannel
from m2m_conformance.fuzz.campaign import Budget, Campaign
from m2m_conformance.fuzz.exchange import Failure
from m2m_conformance.interrupt import came, interruptible
from m2m_conformance.target import Target
from m2m_ref.profile import Profile


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """A command that was interrupted ignores what comes after the first signal, until it is gone."""
    before = [(each, signal.getsignal(each)) for each in (signal.SIGTERM, signal.SIGHUP)]
    yield
    for number, handler in before:
        signal.signal(number, handler)


def campaign() -> Campaign:
    """One of ten minutes."""
    target = Target(EmbeddedChannel(lambda: ReferenceAdapter().answer), Profile.CORE)
    return Campaign(target, Budget(None, 600), 0, None)


def test_what_catches_all_that_is_raised_does_not_lose_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_: Campaign) -> Failure | None:
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        return None

    monkeypatch.setattr(Campaign, "_chunk", lost)
    played = campaign()
    with interruptible():
        assert list(played.failures()) == []
    assert played.interrupted
    assert not came()  # the next command is another one


def test_where_nothing_can_be_raised_it_is_neither_lost_nor_shown(capsys: pytest.CaptureFixture[str]) -> None:
    class Thing:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    with interruptible():
        thing = Thing()
        del thing
        assert came()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("becomes", [KeyboardInterrupt, AttributeError])
def test_what_is_being_made_short_is_not_lost(
    becomes: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = Failure(("session.close", "state"), None, (), (), ())

    def interrupted(played: Campaign) -> Failure | None:
        played._told.failure = failure
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt as interrupt:
            raise becomes from interrupt
        raise AssertionError

    monkeypatch.setattr(Campaign, "_chunk", interrupted)
    played = campaign()
    with interruptible():
        assert list(played.failures()) == [failure]
    assert played.interrupted


def test_any_other_fault_is_none_of_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Campaign) -> Failure | None:
        raise AttributeError

    monkeypatch.setattr(Campaign, "_chunk", broken)
    with interruptible(), pytest.raises(AttributeError):
        list(campaign().failures())
