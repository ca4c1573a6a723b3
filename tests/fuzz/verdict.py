"""What must hold of what a reader gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from m2m_ref.codec import limit
from m2m_ref.error import M2MError

T = TypeVar("T")


class WrongValueError(AssertionError):
    """A reader gave a value, and the wrong one."""


def hold(right: bool, wrong: str) -> None:
    """Raises WrongValueError, which says what is wrong, if it is not right."""
    if not right:
        raise WrongValueError(wrong)


def hold_size(raw: bytes | str) -> None:
    """Raises WrongValueError if more came out of a wire than may."""
    size = len(raw.encode() if isinstance(raw, str) else raw)
    hold(size <= limit.CONTENT_BYTES, "content over the limit")


def outcome(call: Callable[[], T]) -> T | None:
    """What `call` gives; None if it is refused."""
    try:
        return call()
    except M2MError:
        return None


def decoded(data: bytes) -> str:
    """Bytes as text; those that are not UTF-8 become lone surrogates, which a wire may not have either."""
    return data.decode("utf-8", "surrogateescape")
