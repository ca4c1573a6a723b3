"""A learned machine as DOT and as Mermaid."""

from __future__ import annotations

import json

from m2m_conformance.automaton.observation import Observation
from m2m_conformance.learn.comparison import Comparison
from m2m_conformance.learn.edge import edges


def dot(comparison: Comparison[Observation]) -> str:
    """For Graphviz: what is as the model says is grey, what is not is red and bold."""
    lines = ["digraph learned {", "  rankdir=LR", '  node [shape=box, style=rounded, fontname="sans-serif"]']
    lines += ['  edge [fontname="sans-serif", fontsize=10]', "  start [shape=point]", "  start -> s0"]
    unmatched = comparison.unmatched
    for number, name in enumerate(comparison.learned.states):
        colour = ", color=red, fontcolor=red" if number in unmatched else ""
        lines.append(f"  s{number} [label={json.dumps(name)}{colour}]")
    for edge in edges(comparison):
        look = "color=red, fontcolor=red, penwidth=2" if edge.marked else "color=gray60, fontcolor=gray40"
        lines.append(f"  s{edge.source} -> s{edge.target} [label={json.dumps(edge.label)}, {look}]")
    return "\n".join([*lines, "}"]) + "\n"


def mermaid(comparison: Comparison[Observation]) -> str:
    """A Mermaid state diagram; what is not as the model says has `!` before it."""
    lines = ["stateDiagram-v2", "    [*] --> s0"]
    lines += [f"    s{number}: {name}" for number, name in enumerate(comparison.learned.states)]
    for edge in edges(comparison):
        label = edge.label.replace(":", " ")  # which would end the label
        lines.append(f"    s{edge.source} --> s{edge.target}: {'! ' * edge.marked}{label}")
    return "\n".join(lines) + "\n"
