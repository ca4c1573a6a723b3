"""The signals that end a command."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ONCE = (signal.SIGTERM, signal.SIGHUP)
_came = False


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGINT, SIGTERM and SIGHUP raise KeyboardInterrupt, unless they were ignored before (nohup).

    SIGCHLD is what it is by default: where it is ignored, nobody learns how a target ended.
    """
    global _came  # noqa: PLW0603 - there is one process, and signals are its
    ending = [each for each in (signal.SIGINT, *_ONCE) if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, _interrupt) for each in ending}
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    hook, sys.unraisablehook = sys.unraisablehook, _lost
    try:
        yield
    finally:
        _came = False
        sys.unraisablehook = hook
        for each, handler in before.items():
            if signal.getsignal(each) is not signal.SIG_IGN:  # which `_interrupt` left, until we are gone
                signal.signal(each, handler)


def came() -> bool:
    """Whether one of the signals came. For loops around what may lose a KeyboardInterrupt, as C code can."""
    return _came


def _lost(unraisable: sys.UnraisableHookArgs) -> None:
    """A KeyboardInterrupt where none can be raised, as in Hypothesis' hook into gc; `came` tells of it."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Once, but for Ctrl-C: timeout(1) sends two, and the second one shall not spoil the reports."""
    global _came  # noqa: PLW0603 - see above
    _came = True
    for each in _ONCE:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt
