"""What may be wrong with the reference that is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from m2m_conformance.mutate.reach import Function
from m2m_conformance.target import Target
from m2m_ref import machine
from m2m_ref.model import Model
from m2m_ref.profile import Profile

Start = Callable[[Profile], Target]
"""A target of a profile, to be started."""

SPEC = "session.yaml"


@dataclass(frozen=True)
class SourceChange:
    """The file at `path` of the reference reads `code`, which differs in `name`."""

    path: str
    name: str
    code: str

    @property
    def function(self) -> Function:
        """What is wrong."""
        return self.path, self.name

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Whom it is judged by."""
        return tuple(Profile)


@dataclass(frozen=True)
class ModelChange:
    """The reference runs on `model`, which differs in `name`."""

    name: str
    model: Model

    @property
    def function(self) -> Function:
        """What is wrong."""
        return SPEC, self.name

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Whom it is judged by."""
        return (Profile(self.model.profile),)

    def do(self) -> None:
        """From here on, in this process."""
        machine.profile_machine.cache_clear()
        vars(machine)["profile_model"] = lambda _: self.model


Change: TypeAlias = SourceChange | ModelChange

Found: TypeAlias = Mapping[str, str | None]
"""For each mode that was tried what found a change out, None for nothing."""
