"""The signals that end a command."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and SIGHUP raise KeyboardInterrupt, as Ctrl-C does, unless they were ignored before (nohup).

    SIGCHLD is what it is by default: where it is ignored, nobody learns how a target ended.
    """
    ending = [each for each in _ENDING if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, _interrupt) for each in ending}
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        yield
    finally:
        for each, handler in before.items():
            if signal.getsignal(each) is not signal.SIG_IGN:  # which `_interrupt` left, until we are gone
                signal.signal(each, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Once: timeout(1) sends two, and the second one shall not spoil the reports."""
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt
