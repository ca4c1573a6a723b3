"""What a check is, and what can come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from m2m_conformance.examine.subject import Subject


class Verdict(StrEnum):
    """What comes of a check. Advice is about what the protocol does not ask for, or no run can meet."""

    OK = "ok"
    WRONG = "WRONG"
    ADVICE = "advice"
    UNEXAMINED = "not examined"


@dataclass(frozen=True, slots=True)
class Exchange:
    """The last line that was sent, what came for it, and the end of the adapter's stderr."""

    sent: bytes = b""
    got: bytes = b""
    log: str = ""


class FaultError(Exception):
    """Something is not right: what came, and what to do about it, in sentences without the full stop.

    `check` is the one that it is about, empty for the one at hand; `like` is what the reply should have
    beside `jsonrpc` and `id`; `shown` is the exchange that shows it, if that is not the last one;
    `crashed` says that it ended, or threw, where it should have answered.
    """

    def __init__(  # noqa: PLR0913 - all but the first two by keyword
        self,
        came: str,
        do: str,
        *,
        check: str = "",
        like: Mapping[str, Any] | None = None,
        advice: bool = False,
        shown: Exchange | None = None,
        crashed: bool = False,
    ) -> None:
        super().__init__(came)
        self.came = came
        self.do = do
        self.check = check
        self.like = like
        self.advice = advice
        self.shown = shown
        self.crashed = crashed


class UnexaminedError(Exception):
    """A check cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is `right`, which `examine` looks for; without it every exchange shows it.

    `needs` are the features that it takes, `after` the checks that must have come out well before.
    """

    name: str
    right: str
    examine: Callable[[Subject], None] | None = None
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a check: `text` is what is right, or what came, or why it was not examined."""

    check: Check
    verdict: Verdict
    text: str
    do: str = ""
    like: Mapping[str, Any] | None = None
    shown: Exchange = Exchange()

    @classmethod
    def of(cls, check: Check, fault: FaultError) -> Finding:
        """What a fault tells."""
        verdict = Verdict.ADVICE if fault.advice else Verdict.WRONG
        return cls(check, verdict, fault.came, fault.do, fault.like, fault.shown or Exchange())


_OF_ANY = frozenset({"", "answer", "id", "reply"})
"""The checks that a request of an unusual kind makes fail for its own reason."""


@contextmanager
def blamed(
    what: str, do: str, *, every: bool = False, advice: bool = False, crashed: str = ""
) -> Iterator[None]:
    """What goes wrong within is told as a fault of the check at hand: it came of `what` was asked.

    Unless `every` fault is, one stays what it is that could come of any request, as a line too much does.
    Of a crash `crashed` is said in place of `do`, if it is given, after what is to be done about a crash.
    """
    try:
        yield
    except FaultError as fault:
        if not every and fault.check not in _OF_ANY:
            raise
        do = f"{fault.do}. {crashed}" if crashed and fault.crashed else do
        raise FaultError(f"{what}: {fault.came}", do, advice=advice, shown=fault.shown) from fault
