"""What peers agree on: an algorithm and a token encoding (spec/protocol.md, Capabilities)."""

from __future__ import annotations

from enum import Enum


class Algorithm(Enum):
    """A way to write content. The value is its spelling in JSON, `str()` its display name."""

    NONE = "none"
    M2M = "m2m"
    TOKEN_NATIVE = "tokennative"
    BROTLI = "brotli"

    def __str__(self) -> str:
        return self.name


class Encoding(Enum):
    """A token vocabulary. The value is its spelling in JSON, `str()` its display name."""

    CL100K_BASE = "Cl100kBase"
    O200K_BASE = "O200kBase"
    LLAMA_BPE = "LlamaBpe"
    HEURISTIC = "Heuristic"

    def __str__(self) -> str:
        return self.name.lower()
