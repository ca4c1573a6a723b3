"""What reports say of a run that the run itself does not know."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from m2m_conformance.outcome import Verdict
from m2m_conformance.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences that cases name, and `begun`, the first words of the command that plays one again."""

    requirements: Mapping[str, Requirement]
    begun: Sequence[str] = ("m2m-conformance", "run")

    def again(self, verdict: Verdict, command: Sequence[str]) -> str:
        """The command that plays this case again on the target that `command` starts."""
        words = [*self.begun, "--select", verdict.case.id]
        return shlex.join([*words, "--", *command] if command else words)


def repeated(profile: str, url: object, vectors: Path | None, timeout: float | None) -> list[str]:
    """The options of `m2m-conformance run` that playing one case of a run again needs too."""
    given = [
        ("--profile", profile if profile != "core" else None),
        ("--url", url),
        ("--vectors", vectors),
        ("--timeout", f"{timeout:g}" if timeout else None),
    ]
    return [word for name, value in given if value for word in (name, str(value))]
