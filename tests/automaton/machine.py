"""Small machines, and everything there is of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from m2m_conformance.automaton.mealy import Mealy

Small = Mealy[str]


def machine(*rows: str) -> Small:
    """A machine from rows like `0a 1b`: for each input the state it leads to and what is seen."""
    cells = [row.split() for row in rows]
    inputs = tuple(f"i{number}" for number in range(len(cells[0])))
    target = tuple(tuple(int(cell[0]) for cell in row) for row in cells)
    output = tuple(tuple(cell[1] for cell in row) for row in cells)
    return Mealy(inputs, tuple(f"s{number}" for number in range(len(rows))), target, output)


def every(states: int, inputs: int, seen: str) -> Iterator[Small]:
    """Every machine of that size."""
    cells = [f"{state}{each}" for state in range(states) for each in seen]
    rows = [" ".join(row) for row in product(cells, repeat=inputs)]
    for chosen in product(rows, repeat=states):
        yield machine(*chosen)


def alike(one: Small, other: Small) -> bool:
    """Whether nothing tells them apart, found by walking both at once."""
    queue = [(0, 0)]
    for first, second in queue:  # which grows
        if one.output[first] != other.output[second]:
            return False
        for pair in zip(one.target[first], other.target[second], strict=True):
            if pair not in queue:
                queue.append(pair)
    return True
