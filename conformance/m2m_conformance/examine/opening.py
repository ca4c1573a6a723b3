"""What the adapter says of itself, and whether it stays."""

from __future__ import annotations

from m2m_conformance.examine import remedy
from m2m_conformance.examine.check import FaultError, blamed
from m2m_conformance.examine.form import SERVER, names
from m2m_conformance.examine.subject import Subject

_IDS = (2**31 - 1, 7, 1_000_000_007)
_MOMENT = 0.15  # seconds in which an adapter that is left alone says what it should not


def features(subject: Subject) -> None:
    """No adapter has what is asked of servers."""
    if SERVER in subject.info.features:
        came = f"`features` has {SERVER}, which is for servers that are asked by their URL"
        raise FaultError(came, f"Leave it out. There are: {', '.join(names('feature'))}")


def lacks(subject: Subject) -> None:
    """What is there lacks for no reason."""
    if both := sorted(subject.info.features & subject.info.lacks.keys()):
        came = f"{', '.join(both)}: listed in `features`, and in `lacks` with a reason why it is not there"
        raise FaultError(came, "Leave it out of one of them")


def running(subject: Subject) -> None:
    """It is still there when it has been left alone for a moment after its first reply."""
    subject.rest(_MOMENT)


def ids(subject: Subject) -> None:
    """Ids that an adapter keeps in too few bits, or in an order of its own, come back wrong."""
    for number in _IDS:
        with blamed(f"a request with the id {number}", remedy.ID, every=True):
            subject.probe(number)
