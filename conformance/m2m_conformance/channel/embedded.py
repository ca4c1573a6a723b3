"""A target inside this process: an adapter's `answer` function."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import TypeVar

from m2m_conformance.channel.base import BrokenTargetError
from m2m_conformance.status import NotDoneError

Answer = Callable[[bytes], bytes]
T = TypeVar("T")


class EmbeddedChannel:
    """Calls `make()` for a fresh adapter each time it is opened, and hands it the lines.

    `command` is that of what the adapter stands for, where it is not in this process.
    """

    def __init__(self, make: Callable[[], Answer], command: Sequence[str] = ()) -> None:
        self.command = tuple(command)
        self._make = make
        self._answer: Answer | None = None
        self._log = ""

    def open(self) -> None:
        """Start afresh."""
        self._log = ""
        self._answer = self._called(self._make)

    def exchange(self, line: bytes) -> bytes:
        """The adapter's answer. An exception of the adapter is a broken target."""
        answer = self._answer
        assert answer is not None, "open the channel first"
        return self._called(lambda: answer(line))

    def _called(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except (BrokenTargetError, NotDoneError):  # which say by themselves what is wrong
            raise
        except Exception as error:
            self._log = traceback.format_exc()
            raise BrokenTargetError(f"the adapter raised {type(error).__name__}: {error}") from error

    def close(self, *, patient: bool = True) -> None:
        """Forget the adapter; there is nothing to wait for."""
        self._answer = None

    def log(self) -> str:
        """The traceback of the last exception."""
        return self._log
