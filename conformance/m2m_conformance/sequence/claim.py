"""What a run of sequences proves, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from m2m_conformance.automaton.suite import Method
from m2m_conformance.sequence.part import Part, left_out
from m2m_conformance.text import count

SEEN = (
    "kind of result, error kind, state, session id, algorithm, encoding, each counter's change, "
    "expired or not"
)
"""What each step shows."""


def about(parts: Sequence[Part]) -> list[str]:
    """What the sequences are made from."""
    lines = [
        f"{part.name}: {count(len(part.machine.states), 'state')}, {count(len(part.machine.inputs), 'input')}"
        for part in parts
    ]
    missing = left_out(parts)
    return [*lines, *([f"the target has {', '.join(missing)}"] if missing else [])]


def guarantee(parts: Iterable[Part], method: Method, extra: int) -> str:
    """What a target that passes the suite is."""
    return f"A target that passes, and has {_size(parts, method, extra)}, {_ALIKE}."


def proved(parts: Iterable[Part], method: Method, extra: int) -> str:
    """The same of a target that has passed."""
    return f"Proved: if the target has {_size(parts, method, extra)}, it {_ALIKE}."


_ALIKE = "does what the model says after every sequence of these inputs"


def _size(parts: Iterable[Part], method: Method, extra: int) -> str:
    sizes = [len(part.machine.states) for part in parts]
    most = " and ".join(f"{size} + {extra}" if extra else str(size) for size in sizes)
    how = f"{method.value.capitalize()}-method, K = {extra}"
    return f"at most {most} states as far as these inputs and observations tell them apart ({how})"


PART = "A part proves nothing by itself; `m2m-conformance merge` says what all of them prove."
UNPROVED = "Nothing is proved: a case was left out, skipped or did not pass."
WALKED = "Random walks prove nothing; they reach faults that lie deeper than a suite's extra states."
