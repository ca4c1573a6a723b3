"""Documents of spec/ with something changed in them, to see that it is noticed."""

from __future__ import annotations

import copy
from typing import Any


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with another value at `path` (keys, and numbers for places in lists). None takes it away."""
    new = copy.deepcopy(document)
    *way, last = (int(step) if step.isdigit() else step for step in path.split("/"))
    place: Any = new
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return new
