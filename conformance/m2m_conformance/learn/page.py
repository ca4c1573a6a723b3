"""What was learned, as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from m2m_conformance.automaton.observation import Observation
from m2m_conformance.learn.comparison import Comparison, Deviation
from m2m_conformance.learn.edge import said
from m2m_conformance.learn.session import Learned
from m2m_conformance.text import count

WIDTH = 100


def page(learned: Learned) -> str:
    """Size, effort, and every transition that is not the model's."""
    return "\n".join(_page(learned)) + "\n"


def _page(learned: Learned) -> Iterator[str]:
    comparison, effort = learned.comparison, learned.effort
    machine = comparison.learned
    yield f"learned {count(len(machine.states), 'state')}: {', '.join(machine.states)}"
    checked = _asked(effort.oracle_queries, effort.oracle_steps)
    yield f"  {_asked(effort.queries, effort.steps)} to learn, {checked} to check"
    yield from _wrapped(_bound(learned), "  ")
    yield ""
    if comparison.equal:
        yield from _wrapped(f"EQUAL to the model: all {_size(comparison)} are the same", "")
        return
    if comparison.unmatched:
        names = (machine.states[state] for state in comparison.unmatched)
        yield from _wrapped(f"the model has no state like {', '.join(names)}", "")
    for deviation in comparison.deviations:
        yield from _deviation(comparison, deviation)
    number = count(len(comparison.deviations), "transition")
    yield f"NOT EQUAL to the model: {number} of {len(comparison.model.states) * len(comparison.model.inputs)}"


def _asked(queries: int, steps: int) -> str:
    return f"{count(queries, 'sequence')} of {count(steps, 'input')}"


def _bound(learned: Learned) -> str:
    states = len(learned.comparison.learned.states)
    return (
        f"Right if the target has at most {states} + {learned.extra} states as far as these inputs and "
        f"observations tell them apart (Wp-method)."
    )


def _size(comparison: Comparison[Observation]) -> str:
    model = comparison.model
    return f"{len(model.states) * len(model.inputs)} transitions"


def _deviation(comparison: Comparison[Observation], deviation: Deviation[Observation]) -> Iterator[str]:
    title, expected, got = said(comparison, deviation)
    yield f"DIFFERENT {title}"
    yield f"  model    {expected}"
    yield f"  target   {got}"
    behind = " (behind others, which are seen first)" if deviation.masked else ""
    yield from _wrapped(f"sequence {', '.join(comparison.model.names(deviation.word))}{behind}", "  ")
    yield ""


def _wrapped(text: str, indent: str) -> Sequence[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def table(learned: Learned) -> str:
    """Every learned transition on a line: state, input, what is seen; `!` where the model says otherwise."""
    comparison = learned.comparison
    machine = comparison.learned
    odd = {(comparison.match[each.state], each.given) for each in comparison.deviations}
    rows = [
        ("!" * ((state, given) in odd), name, machine.inputs[given], str(seen), machine.states[reached])
        for state, name in enumerate(machine.states)
        for given, (seen, reached) in enumerate(
            zip(machine.output[state], machine.target[state], strict=True)
        )
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "".join(
        " ".join(
            f"{cell:{width}}" for cell, width in zip(row, [max(widths[0], 1), *widths[1:]], strict=False)
        )
        + f"  {row[4]}\n"
        for row in rows
    )
