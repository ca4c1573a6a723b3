"""Numbers on the command line."""

from __future__ import annotations

from argparse import ArgumentTypeError


def number(text: str) -> int:
    """A whole number of 0 or more. Raises ArgumentTypeError."""
    return _at_least(0, text, "must not be negative")


def count(text: str) -> int:
    """A whole number of 1 or more. Raises as `number`."""
    return _at_least(1, text, "must be at least 1")


def seconds(text: str) -> float:
    """A time of more than 0 seconds. Raises as `number`."""
    try:
        value = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no number of seconds, such as 2.5") from error
    if not 0 < value < float("inf"):
        raise ArgumentTypeError("must be more than 0")
    return value


def integer(text: str) -> int:
    """A whole number. Raises ArgumentTypeError."""
    try:
        return int(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no whole number") from error


def _at_least(least: int, text: str, reason: str) -> int:
    value = integer(text)
    if value < least:
        raise ArgumentTypeError(reason)
    return value
