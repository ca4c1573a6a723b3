"""The JUnit XML report: one test suite per area, one test case per case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

from m2m_conformance.outcome import Outcome, Run, Stale, Stop, Verdict
from m2m_conformance.report import log

_ELEMENT = {Outcome.FAILED: "failure", Outcome.ERRORED: "error", Outcome.SKIPPED: "skipped"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(run: Run) -> Xml.Element:
    """The report as XML. A warned case passes, with its message as output; a known failure is skipped.

    Each stale entry of the baseline is a failed test case of the suite `baseline`. A run that was stopped has
    a suite `run` with one test case `stopped`, which is an error, or skipped if the stop was asked for: a
    failed case says already that the run has not passed.
    """
    root = Xml.Element("testsuites", name="m2m-conformance", time=f"{run.seconds:.3f}")
    for area in run.areas:
        verdicts = [each for each in run.verdicts if each.case.area == area]
        root.append(_suite(area, verdicts))
    if run.stale:
        root.append(_stale(run.stale))
    if run.stopped:
        root.append(_stopped(run))
    return root


def _suite(area: str, verdicts: list[Verdict]) -> Xml.Element:
    suite = _counted(area, [_element(each) for each in verdicts])
    suite.set("time", f"{sum(each.seconds for each in verdicts):.3f}")
    suite.extend(_case(each) for each in verdicts)
    return suite


def _counted(name: str, elements: Sequence[str | None]) -> Xml.Element:
    """A suite, still empty, of as many test cases as there are `elements` that say how they ended."""
    suite = Xml.Element("testsuite", name=name, tests=str(len(elements)), time="0")
    suite.set("failures", str(elements.count("failure")))
    suite.set("errors", str(elements.count("error")))
    suite.set("skipped", str(elements.count("skipped")))
    return suite


def _element(verdict: Verdict) -> str | None:
    """The name of the element that says how it ended; a passed or warned case has none."""
    element = _ELEMENT.get(verdict.outcome)
    return "skipped" if element and verdict.known else element


def _stale(entries: Sequence[Stale]) -> Xml.Element:
    suite = _counted("baseline", ["failure"] * len(entries))
    for each in entries:
        element = Xml.SubElement(suite, "testcase", name=_clean(each.case), classname="baseline", time="0")
        failure = Xml.SubElement(element, "failure", message=_clean(f"{each.problem}: {each.remedy}"))
        failure.text = _clean(f"message: {each.message}")
    return suite


def _stopped(run: Run) -> Xml.Element:
    tag = "skipped" if run.stopped is Stop.FAILURE else "error"
    suite = _counted("run", [tag])
    element = Xml.SubElement(suite, "testcase", name="stopped", classname="run", time="0")
    Xml.SubElement(element, tag, message=f"{run.stopped}; {run.unfinished} cases not run")
    return suite


def _case(verdict: Verdict) -> Xml.Element:
    case = verdict.case
    element = Xml.Element("testcase", name=case.id, classname=case.area, time=f"{verdict.seconds:.6f}")
    message = _clean(verdict.message)
    if tag := _element(verdict):
        known = "known failure: " if verdict.known else ""
        child = Xml.SubElement(element, tag, message=known + message)
        child.text = _clean(
            "\n".join([*map(str, verdict.differences), *case.requirements, log.tail(verdict.log)])
        )
    elif message:
        Xml.SubElement(element, "system-out").text = f"warned: {message}"
    return element


def _clean(text: str) -> str:
    """`text` without what XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def write_junit(run: Run, file: Path) -> None:
    """Write the report to `file`. Raises OSError."""
    file.write_bytes(Xml.tostring(junit(run), encoding="utf-8", xml_declaration=True))
