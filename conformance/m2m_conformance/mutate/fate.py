"""What becomes of a mutant."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """Equivalent: nothing that the suite looks at can tell it from what it was made of."""

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    HOLE = "hole"
