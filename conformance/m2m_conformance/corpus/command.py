"""Carries out `m2m-conformance vectors`."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from m2m_conformance.case import Case
from m2m_conformance.corpus.build import build
from m2m_conformance.corpus.check import Found, check
from m2m_conformance.corpus.wire import wires_of
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.runner import Observer
from m2m_conformance.text import Progress, colourful, count
from m2m_conformance.vector import load_cases, load_files
from m2m_ref.document import DocumentError

DONE, WRONG = 0, 1

_WIDTH = 100


def vectors(options: argparse.Namespace) -> int:
    """`m2m-conformance vectors`: the exit status."""
    return _ACTIONS[options.action](options)


def _build(options: argparse.Namespace) -> int:
    requirements = load_requirements()
    files = load_files(options.vectors or vectors_path(), requirements)
    written = build(files, requirements, options.folder)
    cases = sum(len(file.cases()) for file in files)
    size = sum(file.stat().st_size for file in written)
    print(f"{cases} cases in {len(written)} files, {size / 1e6:.1f} MB: {written[-1]}")
    return DONE


def _check(options: argparse.Namespace) -> int:
    folder = options.folder or vectors_path()
    if not folder.is_dir():
        raise DocumentError(folder, "", "is not a folder")
    progress = Progress(sys.stderr)
    found = check(folder, load_requirements(), _Observer(progress))
    progress.clear()
    for problem in found.problems:
        print(problem)
    _sum_up(found)
    return WRONG if found.problems else DONE


def _sum_up(found: Found) -> None:
    for reason, cases in sorted(Counter(found.skipped.values()).items()):
        print(f"not played: {count(cases, 'case')}: {reason}")
    kind = count(len(found.problems), "problem") if found.problems else "nothing is wrong"
    print(f"{count(found.cases, 'case')} in {count(found.files, 'sound file')}: {kind}")


class _Observer(Observer):
    """Shows which case is being played."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def began(self, case: Case, number: int, total: int) -> None:
        """Show the case."""
        self._progress.show(f"{number}/{total} {case.id}")


def _explain(options: argparse.Namespace) -> int:
    from m2m_conformance.explain import explain, render

    subject = sys.stdin.read().rstrip("\r\n") if options.subject == "-" else options.subject
    cases = load_cases(options.vectors or vectors_path(), load_requirements())
    colour = colourful(sys.stdout)
    width = shutil.get_terminal_size((_WIDTH, 0)).columns if sys.stdout.isatty() else _WIDTH
    broken = False
    for number, wire in enumerate(wires_of(subject, cases, binary=options.binary)):
        explanation = explain(wire.text, binary=wire.binary)
        broken |= bool(explanation.faults)
        print("\n" * bool(number) + f"{wire.title}\n" * bool(wire.title), end="")
        print(render(explanation, colour=colour, width=width), end="")
    return WRONG if broken else DONE


def _generate(options: argparse.Namespace) -> int:
    from m2m_conformance.generate import generate

    file = generate(options.area, options.count, options.seed, options.output)
    print(f"{count(options.count, 'case')}: {file}")
    return DONE


def _derive(options: argparse.Namespace) -> int:
    from m2m_conformance.derive.corpus import derived_files

    folder: Path = options.folder or vectors_path()
    for path, text in derived_files(load_requirements()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
        print(folder / path)
    return DONE


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": _build,
    "check": _check,
    "explain": _explain,
    "generate": _generate,
    "derive": _derive,
}
