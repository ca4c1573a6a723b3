"""The JUnit XML report: one test suite per area, one test case per case.

It is what Jenkins' schema allows (tests/report/junit.xsd), and says what matters where CI servers look:
GitLab shows the text of a `failure` and not its attributes, Jenkins makes packages of the dots in
`classname`, and reporters on GitHub show `message`, or the first line of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from pathlib import Path
from xml.etree import ElementTree as Xml

from m2m_conformance import __version__
from m2m_conformance.outcome import Outcome, Run, Stale, Stop, Verdict
from m2m_conformance.output import write
from m2m_conformance.report.context import Context
from m2m_conformance.report.extent import parts
from m2m_conformance.report.failure import told

_ELEMENT = {Outcome.FAILED: "failure", Outcome.ERRORED: "error", Outcome.SKIPPED: "skipped"}
_COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDTH = 100
_MESSAGE, _LITTLE = 400, 100  # characters, where there is room and where there is none
_ROOM = 16 * 2**20  # bytes for all texts: GitLab takes files of up to 30 MB


class _Report:
    """The report of one run, being made."""

    def __init__(self, run: Run, context: Context) -> None:
        self._run = run
        self._context = context
        self._room = _ROOM

    def made(self) -> Xml.Element:
        run = self._run
        root = Xml.Element("testsuites", name="m2m-conformance", time=f"{run.seconds:.3f}")
        root.extend(self._areas())
        if run.stale:
            root.append(self._suite("baseline", map(self._stale, run.stale)))
        if run.stopped:
            root.append(self._suite("run", [self._stopped()]))
        for key in ("tests", "failures", "errors"):  # it may not have `skipped`
            root.set(key, str(sum(int(suite.get(key, 0)) for suite in root)))
        return root

    def _areas(self) -> Iterable[Xml.Element]:
        areas: dict[str, list[Verdict]] = {}
        for each in self._run.verdicts:
            areas.setdefault(each.case.area, []).append(each)
        for area, verdicts in areas.items():
            yield self._suite(area, map(self._case, verdicts), sum(each.seconds for each in verdicts))

    def _class(self, *names: str) -> str:
        """What has a package for the profile, so that those of two profiles can stand side by side."""
        return ".".join(["m2m", self._run.profile.value, *(_clean(name.replace(".", "_")) for name in names)])

    def _suite(self, name: str, cases: Iterable[Xml.Element], seconds: float = 0.0) -> Xml.Element:
        suite = Xml.Element("testsuite", name=self._class(name))
        suite.append(self._properties())
        suite.extend(cases)
        count = Counter(each.tag for case in suite for each in case)
        suite.set("tests", str(len(suite) - 1))
        for tag, key in _COUNTED.items():
            suite.set(key, str(count[tag]))
        suite.set("time", f"{seconds:.3f}")
        if self._run.setting:
            suite.set("timestamp", self._run.setting.started.removesuffix("Z"))
        return suite

    def _properties(self) -> Xml.Element:
        """What is judged, and by what."""
        target, run = self._run.target, self._run
        values = {
            "target": target.name,
            "target.version": target.version,
            "target.language": target.language,
            "profile": run.profile.value,
            "suite": f"m2m-conformance {__version__}",
            "part": ", ".join(parts(run)),
        }
        element = Xml.Element("properties")
        for name, value in values.items():
            if value:
                Xml.SubElement(element, "property", name=name, value=_clean(value))
        return element

    def _case(self, verdict: Verdict) -> Xml.Element:
        area, group, _ = verdict.case.id.split("/", 2)
        element = Xml.Element("testcase", name=_clean(verdict.case.id), classname=self._class(area, group))
        element.set("time", f"{verdict.seconds:.6f}")
        tag = _ELEMENT.get(verdict.outcome)
        if tag and verdict.known:
            message = f"known failure: {verdict.message}"
            self._end(element, "skipped", "known failure", message, self._text(verdict))
        elif tag == "skipped":
            self._end(element, tag, "skipped", verdict.message, verdict.message)
        elif tag:
            self._end(element, tag, verdict.outcome.value, verdict.message, self._text(verdict))
        elif verdict.message:
            Xml.SubElement(element, "system-out").text = _clean(f"warned: {self._text(verdict)}")
        return element

    def _text(self, verdict: Verdict) -> str:
        """All that is told of it, while there is room; then its message. That is the first line anyway."""
        if not self._room:
            return f"{_cut(verdict.message, _LITTLE)}\nThe JSON report has more."
        lines = told(verdict, self._run.command, self._context, _WIDTH)
        text = "\n".join([_cut(verdict.message), "", f"{verdict.case.id}  {verdict.case.title}", *lines])
        self._room = max(0, self._room - len(escape(text, quote=False).encode(errors="replace")))
        return text

    def _end(self, case: Xml.Element, tag: str, kind: str, message: str, text: str) -> None:
        """How a case ended. `kind` is none of those by which Rails, and so GitLab, converts the text."""
        short = _clean(_cut(message, _MESSAGE if self._room else _LITTLE))
        Xml.SubElement(case, tag, type=kind, message=short).text = _clean(text)

    def _stale(self, entry: Stale) -> Xml.Element:
        where = self._class("baseline")
        element = Xml.Element("testcase", name=_clean(entry.case), classname=where, time="0")
        what = f"{entry.problem}: {entry.remedy}"
        self._end(element, "failure", "stale", what, f"{what}\nmessage: {entry.message}")
        return element

    def _stopped(self) -> Xml.Element:
        """An error; or skipped if the stop was asked for, since a failed case fails the report already."""
        tag = "skipped" if self._run.stopped is Stop.FAILURE else "error"
        what = f"{self._run.stopped}; {self._run.unfinished} cases not run"
        element = Xml.Element("testcase", name="stopped", classname=self._class("run"), time="0")
        self._end(element, tag, "stopped", what, what)
        return element


def _cut(message: str, most: int = _MESSAGE) -> str:
    return message if len(message) <= most else f"{message[:most]} …"


def _clean(text: str) -> str:
    """`text` without what XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def junit(run: Run, context: Context) -> Xml.Element:
    """The report as XML. A warned case passes, with its message as output; a known failure is skipped.

    Each stale entry of the baseline is a failed test case of the suite `baseline`. A run that was stopped has
    a suite `run` with one test case `stopped`.
    """
    return _Report(run, context).made()


def write_junit(run: Run, context: Context, file: Path) -> None:
    """Write the report to `file`. Raises OSError."""
    root = junit(run, context)
    Xml.indent(root)
    write(file, Xml.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
