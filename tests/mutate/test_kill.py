"""The processes that try mutants end with the one that asks them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path
from threading import Timer

import pytest

from m2m_conformance.interrupt import interruptible
from m2m_conformance.mutate import kill
from m2m_conformance.mutate.change import ModelChange
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile


def slow(_: ModelChange) -> dict[str, str | None]:
    """What tries a mutant, as long as it takes to be interrupted."""
    time.sleep(90)
    return {}


class Bench:
    """Has nothing to work with, and so begins at once."""

    def __init__(self, *_: object, each: bool) -> None:
        self.each = each


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kill, "_hold_sound", lambda *_: None)
    monkeypatch.setattr(kill, "_Bench", Bench)
    monkeypatch.setattr(kill, "_by", slow)
    before = [(each, signal.getsignal(each)) for each in (signal.SIGTERM, signal.SIGHUP)]
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.mark.parametrize("everyone", [True, False], ids=["Ctrl-C", "SIGTERM"])
def test_an_interrupt_ends_them(everyone: bool, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Ctrl-C reaches every process at a terminal, SIGTERM only the first."""

    def interrupt() -> None:
        for child in active_children() if everyone else ():
            os.kill(child.pid or 0, signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT if everyone else signal.SIGTERM)

    change = ModelChange("", profile_model(Profile.CORE))
    timer = Timer(1, interrupt)
    began = time.monotonic()
    with interruptible(), pytest.raises(KeyboardInterrupt):
        timer.start()
        list(kill.kills([change] * 4, [], [Profile.CORE], each=False, jobs=2))
    timer.join()
    assert time.monotonic() - began < 45
    assert active_children() == []
    assert capfd.readouterr().err == ""
