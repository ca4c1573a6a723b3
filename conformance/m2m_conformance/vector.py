"""The golden vectors: reads the YAML files into cases (vectors/README.md)."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import orjson

from m2m_conformance import case as case_module
from m2m_conformance import difference, pattern, value
from m2m_conformance.case import Case, Step, Steps, feature_of
from m2m_conformance.pattern import WORDS, compile_value, references
from m2m_conformance.requirement import Level, Requirement
from m2m_conformance.store import Store
from m2m_conformance.value import Define, Definitions, PatternError, filler
from m2m_ref import document
from m2m_ref.document import DocumentError, parse_document, read_file
from m2m_ref.resource import spec_path

T = TypeVar("T")

_SCHEMA = "vector.schema.json"
_MODULES = (
    __file__,
    case_module.__file__,
    difference.__file__,
    pattern.__file__,
    value.__file__,
    document.__file__,
)


def load_cases(folder: Path, requirements: Mapping[str, Requirement]) -> list[Case]:
    """Every case below `folder`, retired ones too, in the order of their files. Raises as `load_files`."""
    with uncollected():
        return [case for file in load_files(folder, requirements) for case in file.cases()]


def load_files(folder: Path, requirements: Mapping[str, Requirement]) -> list[VectorFile]:
    """Every file of vectors below `folder`, in the order of their paths.

    Raises DocumentError for a bad file. One that was found well-formed before is not looked at so closely.
    """
    store = Store(folder, (*map(Path, _MODULES), spec_path(_SCHEMA)))
    with uncollected():
        files = [_load(file, folder, requirements, store) for file in files_of(folder)]
        store.save()
    return files


def files_of(folder: Path) -> list[Path]:
    """The files of vectors below `folder`, in the order of their paths. Raises DocumentError for none."""
    if not folder.is_dir():
        raise DocumentError(folder, "", "is not a folder")
    if not (found := sorted(folder.glob("*/*.yaml"))):
        raise DocumentError(folder, "", "has no vectors in it, which are in AREA/NAME.yaml")
    return found


def compiled_step(label: str, step: Mapping[str, Any], define: Define) -> Step:
    """A step as it is played. Raises PatternError, and JSONEncodeError for what is not JSON."""
    orjson.dumps(step, option=orjson.OPT_PASSTHROUGH_DATETIME)
    params = compile_value(step.get("with", {}), define, pattern=False)
    expect = compile_value(step["expect"], define, pattern=True)
    return Step(label, step["call"], params, filler(params), step.get("save"), expect)


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing that is read is garbage; to look for some took up to three times as long as the reading."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _load(file: Path, root: Path, requirements: Mapping[str, Requirement], store: Store) -> VectorFile:
    content = read_file(file)
    digest = store.digest(content)
    known = store.get(digest)
    read = VectorFile(file, root, known or parse_document(content, _SCHEMA, file), requirements)
    if known is None:
        read.check()
        store.put(digest, read.document)
    return read


def read_vectors(file: Path, root: Path, requirements: Mapping[str, Requirement]) -> VectorFile:
    """The vectors in `file`, below `root`; its `errors` are yet to be looked at.

    Raises DocumentError if it cannot be read or breaks the schema.
    """
    return VectorFile(file, root, parse_document(read_file(file), _SCHEMA, file), requirements)


class VectorFile:
    """One file of vectors, whose document is as the schema says."""

    def __init__(
        self, file: Path, root: Path, content: dict[str, Any], requirements: Mapping[str, Requirement]
    ) -> None:
        self.file = file
        self.area = file.parent.name
        self.prefix = file.relative_to(root).with_suffix("").as_posix()
        self.document = content
        self.define = Definitions(content.get("define", {}))
        for name in self.define.keys() & WORDS.keys():
            self._refuse("define", f"`define` cannot have the name {name!r}, which is a pattern")
        self.flags: dict[str, str] = content.get("flags", {})
        self.requirements = requirements
        self._setups: dict[str, tuple[Step, ...]] = {}
        self._texts: dict[str, Any] = {}

    def cases(self) -> list[Case]:
        """Its cases; what is wrong with their steps shows only when they are looked at."""
        return [self._case(entry) for entry in self.document["cases"]]

    def check(self) -> None:
        """Raises DocumentError for the first thing that the schema cannot say."""
        for error in self.errors():
            raise error

    def errors(self) -> Iterator[DocumentError]:
        """What the schema cannot say, at most one error for each case."""
        names = Counter(entry["name"] for entry in self.document["cases"])
        for entry in self.document["cases"]:
            try:
                if names[entry["name"]] > 1:
                    self._refuse(entry["name"], "stands twice")
                self._check_flags(entry)
                self._check_names(entry["name"], self._case(entry).steps)
            except DocumentError as error:
                yield error

    def _case(self, entry: Mapping[str, Any]) -> Case:
        return Case(
            id=f"{self.prefix}/{entry['name']}",
            area=self.area,
            title=entry["title"],
            level=self._level(entry),
            profile=self._profile(entry),
            requirements=tuple(entry["requirements"]),
            needs=frozenset(entry.get("needs", ())) | {feature_of(call) for call in self._calls(entry)},
            without=frozenset(entry.get("without", ())),
            flags=tuple(entry.get("flags", ())),
            notes=entry.get("notes", ""),
            steps=Steps(partial(self._steps, entry)),
            retired=entry.get("retired", ""),
        )

    def _level(self, entry: Mapping[str, Any]) -> Level:
        for name in entry["requirements"]:
            if name not in self.requirements:
                self._refuse(entry["name"], f"{name} is not a requirement of spec/requirements.yaml")
        return max(self.requirements[name].level for name in entry["requirements"])

    def _profile(self, entry: Mapping[str, Any]) -> str:
        found = {self.requirements[name].profile for name in entry["requirements"]} - {"both"}
        found |= {entry["profile"]} if "profile" in entry else set()
        if len(found) > 1:
            self._refuse(entry["name"], "is for both profiles and differs between them; make a case for each")
        return found.pop() if found else "both"

    def _calls(self, entry: Mapping[str, Any]) -> set[str]:
        setups = self.document.get("setup", {})
        parts = [setups.get(name, ()) for name in entry.get("setup", ())] + [entry.get("steps", ())]
        return {step["call"] for part in parts for step in part}

    def _steps(self, entry: Mapping[str, Any]) -> Iterator[Step]:
        name = entry["name"]
        for setup in entry.get("setup", ()):
            yield from self._setup(name, setup)
        parts = enumerate(entry.get("steps", ()), 1)
        steps = [self._step(name, f"step {number}", step) for number, step in parts]
        if "rows" in entry:
            yield from self._each_row(name, entry["rows"], steps)
        else:
            yield from steps

    def _setup(self, case: str, name: str) -> tuple[Step, ...]:
        if name not in self._setups:
            if name not in self.document.get("setup", {}):
                self._refuse(case, f"{name!r} is not in the file's setup")
            steps = enumerate(self.document["setup"][name], 1)
            self._setups[name] = tuple(self._step(case, f"setup {name}, step {n}", step) for n, step in steps)
        return self._setups[name]

    def _each_row(
        self, case: str, rows: Sequence[Mapping[str, Any]], steps: Iterable[Step]
    ) -> Iterator[Step]:
        """The steps once for each row; its values are known from the first of them on."""
        for number, row in enumerate(rows, 1):
            values: dict[str, Any] | None = self._row(case, f"row {number}", row, rows[0])
            for step in steps:
                label = f"row {number}, {step.label}"
                yield Step(label, step.call, step.params, step.fill, step.save, step.expect, values)
                values = None

    def _row(self, case: str, label: str, row: Mapping[str, Any], first: Mapping[str, Any]) -> dict[str, Any]:
        if both := sorted(row.keys() & self.define.keys()):
            self._refuse(case, f"{label}: {both[0]!r} is in the file's `define` too")
        if row.keys() != first.keys():
            self._refuse(case, f"{label}: its names are not those of row 1, {', '.join(first)}")
        return {name: self._row_value(case, label, each) for name, each in row.items()}

    def _row_value(self, case: str, label: str, given: Any) -> Any:
        """Few texts stand in many rows; measured, it pays to compile them once."""
        if isinstance(given, str) and given in self._texts:
            return self._texts[given]
        made = self._compiled(case, label, lambda: compile_value(given, self.define, pattern=False))
        if isinstance(given, str):
            self._texts[given] = made
        return made

    def _step(self, case: str, label: str, step: Mapping[str, Any]) -> Step:
        return self._compiled(case, label, lambda: compiled_step(label, step, self.define))

    def _compiled(self, case: str, label: str, compiled: Callable[[], T]) -> T:
        where = f"{case}, {label}"
        try:
            return compiled()
        except PatternError as error:
            raise DocumentError(self.file, where, str(error)) from error
        except orjson.JSONEncodeError as error:
            reason = f"is not JSON, which the adapter protocol carries: {error}"
            raise DocumentError(self.file, where, f"{reason}; quote texts that look like dates") from error
        except RecursionError as error:
            raise DocumentError(self.file, where, "`define` refers to itself") from error

    def _check_names(self, case: str, steps: Iterable[Step]) -> None:
        """Every reference names a session seen, or a value saved, by then; no name means both."""
        handles: set[str] = set()
        saved: set[str] = set()
        for step in steps:
            if step.row:
                self._check_references(case, step.label, step.row, handles | saved)
                saved |= step.row.keys()
            self._check_references(case, step.label, step.params, handles | saved)
            handles |= {step.params[key] for key in ("session", "as") if key in step.params}
            self._check_references(case, step.label, step.expect, handles | saved)
            saved |= {step.save} if step.save else set()
            if handles & saved:
                self._refuse(
                    case, f"{step.label}: {sorted(handles & saved)[0]!r} is a session and a saved value"
                )

    def _check_references(self, case: str, label: str, value: Any, known: set[str]) -> None:
        for reference in references(value):
            if reference.name not in known:
                self._refuse(case, f"{label}: {reference} is not known here")

    def _check_flags(self, entry: Mapping[str, Any]) -> None:
        for flag in entry.get("flags", ()):
            if flag not in self.flags:
                self._refuse(entry["name"], f"flag {flag!r} is not explained in the file's flags")

    def _refuse(self, where: str, reason: str) -> None:
        raise DocumentError(self.file, where, reason)
