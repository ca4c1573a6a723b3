"""Why cases were skipped is told as it is, or by what is lacking where that is too much to read."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from m2m_conformance.outcome import Outcome, Run, Verdict
from m2m_conformance.report.context import Context
from m2m_conformance.report.html.page import page
from m2m_conformance.report.markdown import markdown
from m2m_conformance.report.skip import MOST, Line, skips
from tests.test_report import RULE, RUN, case, printed

CONTEXT = Context({"SES-001": RULE})
WHY = {
    "aead": "not offered",
    "brotli": "no library; it has too many, as ours: none",
    "clock": "not injectable",
    "tick": "not offered",
}


def run_of(*reasons: str) -> Run:
    skipped = [Verdict(case(str(number)), Outcome.SKIPPED, each) for number, each in enumerate(reasons)]
    return Run(RUN.target, (), [RUN.verdicts[0], *skipped], 1.0)


def lacking(*features: str) -> str:
    return "; ".join(f"{each}: {WHY[each]}" for each in features)


EACH = [lacking(*some) for size in (1, 2, 3, 4) for some in combinations(WHY, size)]


def test_few_reasons_are_told_as_they_are_in_their_order() -> None:
    found = skips(run_of(*EACH[:MOST], EACH[0]))
    assert [str(line) for line in found.lines] == [
        f"{2 if number == 0 else 1} skipped, {reason}" for number, reason in enumerate(EACH[:MOST])
    ]
    assert found.note == ""


def test_many_are_told_by_the_feature_that_is_lacking_with_all_cases_that_lack_it() -> None:
    found = skips(run_of(*EACH, lacking("tick"), "session.tick: no method"))
    assert found.lines[0] == Line(9, "skipped for want of", "tick: not offered")
    assert found.lines[-1] == Line(1, "skipped for want of", "session.tick: no method")
    assert {line.reason: line.number for line in found.lines[1:-1]} == {
        f"{each}: {WHY[each]}": 8 for each in ("aead", "brotli", "clock")
    }
    assert found.note == " (a case may lack several)"


def test_many_reasons_of_one_feature_each_are_told_without_the_note() -> None:
    found = skips(run_of(*(f"f{number}: not offered" for number in range(MOST + 1))))
    assert (len(found.lines), found.note) == (MOST + 1, "")


@pytest.mark.parametrize("reasons", [EACH[:3], EACH], ids=["few", "many"])
def test_terminal_markdown_and_page_tell_the_same(reasons: list[str]) -> None:
    run = run_of(*reasons)
    found = skips(run)
    said = printed(run)
    assert f"\nnot checked{found.note}:\n" + "".join(f"  {line}\n" for line in found.lines) in said
    text = re.sub("`", "", markdown(run, CONTEXT))
    assert all(f"- {line}\n" in text for line in found.lines)
    html = page(run, CONTEXT)
    assert html.count(" skipped, ") + html.count(" skipped for want of ") == len(found.lines)
    assert all(f"<li>{line}</li>" in html for line in found.lines)
