"""What peers offer each other: capabilities that differ in nothing but algorithms and encodings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from m2m_conformance.derive.agreement import common_algorithm, common_algorithms, common_encoding

ENCODING = "Cl100kBase"
VERSION = "3.0"
UNUSABLE = "4.0"
"""A version that is not compatible with it."""

PLAIN: dict[str, Any] = {
    "version": VERSION,
    "agent_id": "2f1c8a64-9b7e-4d53-8c11-5e0a7d9b3f26",
    "agent_type": "travel-planner",
    "compression": {
        "algorithms": ["none"],
        "max_payload": 0,
        "streaming": True,
        "ml_routing": False,
        "encodings": [ENCODING],
        "preferred_encoding": ENCODING,
    },
    "security": {
        "threat_detection": False,
        "model_version": None,
        "blocking_mode": False,
        "block_threshold": 0.8,
    },
    "extensions": {},
}
"""Capabilities that agree on no compression, so that every size is known; `$plain` in a file's `define`."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Algorithms and encodings in the order of preference, as `$plain` offers them if it is not changed."""

    algorithms: tuple[str, ...] = ("none",)
    encodings: tuple[str, ...] = (ENCODING,)

    def written(self, algorithms: Sequence[str] | None = None) -> Any:
        """The capabilities as a file writes them; with other `algorithms`, if they are given."""
        changed: dict[str, Any] = {}
        if (listed := list(self.algorithms if algorithms is None else algorithms)) != ["none"]:
            changed["algorithms"] = listed
        if self.encodings != (ENCODING,):
            changed |= {"encodings": list(self.encodings), "preferred_encoding": self.encodings[0]}
        return {"$extend": "$plain", "compression": changed} if changed else "$plain"

    def common(self, other: Offer) -> list[str]:
        """The algorithms that `other` has too."""
        return common_algorithms(self.algorithms, other.algorithms)

    def agreed(self, other: Offer) -> tuple[str | None, str]:
        """Algorithm and encoding by this side's preference."""
        return (
            common_algorithm(self.algorithms, other.algorithms),
            common_encoding(self.encodings[0], self.encodings, other.encodings),
        )
