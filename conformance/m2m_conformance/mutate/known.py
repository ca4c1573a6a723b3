"""What is known of source mutants that nothing finds out (equivalent.yaml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from m2m_conformance.mutate.source import SourceMutant

_FILE = Path(__file__).with_name("equivalent.yaml")


@dataclass(frozen=True)
class Known:
    """Reasons, by function that is not mutated at all (`path name`), and by mutant."""

    functions: Mapping[str, str]
    mutants: Mapping[str, str]

    def wanted(self, mutants: Iterable[SourceMutant]) -> list[SourceMutant]:
        """Those that are to be tried."""
        return [each for each in mutants if f"{each.path} {each.function}" not in self.functions]

    def stale(self, mutants: Iterable[SourceMutant]) -> list[str]:
        """What is listed and not there any more, of all `mutants` that there are."""
        there = list(mutants)
        names = {f"{each.path} {each.function}" for each in there} | set(map(str, there))
        return [name for name in (*self.functions, *self.mutants) if name not in names]


def load_known(file: Path = _FILE) -> Known:
    """The list. Raises ValueError for an entry that stands in it twice."""
    groups = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Known(*(_reasons(groups, kind, file.name) for kind in ("functions", "mutants")))


def _reasons(groups: Iterable[Mapping[str, object]], kind: str, file: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in groups:
        for name in group.get(kind, ()):  # type: ignore[attr-defined]
            if name in found:
                raise ValueError(f"{name} stands in {file} twice")
            found[name] = str(group["reason"])
    return found
