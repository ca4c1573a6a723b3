"""The page as text: what is in it, whatever a target says, and however much there is of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome

from m2m_conformance.case import Case
from m2m_conformance.difference import Difference
from m2m_conformance.evidence import Exchange, Move, Tally, Trace
from m2m_conformance.outcome import Outcome, Run, Verdict
from m2m_conformance.reply import Reply
from m2m_conformance.report.context import Context
from m2m_conformance.report.group import Fault, faults, groups
from m2m_conformance.report.html.coverage import coverage
from m2m_conformance.report.html.page import page, write_page
from m2m_conformance.requirement import Level, Requirement
from m2m_conformance.target import TargetInfo
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)> & \u2028 \x00 ${x} {{ 7 * 7 }}"
RULES = {
    name: Requirement(name, Level.MUST, "session", "both", "a.rs:1", f"Sentence of {name}.")
    for name in ("SES-001", "SES-002", "SES-003")
}
CONTEXT = Context(RULES)


def verdict(name: str, outcome: Outcome, *rules: str, **more: Any) -> Verdict:
    case = Case(
        f"session/x/{name}", "session", f"title of {name}", Level.MUST, rules, frozenset(), (), "", ()
    )
    return Verdict(case, outcome, **more)


def failed(name: str, *rules: str, path: str = "value") -> Verdict:
    found = (Difference(path, "1", "2"),)
    message = f"step 1, session.close: {found[0]}"
    more = {"message": message, "differences": found, "call": "session.close", "label": "step 1"}
    return verdict(name, Outcome.FAILED, *rules, **more)


def run(*verdicts: Verdict, **more: Any) -> Run:
    return Run(TargetInfo("target", "1", "C"), ("./target",), verdicts, 1.0, **more)


def data(text: str) -> dict[str, Any]:
    found = re.search(r'id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    made = json.loads(found[1])
    assert isinstance(made, dict)
    return made


def test_a_case_stands_under_the_rule_of_which_most_cases_did_not_pass() -> None:
    made = groups(
        run(
            failed("a", "SES-001", "SES-002"),
            verdict("b", Outcome.PASSED, "SES-001"),
            failed("c", "SES-001", "SES-002"),
            failed("d", "SES-003"),
            failed("e"),
        )
    )
    assert [(each.rule, len(each.verdicts), each.checked, each.broken) for each in made] == [
        ("SES-002", 2, 2, 2),
        ("SES-003", 1, 1, 1),
        ("", 1, 0, 0),
    ]


def test_what_is_known_comes_last_and_begins_nowhere() -> None:
    known = [replace(failed(name, "SES-001"), known=True) for name in "ab"]
    made = run(*known, failed("c", "SES-002", path="session.state"))
    assert [each.rule for each in groups(made)] == ["SES-002", "SES-001"]
    assert faults(made) == [Fault("session.close: session.state", 1)]


def test_the_place_of_a_fault_finds_its_cases() -> None:
    broke = verdict("b", Outcome.ERRORED, "SES-001", message="step 1, session.close: no reply within 5 s")
    made = run(failed("a", "SES-001"), broke)
    for fault in faults(made):
        (found,) = (each for each in made.verdicts if fault.place in each.message)
        assert found in made.verdicts
    assert len(faults(made)) == 2


def test_cells_are_those_of_the_model_as_moves_went_through_them() -> None:
    close, ping = "session.close", "session.process_message"
    moves = {
        Move(close, "", "Initial", "Closing"): Tally(3, 1),
        Move(ping, "PING", "Initial", "Initial"): Tally(2, 0),
        Move(ping, "PING", "Closed", "Initial"): Tally(1, 0),
        Move("session.stats", "", "Initial", "Initial"): Tally(9, 0),
    }
    seen = coverage(moves, profile_model(Profile.CORE))
    assert seen.cells["close", "Initial"].kind == "failed"
    assert seen.cells["receive_ping", "Initial"].kind == "passed"
    assert seen.cells["receive_ping", "Closed"].kind == "odd"
    assert seen.cells["create_hello", "Initial"].kind == "never"
    assert (seen.reached, len(seen.cells)) == (3, 75)


def test_what_time_does_before_a_call_is_not_taken_for_the_call() -> None:
    model = profile_model(Profile.STRICT)
    seen = coverage({Move("session.compress", "", "HelloSent", "Closed"): Tally(1, 0)}, model)
    assert seen.cells["lapse", "HelloSent"].kind == "passed"
    assert seen.cells["compress", "HelloSent"].kind == "never"


@pytest.mark.parametrize("moves", [{}, {Move("session.close", "", "Initial", "Closing"): Tally(0, 1)}])
def test_nothing_that_a_target_says_becomes_markup(moves: dict[Move, Tally]) -> None:
    found = (Difference(EVIL, EVIL, EVIL),)
    trace = Trace(
        (Exchange("session.close", {"session": EVIL}, Reply(EVIL, None, EVIL, {"state": EVIL})),), 3
    )
    bad = verdict(
        "a",
        Outcome.FAILED,
        "SES-001",
        message=EVIL,
        differences=found,
        label=EVIL,
        call=EVIL,
        log=EVIL,
        trace=trace,
    )
    skipped = verdict("b", Outcome.SKIPPED, "SES-001", message=EVIL)
    info = TargetInfo(EVIL, EVIL, EVIL, EVIL, frozenset({EVIL}), {EVIL: EVIL})
    made = Run(info, (EVIL,), [bad, skipped], 1.0, moves=moves, claim=EVIL)
    text = page(made, CONTEXT)
    assert text.count("<script") == 2
    assert "<img" not in text
    assert "{{ 7 * 7 }}" in text
    assert data(text)["cases"][0][7] == EVIL


def test_every_case_is_in_it_and_more_of_those_that_did_not_pass() -> None:
    made = data(page(run(failed("a", "SES-001"), verdict("b", Outcome.PASSED, "SES-002")), CONTEXT))
    assert [each[0] for each in made["cases"]] == ["session/x/a", "session/x/b"]
    assert made["details"].keys() == {"0"}
    assert made["details"]["0"]["again"] == "m2m-conformance run --select session/x/a -- ./target"
    assert [each[0] for each in made["rules"]] == ["SES-001", "SES-002"]


def test_of_sequences_what_was_found_is_shown_and_what_was_played_is_listed() -> None:
    found = failed("found", "SES-003")
    made = data(page(run(failed("a", "SES-001"), found=[found]), CONTEXT))
    assert made["played"] == 1
    assert [made["cases"][each][0] for group in made["groups"] for each in group["cases"]] == [
        "session/x/found"
    ]


def test_a_finding_that_is_not_shown_yet_is_found(browser: Chrome, tmp_path: Path) -> None:
    """It stands in the last of many groups, behind many others."""
    rules = [f"SES-{number:03}" for number in range(1, 100)]
    context = Context({name: replace(RULES["SES-001"], id=name) for name in rules})
    many = [failed(f"{rule}-{number}", rule) for rule in rules for number in range(50)]
    write_page(run(*many), context, tmp_path / "many.html")
    browser.get(f"{(tmp_path / 'many.html').as_uri()}#findings?case=session/x/SES-099-49")
    assert browser.execute_script("return document.activeElement.textContent") == (
        "failed session/x/SES-099-49 title of SES-099-49"
    )
    assert browser.execute_script("return document.querySelectorAll('details.finding').length") < 2500


def test_twenty_thousand_cases_cost_the_browser_no_more_than_some(browser: Chrome, tmp_path: Path) -> None:
    bad = [failed(f"bad-{number}", f"SES-00{number % 3 + 1}") for number in range(5000)]
    good = [verdict(f"good-{number}", Outcome.PASSED, "SES-001") for number in range(15000)]
    write_page(run(*bad, *good), CONTEXT, tmp_path / "many.html")
    browser.get((tmp_path / "many.html").as_uri())
    assert "20,000 cases" in browser.find_element("id", "cases-count").text
    assert browser.execute_script("return document.querySelectorAll('*').length") < 3000
