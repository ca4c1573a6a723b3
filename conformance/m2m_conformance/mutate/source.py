"""Mutants of the reference's source: one expression of one function is another one.

The operators are mutmut's. What they may change is what runs, but for the texts of errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

from m2m_conformance.mutate.change import SourceChange
from m2m_conformance.mutate.reach import PACKAGE

_OUTSIDE = ("diagram", "document", "error", "key", "machine", "model", "overlay", "profile", "resource")
"""Modules that read and draw the model, and what is no session, negotiation, message or codec."""

_FREE = (libcst.Annotation, libcst.Decorator, libcst.Raise, libcst.Assert)


@dataclass(frozen=True)
class SourceMutant:
    """One change of one file. `path` is below the package, `function` within the file.

    `number` tells apart changes in a function that read the same. `old` is the node of `module` that `new`
    stands in the place of.
    """

    path: str
    function: str
    line: int
    change: str
    number: int
    module: libcst.Module = field(repr=False, compare=False)
    old: libcst.CSTNode = field(repr=False, compare=False)
    new: libcst.CSTNode = field(repr=False, compare=False)

    def __str__(self) -> str:
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.path} {self.function}: {self.change}{again}"

    @property
    def code(self) -> str:
        """The text of the file with the change."""
        return self.module.visit(_Replacement(self.old, self.new)).code

    def made(self) -> SourceChange:
        """What it does to the reference."""
        return SourceChange(self.path, self.function, self.code)


_Place = tuple[libcst.CSTNode, str, int]
"""A node that may be changed, the function it is in, and its line."""


def files() -> list[Path]:
    """The files to be changed."""
    found = sorted(PACKAGE.rglob("*.py"))
    return [file for file in found if file.stem not in _OUTSIDE and file.name != "__init__.py"]


def mutants(file: Path) -> Iterator[SourceMutant]:
    """Every mutant of a file, from its top to its bottom."""
    wrapper = MetadataWrapper(libcst.parse_module(file.read_text(encoding="utf-8")), unsafe_skip_copy=True)
    visitor = _Visitor()
    wrapper.visit(visitor)
    path = file.relative_to(PACKAGE).as_posix()
    seen: Counter[tuple[str, str]] = Counter()
    for node, function, line in visitor.places:
        for new in _mutated(node):
            change = f"{_text(node)} → {_text(new)}"
            seen[function, change] += 1
            number = seen[function, change]
            yield SourceMutant(path, function, line, change, number, wrapper.module, node, new)


def _mutated(node: libcst.CSTNode) -> Iterator[libcst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from operator(node)


def _text(node: libcst.CSTNode) -> str:
    return " ".join(libcst.Module([]).code_for_node(node).split())


class _Replacement(libcst.CSTTransformer):
    """Puts one node in the place of another, which is told by identity."""

    def __init__(self, old: libcst.CSTNode, new: libcst.CSTNode) -> None:
        super().__init__()
        self._old, self._new = old, new

    def on_leave(self, original_node: libcst.CSTNode, updated_node: libcst.CSTNode) -> libcst.CSTNode:  # type: ignore[override]
        return self._new if original_node is self._old else updated_node


class _Visitor(libcst.CSTVisitor):
    """Finds the places in functions that may be changed."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[_Place] = []
        self._names: list[str] = []
        self._functions = 0

    def on_visit(self, node: libcst.CSTNode) -> bool:
        if isinstance(node, _FREE):
            return False
        if isinstance(node, (libcst.FunctionDef, libcst.ClassDef)):
            self._names.append(node.name.value)
            self._functions += isinstance(node, libcst.FunctionDef)
        elif self._functions:
            line = self.get_metadata(PositionProvider, node, None)
            self.places.append((node, ".".join(self._names), line.start.line if line else 0))
        return True

    def on_leave(self, original_node: libcst.CSTNode) -> None:
        if isinstance(original_node, (libcst.FunctionDef, libcst.ClassDef)):
            self._names.pop()
            self._functions -= isinstance(original_node, libcst.FunctionDef)
