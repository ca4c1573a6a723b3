"""What two peers agree on, worked out for the tables (spec/protocol.md, Negotiation) without m2m_ref."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Names = Sequence[str]

_DEFAULT = "Cl100kBase"


def common_algorithms(first: Names, other: Names) -> list[str]:
    """Those of `first` that `other` has too, in the order of `first`."""
    return [each for each in first if each in other]


def common_algorithm(first: Names, other: Names) -> str | None:
    """The one agreed on: the first of them, if there is any."""
    return next(iter(common_algorithms(first, other)), None)


def common_encoding(preferred: str, first: Names, other: Names) -> str:
    """The preferred one if `other` has it, else the first of `first` that it has, else cl100k_base."""
    return next((each for each in (preferred, *first) if each in other), _DEFAULT)


def compatible(version: str, other: str) -> bool:
    """Whether the texts before the first dot are the same."""
    return version.partition(".")[0] == other.partition(".")[0]


def agreement(local: Mapping[str, Any], remote: Mapping[str, Any]) -> dict[str, Any] | None:
    """What `local` takes to be agreed with `remote`, both capabilities as JSON; None if nothing is."""
    ours, theirs = local["compression"], remote["compression"]
    algorithm = common_algorithm(ours["algorithms"], theirs["algorithms"])
    if algorithm is None or not compatible(local["version"], remote["version"]):
        return None
    encoding = common_encoding(ours["preferred_encoding"], ours["encodings"], theirs["encodings"])
    both = {name: ours[name] and theirs[name] for name in ("streaming", "ml_routing")}
    guards = local["security"], remote["security"]
    either = {name: any(guard[name] for guard in guards) for name in ("threat_detection", "blocking_mode")}
    return {"algorithm": algorithm, "encoding": encoding, **both, **either}
