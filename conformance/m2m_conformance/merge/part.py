"""A part of a run: the report of one shard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from m2m_conformance.outcome import Outcome, Run
from m2m_conformance.report.reading import read_record
from m2m_conformance.requirement import Requirement
from m2m_conformance.shard import Shard
from m2m_ref.document import DocumentError


@dataclass(frozen=True, slots=True)
class Part:
    """What the report in `file` says: the run of one shard."""

    file: Path
    run: Run
    shard: Shard

    @property
    def met(self) -> bool:
        """Whether it knows the target: one that never introduced itself, or was not asked to, is nobody."""
        named = self.run.target.name, self.run.target.version, self.run.target.language
        return named != ("unknown", "", "") or any(
            each.outcome is not Outcome.ERRORED for each in self.run.verdicts
        )


def read_part(file: Path, requirements: Mapping[str, Requirement]) -> Part:
    """The part in `file`. Raises DocumentError as `read_record`, and for the report of a whole run."""
    run = read_record(file, requirements)
    if run.shard is None:
        raise DocumentError(file, "", "is the report of a whole run; merge takes those of `run --shard I/N`")
    return Part(file, run, run.shard)
