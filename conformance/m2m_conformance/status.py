"""How a command can end: its exit status, and the error that says why it came to nothing."""

from __future__ import annotations

DONE, NOT_PASSED, NOT_DONE = 0, 1, 2
"""Done and right; done, and something is not right; it could not be done."""
INTERRUPTED, CLOSED = 130, 141
"""Ended by a signal, whichever it was; nobody reads what it prints any more. As a shell says it."""


class NotDoneError(Exception):
    """What was asked for cannot be done. The text is one sentence: what is wrong, where, and what to do."""
