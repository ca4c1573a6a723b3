"""Finds the vectors, in an installed wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGED = Path(__file__).parent / "vectors"
_CHECKOUT = Path(__file__).parents[2] / "vectors"


def vectors_path() -> Path:
    """The folder of the golden vectors. Raises FileNotFoundError where there is none."""
    for folder in (_PACKAGED, _CHECKOUT):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no vectors at {_PACKAGED} or {_CHECKOUT}; install m2m-conformance again")
