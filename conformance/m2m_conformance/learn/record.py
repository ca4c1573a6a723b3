"""What was learned, as JSON, format 1 (spec/learned.schema.json)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from m2m_conformance import __version__
from m2m_conformance.automaton.observation import Observation
from m2m_conformance.learn.comparison import Comparison, Deviation
from m2m_conformance.learn.session import Learned


def record(learned: Learned) -> dict[str, Any]:
    """The report as an object."""
    comparison = learned.comparison
    return {
        "format": 1,
        "suite": {"name": "m2m-conformance", "version": __version__},
        "profile": learned.part.alphabet.profile.value,
        "target": {name: getattr(learned.target, name) for name in ("name", "version", "language", "issues")},
        "alphabet": learned.part.name,
        "equal": comparison.equal,
        "extra_states": learned.extra,
        "effort": asdict(learned.effort),
        "states": list(comparison.learned.states),
        "inputs": list(comparison.learned.inputs),
        "transitions": _transitions(comparison),
        "deviations": [_deviation(comparison, each) for each in comparison.deviations],
    }


def _transitions(comparison: Comparison[Observation]) -> list[dict[str, Any]]:
    machine = comparison.learned
    return [
        {
            "state": machine.states[state],
            "input": machine.inputs[given],
            "target": machine.states[reached],
            "seen": asdict(machine.output[state][given]),
        }
        for state, targets in enumerate(machine.target)
        for given, reached in enumerate(targets)
    ]


def _deviation(comparison: Comparison[Observation], deviation: Deviation[Observation]) -> dict[str, Any]:
    model, learned = comparison.model, comparison.learned
    return {
        "state": model.states[deviation.state],
        "input": model.inputs[deviation.given],
        "model": {"target": model.states[deviation.leads[0]], "seen": asdict(deviation.expected)},
        "learned": {"target": learned.states[deviation.leads[1]], "seen": asdict(deviation.got)},
        "sequence": model.names(deviation.word),
        "masked": deviation.masked,
    }
