"""The JUnit XML report: one test suite per area, one test case per case."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as Xml

from m2m_conformance.outcome import Outcome, Run, Verdict

_ELEMENT = {Outcome.FAILED: "failure", Outcome.ERRORED: "error", Outcome.SKIPPED: "skipped"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(run: Run) -> Xml.Element:
    """The report as XML. A warned case passes, with its message as output."""
    root = Xml.Element("testsuites", name="m2m-conformance", time=f"{run.seconds:.3f}")
    for area in run.areas:
        verdicts = [each for each in run.verdicts if each.case.area == area]
        root.append(_suite(area, verdicts))
    return root


def _suite(area: str, verdicts: list[Verdict]) -> Xml.Element:
    outcomes = [each.outcome for each in verdicts]
    suite = Xml.Element("testsuite", name=area, tests=str(len(verdicts)))
    suite.set("failures", str(outcomes.count(Outcome.FAILED)))
    suite.set("errors", str(outcomes.count(Outcome.ERRORED)))
    suite.set("skipped", str(outcomes.count(Outcome.SKIPPED)))
    suite.set("time", f"{sum(each.seconds for each in verdicts):.3f}")
    suite.extend(_case(each) for each in verdicts)
    return suite


def _case(verdict: Verdict) -> Xml.Element:
    case = verdict.case
    element = Xml.Element("testcase", name=case.id, classname=case.area, time=f"{verdict.seconds:.6f}")
    message = _clean(verdict.message)
    if verdict.outcome in _ELEMENT:
        child = Xml.SubElement(element, _ELEMENT[verdict.outcome], message=message)
        child.text = _clean("\n".join([*map(str, verdict.differences), *case.requirements, verdict.log]))
    elif message:
        Xml.SubElement(element, "system-out").text = f"warned: {message}"
    return element


def _clean(text: str) -> str:
    """`text` without what XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def write_junit(run: Run, file: Path) -> None:
    """Write the report to `file`. Raises OSError."""
    file.write_bytes(Xml.tostring(junit(run), encoding="utf-8", xml_declaration=True))
