"""The page: its template filled in, with style, script and data in it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from m2m_conformance import __version__
from m2m_conformance.outcome import Outcome, Run, Verdict, of
from m2m_conformance.output import write
from m2m_conformance.report.conclusion import conclusion
from m2m_conformance.report.context import Context
from m2m_conformance.report.group import faults
from m2m_conformance.report.html.coverage import coverage
from m2m_conformance.report.html.data import Data
from m2m_conformance.report.html.machine import machine, told
from m2m_conformance.report.skip import skips
from m2m_conformance.requirement import Level
from m2m_ref.model import profile_model

_HERE = Path(__file__).parent
_SCRIPTS = ("element", "case", "filter", "difference", "diagram", "wire", "step", "finding", "table", "main")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a summary: how many cases of one kind ended how, in the order of Outcome."""

    name: str
    key: str
    counts: Sequence[int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


def page(run: Run, context: Context) -> str:
    """The page of a run, as HTML."""
    seen = coverage(run.moves, profile_model(run.profile)) if run.moves else None
    style, script = _read("style.css"), _script()
    return _template().render(
        run=run,
        conclusion=conclusion(run),
        version=__version__,
        outcomes=[each.value for each in Outcome],
        areas=_lines(run, "area", run.areas),
        levels=_lines(run, "level", [each.name for each in reversed(Level)]),
        skips=skips(run),
        faults=faults(run),
        coverage=seen,
        machine=Markup(machine(seen)) if seen else "",
        told=told,
        again=" ".join([*context.begun, *(["--", *run.command] if run.command else [])]),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=Markup(Data(run, context).written()),
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_read("page.html"))


def _script() -> str:
    """All files of the script, in one function, so that nothing of it is global."""
    parts = "\n".join(_read(f"script/{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """For the Content-Security-Policy, by which nothing else is carried out."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _lines(run: Run, key: str, names: Iterable[str]) -> list[Line]:
    found = [Line(name, key, _counts(_those(run.verdicts, key, name))) for name in names]
    return [each for each in found if each.total]


def _those(verdicts: Iterable[Verdict], key: str, name: str) -> list[Verdict]:
    return [each for each in verdicts if name in (each.case.area if key == "area" else each.case.level.name,)]


def _counts(verdicts: Sequence[Verdict]) -> list[int]:
    return [len(of(verdicts, each)) for each in Outcome]


def write_page(run: Run, context: Context, file: Path) -> None:
    """Write the page to `file`. Raises OSError."""
    write(file, page(run, context).encode())
