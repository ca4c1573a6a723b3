"""The golden vectors: reads the YAML files into cases (vectors/README.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import orjson

from m2m_conformance.pattern import PatternError, compile_value, references
from m2m_conformance.requirement import Level, Requirement
from m2m_ref.document import DocumentError, read_document
from m2m_ref.profile import Profile

_FEATURE_OF = {
    "session.clone": "clone",
    "session.tick": "tick",
    "capabilities.negotiate": "negotiation",
    "engine.compress_auto": "choice",
    "engine.compress_best": "choice",
    "engine.compress_binary": "binary",
    "engine.decompress_binary": "binary",
    "frame.inspect": "inspect",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One call and what must come back. `fixed` params hold no reference to fill.

    `expect` has `value`, `error` or both, and maybe `session`.
    """

    label: str
    call: str
    params: dict[str, Any]
    fixed: bool
    save: str | None
    expect: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One vector. To be judged by it, a target must have the features `needs` and none of `without`.

    `profile` is that of its requirements, or its own if its steps hold in one only: `core`, `strict`, `both`.
    """

    id: str
    area: str
    title: str
    level: Level
    requirements: tuple[str, ...]
    needs: frozenset[str]
    flags: tuple[str, ...]
    notes: str
    steps: tuple[Step, ...]
    without: frozenset[str] = frozenset()
    profile: str = "both"


def load_cases(folder: Path, requirements: Mapping[str, Requirement]) -> list[Case]:
    """Every case below `folder`, in the order of their files. Raises DocumentError for a bad file."""
    files = sorted(folder.glob("*/*.yaml"))
    return [case for file in files for case in _File(file, folder, requirements).cases()]


def select(cases: Iterable[Case], wanted: Sequence[str], unwanted: Sequence[str]) -> list[Case]:
    """The cases whose id matches a glob of `wanted` (all, if it is empty) and none of `unwanted`."""
    return [
        case
        for case in cases
        if (not wanted or any(fnmatchcase(case.id, glob) for glob in wanted))
        and not any(fnmatchcase(case.id, glob) for glob in unwanted)
    ]


def of_profile(cases: Iterable[Case], profile: Profile, *, advisory: bool) -> list[Case]:
    """The cases an implementation of `profile` is judged by.

    With `advisory` the other profile's too, as rules that may be broken.
    """
    own = ("both", profile.value)
    return [
        case if case.profile in own else replace(case, level=Level.MAY)
        for case in cases
        if advisory or case.profile in own
    ]


class _File:
    def __init__(self, file: Path, root: Path, requirements: Mapping[str, Requirement]) -> None:
        self.file = file
        self.area = file.parent.name
        self.prefix = file.relative_to(root).with_suffix("").as_posix()
        self.document = read_document(file, "vector.schema.json")
        self.define: dict[str, Any] = self.document.get("define", {})
        self.requirements = requirements

    def cases(self) -> list[Case]:
        names = [entry["name"] for entry in self.document["cases"]]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            self.refuse(sorted(twice)[0], "stands twice")
        return [self.case(entry) for entry in self.document["cases"]]

    def case(self, entry: Mapping[str, Any]) -> Case:
        steps = self.steps(entry)
        self.check_names(entry["name"], steps)
        self.check_flags(entry)
        return Case(
            id=f"{self.prefix}/{entry['name']}",
            area=self.area,
            title=entry["title"],
            level=self.level(entry),
            profile=self.profile(entry),
            requirements=tuple(entry["requirements"]),
            needs=frozenset(entry.get("needs", ())) | {feature_of(step.call) for step in steps},
            without=frozenset(entry.get("without", ())),
            flags=tuple(entry.get("flags", ())),
            notes=entry.get("notes", ""),
            steps=steps,
        )

    def level(self, entry: Mapping[str, Any]) -> Level:
        for name in entry["requirements"]:
            if name not in self.requirements:
                self.refuse(entry["name"], f"{name} is not a requirement of spec/requirements.yaml")
        return max(self.requirements[name].level for name in entry["requirements"])

    def profile(self, entry: Mapping[str, Any]) -> str:
        found = {self.requirements[name].profile for name in entry["requirements"]} - {"both"}
        found |= {entry["profile"]} if "profile" in entry else set()
        if len(found) > 1:
            self.refuse(entry["name"], "is for both profiles and differs between them; make a case for each")
        return found.pop() if found else "both"

    def steps(self, entry: Mapping[str, Any]) -> tuple[Step, ...]:
        compiled: list[Step] = []
        for name in entry.get("setup", ()):
            if name not in self.document.get("setup", {}):
                self.refuse(entry["name"], f"{name!r} is not in the file's setup")
            steps = self.document["setup"][name]
            compiled += [self.step(entry, f"setup {name}, step {n}", step) for n, step in enumerate(steps, 1)]
        compiled += [self.step(entry, f"step {n}", step) for n, step in enumerate(entry["steps"], 1)]
        return tuple(compiled)

    def step(self, entry: Mapping[str, Any], label: str, step: Mapping[str, Any]) -> Step:
        where = f"{entry['name']}, {label}"
        try:
            orjson.dumps(step, option=orjson.OPT_PASSTHROUGH_DATETIME)
            params = compile_value(step.get("with", {}), self.define, pattern=False)
            expect = compile_value(step["expect"], self.define, pattern=True)
        except PatternError as error:
            raise DocumentError(self.file, where, str(error)) from error
        except orjson.JSONEncodeError as error:
            reason = f"is not JSON, which the adapter protocol carries: {error}"
            raise DocumentError(self.file, where, f"{reason}; quote texts that look like dates") from error
        except RecursionError as error:
            raise DocumentError(self.file, where, "`define` refers to itself") from error
        return Step(label, step["call"], params, not any(references(params)), step.get("save"), expect)

    def check_names(self, case: str, steps: Iterable[Step]) -> None:
        """Every reference names a session seen, or a value saved, by then; no name means both."""
        handles: set[str] = set()
        saved: set[str] = set()
        for step in steps:
            self.check_references(case, step.label, step.params, handles | saved)
            handles |= {step.params[key] for key in ("session", "as") if key in step.params}
            self.check_references(case, step.label, step.expect, handles | saved)
            saved |= {step.save} if step.save else set()
            if handles & saved:
                self.refuse(
                    case, f"{step.label}: {sorted(handles & saved)[0]!r} is a session and a saved value"
                )

    def check_references(self, case: str, label: str, value: Any, known: set[str]) -> None:
        for reference in references(value):
            if reference.name not in known:
                self.refuse(case, f"{label}: {reference} is not known here")

    def check_flags(self, entry: Mapping[str, Any]) -> None:
        for flag in entry.get("flags", ()):
            if flag not in self.document.get("flags", {}):
                self.refuse(entry["name"], f"flag {flag!r} is not explained in the file's flags")

    def refuse(self, where: str, reason: str) -> None:
        raise DocumentError(self.file, where, reason)


def feature_of(method: str) -> str:
    """The feature a target must have to answer `method`: the group before the dot, but for a few."""
    return _FEATURE_OF.get(method, method.partition(".")[0])
