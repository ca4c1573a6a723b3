"""Processes: how one ends, and that one knows nothing of another."""

from __future__ import annotations

from m2m_conformance.channel import excerpt
from m2m_conformance.examine import remedy
from m2m_conformance.examine.check import FaultError, UnexaminedError, blamed
from m2m_conformance.examine.session import looked, made
from m2m_conformance.examine.subject import Subject
from m2m_ref.profile import Profile

_SECOND, _PATIENCE = 1.0, 2.0  # that it has at the end of its input; and how long it is watched
_PAUSE = 0.25  # seconds in which a line that is no request may be answered
_ALONE = "Keep nothing outside the process: no lock, file or port that only one process can have"
_NO_REQUEST = (
    "The suite sends none, but whoever tries the adapter by hand does: answer it with error -32700 and the "
    "id null, and go on"
)


def killed(subject: Subject) -> None:
    """It is killed without a warning, and started again."""
    if "session" in subject.info.features:
        subject.kept = subject.put("session.create", {"session": "kept", "id": "s-kept"}).carried
    subject.kill()
    with blamed("started again after it was killed", _ALONE, every=True):
        subject.start()


def fresh(subject: Subject) -> None:
    """The sessions of the last process are gone."""
    if not subject.kept:
        raise UnexaminedError("there was no session to forget")
    answer = subject.ask("session.stats", session="kept")
    if answer.missing:
        raise UnexaminedError(f"session.stats is answered with {answer}")
    if answer.carried:
        raise FaultError("a new process still has a session of the one before, which was killed", _ALONE)


def together(subject: Subject) -> None:
    """Another process of the same command, at the same time."""
    other = subject.another()
    try:
        with blamed("a second process of the command, started while one is running", _ALONE, every=True):
            other.start()
        if "session" in subject.info.features:
            _each_its_own(subject, other)
    finally:
        other.stop()


def _each_its_own(subject: Subject, other: Subject) -> None:
    made(subject, "shared", "s-first")
    made(other, "shared", "s-second")
    got = (looked(subject, "shared").session or {}).get("id")
    if got != "s-first":
        raise FaultError(
            f"of two processes, the session made in the first as s-first has the id {got!r}", _ALONE
        )


def profile(subject: Subject) -> None:
    """The profile that it was not told so far."""
    wanted = Profile.STRICT if subject.profile is Profile.CORE else Profile.CORE
    other = subject.another(wanted)
    do = "An adapter whose target has only one of the profiles ignores `profile` in `initialize`"
    try:
        with blamed(f"`initialize` with the profile {wanted.value}", do, every=True):
            other.start()
    finally:
        other.stop()


def garbage(subject: Subject) -> None:
    """Lines that are no requests."""
    for what, line in (("an empty line", b"\n"), ("a line that is not JSON", b"hello\n")):
        with blamed(what, _NO_REQUEST, every=True, advice=True):
            subject.throw(line, _PAUSE)
            subject.probe()


def end(subject: Subject) -> None:
    """The end of its input."""
    ended = subject.finish(_PATIENCE)
    do = "Leave the loop when stdin ends, and exit; wait for nothing else"
    if not ended.ending:
        raise FaultError(f"it was still running {_PATIENCE:g} s after the end of its input", do)
    if ended.seconds > _SECOND:
        raise FaultError(f"it took {ended.seconds:.1f} s to exit at the end of its input", do)
    if ended.left:
        came = f"at the end of its input it wrote {excerpt.line(ended.left)}"
        raise FaultError(came, remedy.STDOUT, check="stdout")
    if ended.ending != "exited with status 0":
        do = "Exit with status 0 at the end of input, which is the usual end"
        raise FaultError(f"at the end of its input it {ended.ending}", do, advice=True)
