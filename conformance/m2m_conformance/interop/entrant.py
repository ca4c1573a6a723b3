"""A target among others: where it comes from, by which rules it plays, and what it says of itself."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from m2m_conformance.channel import BrokenTargetError, Channel
from m2m_conformance.start import channel
from m2m_conformance.status import NotDoneError
from m2m_conformance.target import Target, TargetInfo
from m2m_ref.profile import Profile

REFERENCE = "reference"
_FORM = re.compile(
    r"(?:(?P<name>[A-Za-z0-9][\w.+-]*)=)?(?:(?P<profile>core|strict):)?(?P<command>.*)", re.DOTALL
)


class EntrantError(NotDoneError):
    """What is given on the command line for a target is none."""


@dataclass(frozen=True)
class Entrant:
    """A target as it is named in a matrix. `command` is its adapter's, empty for the embedded reference."""

    name: str
    profile: Profile
    command: tuple[str, ...]
    connect: Callable[[], Channel] = field(compare=False)
    info: TargetInfo = field(default_factory=lambda: TargetInfo("", "", ""))

    def target(self) -> Target:
        """One instance of it, which is still to be started."""
        return Target(self.connect(), self.profile)


def read_entrant(text: str, timeout: float | None) -> Entrant:
    """`[NAME=][PROFILE:]COMMAND`; a time limit in seconds. The name is empty if none is given.

    Raises EntrantError for a command that is empty or has an open quote.
    """
    found = _FORM.fullmatch(text)
    assert found is not None
    try:
        words = shlex.split(found["command"])
    except ValueError as error:
        raise EntrantError(f"target {text!r}: {error}") from error
    if not words:
        raise EntrantError(f"target {text!r} has no command; give one, or the word {REFERENCE}")
    command = () if words == [REFERENCE] else tuple(words)
    profile = Profile(found["profile"] or Profile.CORE.value)
    return Entrant(found["name"] or "", profile, command, lambda: channel(command, timeout))


def introduced(entrants: Sequence[Entrant]) -> list[Entrant]:
    """Each with what it says of itself, and a name that no other has.

    One that breaks while it introduces itself remains unknown. Raises CommandError for one that cannot be
    started, EntrantError for a name that was given twice.
    """
    given = Counter(each.name for each in entrants if each.name)
    if twice := [name for name, number in given.items() if number > 1]:
        raise EntrantError(f"two targets are named {twice[0]}; give each a name of its own")
    taken = set(given)
    found = []
    for entrant in map(_known, entrants):
        name = entrant.name or _free(entrant, taken)
        taken.add(name)
        found.append(replace(entrant, name=name))
    return found


def _known(entrant: Entrant) -> Entrant:
    target = entrant.target()
    try:
        target.start()
    except BrokenTargetError:
        return entrant
    finally:
        target.stop()
    return replace(entrant, info=target.info)


def _free(entrant: Entrant, taken: set[str]) -> str:
    """What it calls itself, with the profile if that is not core, and a number if that is taken."""
    own = (
        re.sub(r"[^\w.+-]+", "-", entrant.info.name if entrant.command else REFERENCE).strip("-") or "unknown"
    )
    name = own if entrant.profile is Profile.CORE else f"{own}-{entrant.profile.value}"
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if each not in taken)
