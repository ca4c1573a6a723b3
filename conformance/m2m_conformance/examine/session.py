"""Sessions by their handles, and the clock that they share."""

from __future__ import annotations

from m2m_conformance.examine import remedy
from m2m_conformance.examine.check import FaultError, UnexaminedError
from m2m_conformance.examine.sample import CAPABILITIES
from m2m_conformance.examine.subject import Answer, Subject, carried

_HANDLES = (
    "Keep the sessions in a map from handle (`session`, of session.clone also `as`) to session. "
    "session.create puts a new one in, in place of the one that was there"
)
_CLOCK = (
    "Let the target take its time from a number that clock.advance adds to. If its clock cannot be set, take "
    "clock out of `features`"
)
_NEVER_SLEEP = f"Never sleep. {_CLOCK}"
_TIMEOUT, _STEP = 300, 1000  # seconds: what a session has that is given none, and what goes by


def create(subject: Subject) -> None:
    """A new session, as it is asked for."""
    answer = subject.ask("session.create", session="a", id="s-1", capabilities=CAPABILITIES)
    if not answer.carried:
        came = f"`features` has session, but session.create is answered with {answer}"
        raise FaultError(came, "Make a session, and keep it under the handle", like=remedy.CREATED)
    if answer.value is not None:
        raise FaultError("the value of session.create is not null", "Answer with null", like=remedy.CREATED)
    _hold(answer, {"id": "s-1", "state": "Initial", "messages_sent": 0, "messages_received": 0})


def _hold(answer: Answer, wanted: dict[str, object]) -> None:
    for name, value in wanted.items():
        got = _seen(answer, name)
        if got != value:
            came = f"the snapshot of a new session has {name} {got!r}, not {value!r}"
            raise FaultError(came, "Report the session that was just made", like=remedy.CREATED)


def replace(subject: Subject) -> None:
    """A handle that is used again."""
    made(subject, "again", "s-1")
    _moved(subject, "again")
    answer = made(subject, "again", "s-2")
    for seen in (answer, looked(subject, "again")):
        if (_seen(seen, "id"), _seen(seen, "state")) != ("s-2", "Initial"):
            came = (
                "after a second session.create with the same handle and the id s-2 the snapshot has "
                f"id {_seen(seen, 'id')!r}, state {_seen(seen, 'state')!r}"
            )
            raise FaultError(came, _HANDLES)


def apart(subject: Subject) -> None:
    """What happens to one session does not happen to another."""
    made(subject, "left", "s-left")
    made(subject, "right", "s-right")
    _moved(subject, "left")
    for handle, name in (("right", "s-right"), ("left", "s-left")):
        if (got := _seen(looked(subject, handle), "id")) != name:
            raise FaultError(f"of two sessions, the one made as {name} has the id {got!r}", _HANDLES)
    if (got := _seen(looked(subject, "right"), "state")) != "Initial":
        raise FaultError(f"of two sessions one was given a call, and the other is {got!r} now", _HANDLES)


def clone(subject: Subject) -> None:
    """The clone has a handle of its own, and the snapshot is the clone's."""
    made(subject, "original", "s-1")
    _moved(subject, "original")
    answer = carried(subject, "session.clone", session="original", **{"as": "twin"})
    seen = subject.ask("session.stats", session="twin")
    if not seen.carried and not seen.missing:
        raise FaultError(f"after session.clone the handle of the clone is answered with {seen}", _HANDLES)
    if answer.session != looked(subject, "twin").session:
        came = (
            "the snapshot in the reply to session.clone is not that of the clone, which session.stats shows"
        )
        raise FaultError(came, "Answer session.clone with the snapshot of the clone, which is named by `as`")


def clock(subject: Subject) -> None:
    """Time goes by for a session when it is told to, and at once."""
    made(subject, "timed", "s-1")
    try:
        answer = subject.ask("clock.advance", seconds=_STEP)
    except FaultError as fault:
        raise FaultError(
            f"clock.advance by {_STEP} s: {fault.came}", _NEVER_SLEEP, shown=fault.shown
        ) from fault
    if not answer.carried:
        raise UnexaminedError(f"clock.advance is answered with {answer}")
    seen = subject.ask("session.stats", session="timed")
    if seen.missing:
        raise UnexaminedError(f"session.stats is answered with {seen}")
    if seen.kind or _seen(seen, "expired") or _seen(seen, "state") == "Closed" or _aged(seen):
        return
    came = f"{_STEP} s after it was made, a session with a timeout of {_TIMEOUT} s has not expired"
    raise FaultError(came, _CLOCK)


def _aged(answer: Answer) -> bool:
    value = answer.value
    return isinstance(value, dict) and value.get("uptime_secs", 0) >= _STEP


def made(subject: Subject, handle: str, name: str) -> Answer:
    """A new session under `handle`, whose id is `name`. Raises UnexaminedError if it cannot be made."""
    return carried(subject, "session.create", session=handle, id=name, capabilities=CAPABILITIES)


def _moved(subject: Subject, handle: str) -> None:
    """Give a session a call that changes it, if there is such a call."""
    subject.ask("session.create_hello", session=handle)


def looked(subject: Subject, handle: str) -> Answer:
    """The session as it is now. Raises UnexaminedError if there is no call that looks."""
    return carried(subject, "session.stats", session=handle)


def _seen(answer: Answer, name: str) -> object:
    return (answer.session or {}).get(name)
