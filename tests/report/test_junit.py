"""The JUnit report is what its readers take, and shows there what matters."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
import xmlschema

from m2m_conformance.outcome import Run, Stop
from m2m_conformance.report.junit import junit, write_junit
from m2m_ref.profile import Profile
from tests.report.bench import CONTEXT, ERRORED, EVERY, EVIL, FAILED, PASSED, RUNS, case, evil, run_of

RAILS = {"symbol", "date", "datetime", "duration", "integer", "float", "decimal", "boolean", "string", "yaml",
         "base64Binary", "hexBinary", "file"}  # fmt: skip
"""Of an element of such a `type` ActiveSupport, which GitLab reads with, makes another thing, or an error."""


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(Path(__file__).with_name("junit.xsd")))


def written(run: Run, folder: Path) -> Xml.Element:
    file = folder / "report.xml"
    write_junit(run, CONTEXT, file)
    schema().validate(str(file))
    return Xml.parse(file).getroot()


def cases(root: Xml.Element) -> dict[str, Xml.Element]:
    return {element.get("name", ""): element for element in root.iter("testcase")}


@pytest.mark.parametrize("name", RUNS)
def test_it_is_as_jenkins_wants_it_and_its_numbers_are_right(name: str, tmp_path: Path) -> None:
    root = written(RUNS[name], tmp_path)
    for suite in root:
        for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(key) == str(len(suite.findall(f"testcase/{tag}")))
        assert suite.get("tests") == str(len(suite.findall("testcase")))
    for key, path in (("tests", ""), ("failures", "/failure"), ("errors", "/error")):
        assert root.get(key) == str(len(root.findall(f"testsuite/testcase{path}")))
    assert not {each.get("type") for each in root.iter()} & RAILS


@pytest.mark.parametrize("wrong", ["<testcase name='x'/>", "<failure/>", "<testsuite name='m2m.core.x'/>"])
def test_what_is_not_so_is_refused(wrong: str) -> None:
    """The schema can fail."""
    root = junit(RUNS["every"], CONTEXT)
    root[0].append(Xml.fromstring(wrong))
    assert not schema().is_valid(Xml.tostring(root, encoding="unicode"))


@pytest.mark.parametrize("text", EVIL)
def test_it_is_xml_whatever_a_target_says(text: str, tmp_path: Path) -> None:
    assert len(cases(written(evil(text), tmp_path))) == 4


def test_classes_are_of_profile_area_and_group(tmp_path: Path) -> None:
    root = written(replace(run_of(PASSED, ERRORED), profile=Profile.STRICT), tmp_path)
    assert [suite.get("name") for suite in root] == ["m2m.strict.session", "m2m.strict.token"]
    assert cases(root)["token/ping/broke"].get("classname") == "m2m.strict.token.ping"


def test_a_dot_in_an_id_makes_no_package(tmp_path: Path) -> None:
    odd = replace(PASSED, case=replace(case("x", "v1.2"), id="v1.2/a.b/c.d"))
    root = written(run_of(odd), tmp_path)
    assert cases(root)["v1.2/a.b/c.d"].get("classname") == "m2m.core.v1_2.a_b"


def test_a_failure_says_all_of_it_message_first(tmp_path: Path) -> None:
    failure = cases(written(run_of(*EVERY), tmp_path))["session/ping/wrong"][0]
    assert (failure.tag, failure.get("type"), failure.get("message")) == ("failure", "failed", FAILED.message)
    lines = (failure.text or "").splitlines()
    assert lines[0] == FAILED.message
    for line in (
        "session/ping/wrong  title of wrong",
        "  SES-001 MUST: PING is answered. [session.rs:1]",
        "      expected 1",
        "      got      2",
        r"    | the \x00last line",
        "  again: m2m-conformance run --select session/ping/wrong -- './a b' --x",
    ):
        assert line in lines


def test_every_outcome_has_its_element(tmp_path: Path) -> None:
    found = cases(written(run_of(*EVERY, RUNS["known"].verdicts[1]), tmp_path))
    tags = {
        name.rpartition("/")[2]: [(each.tag, each.get("type")) for each in case]
        for name, case in found.items()
    }
    assert tags == {
        "fine": [],
        "wrong": [("failure", "failed")],
        "broke": [("error", "errored")],
        "soft": [("system-out", None)],
        "missing": [("skipped", "skipped")],
        "known": [("skipped", "known failure")],
    }
    assert found["token/ping/missing"][0].text == "clock: not offered"
    assert (found["token/ping/soft"][0].text or "").startswith("warned: step 1, x: x: expected 1, got 2\n")
    assert found["session/ping/known"][0].get("message") == f"known failure: {FAILED.message}"


def test_suites_say_what_is_judged_and_when(tmp_path: Path) -> None:
    suite = written(RUNS["shard"], tmp_path)[0]
    assert suite.get("timestamp") == "2026-11-28T22:38:10"
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert str(properties.pop("suite")).startswith("m2m-conformance ")
    assert properties == {
        "target": "my-m2m",
        "target.version": "1.0",
        "target.language": "Go",
        "profile": "core",
        "part": "shard 1/3",
    }
    assert "timestamp" not in written(RUNS["old"], tmp_path)[0].attrib


@pytest.mark.parametrize(
    ("stop", "tag", "message"),
    [
        (Stop.BREAKS, "error", "the target broke 10 times in a row; 1237 cases not run"),
        (Stop.INTERRUPT, "error", "interrupted; 1237 cases not run"),
        (Stop.FAILURE, "skipped", "at the first failure, as asked; 1237 cases not run"),
    ],
)
def test_it_says_that_a_run_was_stopped(stop: Stop, tag: str, message: str, tmp_path: Path) -> None:
    root = written(replace(run_of(PASSED), stopped=stop, unfinished=1237), tmp_path)
    assert [suite.get("name") for suite in root] == ["m2m.core.session", "m2m.core.run"]
    (element,) = root[-1].iter("testcase")
    assert (element.get("classname"), element.get("name")) == ("m2m.core.run", "stopped")
    assert [(each.tag, each.get("message")) for each in element] == [(tag, message)]


def test_a_stale_entry_of_the_baseline_fails(tmp_path: Path) -> None:
    root = written(RUNS["stale"], tmp_path)
    failure = cases(root)["a/b/*"][0]
    assert (failure.get("type"), failure.get("message")) == ("stale", "it passes: remove it")
    assert root.get("failures") == "1"


def test_ten_thousand_failures_of_many_words_are_less_than_gitlab_takes(tmp_path: Path) -> None:
    """Which is 30 MB, and 250,000 elements."""
    long = [
        replace(FAILED, case=case(f"wrong-{number}"), message='"x" ' * 300, log=f"{'y' * 400}\n" * 40)
        for number in range(10_000)
    ]
    fine = [replace(PASSED, case=case(f"fine-{number}")) for number in range(10_000)]
    file = tmp_path / "report.xml"
    write_junit(run_of(*long, *fine), CONTEXT, file)
    assert file.stat().st_size < 30_000_000
    texts = [each.text or "" for each in Xml.parse(file).getroot().iter("failure")]
    assert len(texts) == 10_000
    assert "again: " in texts[0]
    assert texts[-1].endswith("The JSON report has more.")
    assert max(map(len, texts)) < 20_000
