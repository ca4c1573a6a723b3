"""The wires that a case holds, for people to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from m2m_conformance.case import Case, Step
from m2m_conformance.status import NotDoneError
from m2m_ref.codec.engine import PREFIXES

_BINARY = ("engine.decompress_binary", "engine.compress_binary")


class NoWireError(NotDoneError):
    """There is nothing to look at."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A wire, and where it stands; `binary` ones are in base64."""

    text: str
    binary: bool
    title: str = ""


def wires_of(subject: str, cases: Iterable[Case], *, binary: bool) -> list[Wire]:
    """Those of the case with the id `subject`; or `subject` itself, if there is no such case.

    Raises NoWireError for a case without any, and for what looks like an id and is none.
    """
    case = next((case for case in cases if case.id == subject), None)
    if case is None:
        if subject.count("/") == 2 and not binary and " " not in subject and not subject.startswith("#"):
            raise NoWireError(f"no case has the id {subject!r}; `m2m-conformance run --list` shows them")
        return [Wire(subject, binary)]
    found = list(dict.fromkeys(wire for step in case.steps for wire in _of_step(case, step)))
    if not found:
        raise NoWireError(f"there is no whole wire in {case.id}")
    return found


def _of_step(case: Case, step: Step) -> Iterator[Wire]:
    binary = step.call in _BINARY
    for part in (step.params, step.expect):
        for key, text in _texts("", part):
            named = key == "wire" and (binary or part is step.params)
            if named or text.startswith(PREFIXES):
                yield Wire(text, binary, f"{case.id}, {step.label}, {step.call}: {case.title}")


def _texts(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text in `value`, with the key it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _texts(name, item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(key, item)
