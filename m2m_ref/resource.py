"""Where the files of spec/ are: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "spec", _PACKAGE.parent / "spec")


def spec_path(name: str) -> Path:
    """The file `name` of spec/, as `session.yaml`. Raises FileNotFoundError, naming the places looked at."""
    for place in _PLACES:
        path = place / name
        if path.is_file():
            return path
    raise FileNotFoundError(
        f"{name} is neither in {_PLACES[0]} nor in {_PLACES[1]}: install m2m-conformance again"
    )
