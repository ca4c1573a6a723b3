"""What every channel offers."""

from __future__ import annotations

from typing import Protocol


class BrokenTargetError(Exception):
    """The target crashed, hung or broke the adapter protocol. The text names what happened."""


class SilentTargetError(BrokenTargetError):
    """The target did not reply in time. `what` says so, `remedy` what may help; the text has both."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what}; {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


class EndedTargetError(BrokenTargetError):
    """The target ended, or closed a pipe."""


class FaultyAdapterError(BrokenTargetError):
    """The adapter broke the adapter protocol, or says that it cannot do its work; the target may be well."""


class UnaskedError(FaultyAdapterError):
    """The target wrote more than the one line it was asked for."""


class Channel(Protocol):
    """Carries one request line at a time to a target. Lines end with a newline."""

    command: tuple[str, ...]
    """The adapter's command, empty for a target in this process."""

    def open(self) -> None:
        """Start the target afresh.

        Raises CommandError if it never could be started, BrokenTargetError if it could be before.
        """

    def exchange(self, line: bytes) -> bytes:
        """Send a line and return the line that answers it. Raises BrokenTargetError."""

    def close(self, *, patient: bool = True) -> None:
        """End the target, whatever it does; a `patient` one lets it exit by itself first. Never raises."""

    def log(self) -> str:
        """The end of what the target wrote to its own log."""
