"""What two lists agree on, worked out for the tables (spec/protocol.md, Negotiation) without m2m_ref."""

from __future__ import annotations

from collections.abc import Sequence

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
