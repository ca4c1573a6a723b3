"""The Markdown says first what matters, is of bounded length, and keeps what a target says in its place.

It is rendered by cmark-gfm, which GitHub renders with.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from m2m_conformance.difference import Difference
from m2m_conformance.outcome import Run, Stale
from m2m_conformance.report import log
from m2m_conformance.report.mark import block, plain, span
from m2m_conformance.report.markdown import MOST, markdown, write_markdown
from m2m_conformance.text import printable
from tests.report.bench import (
    CONTEXT,
    ERRORED,
    EVERY,
    EVIL,
    FAILED,
    KNOWN,
    PASSED,
    RUNS,
    SKIPPED,
    WARNED,
    case,
    evil,
    run_of,
)


class Page(HTMLParser):
    """What a browser makes of it: tags in order, and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.feed(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}", ()))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append(("!", (data,)))

    @property
    def text(self) -> str:
        return "".join(self.texts)


@pytest.mark.parametrize("text", EVIL)
def test_nothing_gets_out_of_its_place(text: str) -> None:
    page = Page(markdown(evil(text), CONTEXT))
    harmless = Page(markdown(evil("x", "x" if log.lines(text) else ""), CONTEXT))
    if text:  # else a language that is not told has no place
        assert page.tags == harmless.tags
    assert printable(text) in page.text


@pytest.mark.parametrize("text", EVIL)
def test_a_title_of_foreign_vectors_does_not_either(text: str) -> None:
    odd = replace(FAILED, case=replace(FAILED.case, title=text, notes="x"))
    fine = replace(odd, case=replace(odd.case, title="x"))
    assert Page(markdown(run_of(odd), CONTEXT)).tags == Page(markdown(run_of(fine), CONTEXT)).tags


def test_the_pieces_hold_without_a_page() -> None:
    for text in EVIL:
        assert [tag for tag, _ in Page(span(text)).tags] in (["p", "code", "/code", "/p"], ["p", "/p"])
        assert [tag for tag, _ in Page(block("text", [text])).tags] == ["pre", "code", "/code", "/pre"]
        assert {tag for tag, _ in Page(f"x {plain(text)}").tags} == {"p", "/p"}


def test_the_verdict_comes_first_and_all_that_matters_is_there() -> None:
    text = markdown(run_of(*EVERY), CONTEXT)
    assert text.startswith("## ❌ M2M core: NOT PASSED: 1 failed, 1 errored\n")
    for part in (
        "`my-m2m 1.0`, `Go`, profile core, m2m-conformance ",
        "| session | 1 | 1 |  |  |  |",
        "| all | 1 | 1 | 1 | 1 | 1 |",
        "**SES-001** MUST: PING is answered. `session.rs:1`",
        "<details><summary>failed <code>session/ping/wrong</code> title of wrong</summary>",
        "`step 2, session.process_message`",
        "```diff\n  value\n- got      2\n+ expected 1\n```",
        "The target's stderr ends:\n\n```text\na line\nthe \\x00last line\n```",
        "```sh\nm2m-conformance run --select session/ping/wrong -- './a b' --x\n```",
        "- 1 skipped, `clock: not offered`",
        r"**MSG-002** SHOULD: \`PONG\` is \*short\* \<= 9. `message.rs:2-3`",
        "It is also about SES-001.",
    ):
        assert part in text
    assert markdown(RUNS["passed"], CONTEXT).startswith("## ✅ M2M core: PASSED: 1 case\n")


def test_failures_of_one_rule_stand_together() -> None:
    """The rule is what each of them names first."""
    other = replace(FAILED, case=case("other", rules=("MSG-002",)))
    last = replace(FAILED, case=case("last"))
    text = markdown(run_of(FAILED, other, last), CONTEXT)
    places = [
        text.index(name) for name in ("**SES-001**", "ping/wrong", "ping/last", "**MSG-002**", "ping/other")
    ]
    assert places == sorted(places)
    assert text.count("**SES-001**") == 1


def test_it_says_where_failures_begin_and_how_much_of_a_rule_is_broken() -> None:
    text = markdown(run_of(PASSED, FAILED, replace(FAILED, case=case("again")), ERRORED), CONTEXT)
    assert "\n\nIt begins at `session.process_message: value` in 2 cases.\n\n" in text
    assert "`session.rs:1`, not so in 3 of 4 cases about it\n" in text
    assert "It begins at" not in markdown(run_of(PASSED, FAILED), CONTEXT)


def test_known_failures_stale_entries_and_parts_are_said() -> None:
    text = markdown(RUNS["stale"], CONTEXT)
    assert "1 known failure, listed in <code>known.yaml</code>" in text
    assert f"- `session/ping/known` `{FAILED.message}`" in text
    assert "1 stale entry of <code>known.yaml</code>" in text
    assert "- `a/b/*` it passes: remove it" in text
    assert ", shard 1/3\n" in markdown(RUNS["shard"], CONTEXT)
    assert markdown(RUNS["sequences"], CONTEXT).endswith("Nothing is proved.\n")


LONG = "<" * 3000
HUGE: dict[str, Run] = {
    "failures": run_of(*(replace(FAILED, case=case(f"w{number}")) for number in range(10_000))),
    "words": run_of(
        *(replace(ERRORED, case=case(f"w{number}"), message=LONG, log=LONG * 50) for number in range(50))
    ),
    "differences": run_of(
        *(
            replace(
                FAILED, case=case(f"w{number}"), differences=(Difference("é" * 99, "`" * 400, "~"),) * 500
            )
            for number in range(50)
        )
    ),
    "reasons": run_of(*(replace(SKIPPED, message=f"{number} {LONG}") for number in range(500))),
    "known": replace(
        run_of(*(replace(KNOWN, message=f"{number} {LONG}") for number in range(500))), baseline="k"
    ),
    "stale": replace(run_of(PASSED), baseline="k", stale=[Stale(LONG, LONG, LONG, LONG)] * 500),
    "areas": run_of(*(replace(WARNED, case=case("x", f"area-{number}")) for number in range(5000))),
}


@pytest.mark.parametrize("name", HUGE)
def test_it_is_of_bounded_length_and_whole(name: str) -> None:
    text = markdown(HUGE[name], CONTEXT)
    assert len(text.encode()) <= MOST
    tags = [tag for tag, _ in Page(text).tags]
    for tag in ("details", "summary", "pre", "code", "ul", "table"):
        assert tags.count(tag) == tags.count(f"/{tag}")


def test_what_there_is_no_room_for_is_counted() -> None:
    text = markdown(HUGE["failures"], CONTEXT)
    shown = text.count("<details><summary>failed ")
    assert f"… and {10_000 - shown} more; the JSON report lists them all." in text
    assert shown > 50


def test_it_goes_behind_what_is_in_the_summary_of_a_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = tmp_path / "summary", tmp_path / "other"
    for each in (file, other):
        each.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    for each in (file, other):
        write_markdown(RUNS["passed"], CONTEXT, each)
    assert file.read_text(encoding="utf-8").startswith("before\n\n## ✅ ")
    assert other.read_text(encoding="utf-8").startswith("## ✅ ")


def test_the_command_line_writes_it(tmp_path: Path) -> None:
    wrong = [sys.executable, str(Path(__file__).parents[1] / "wrong" / "target.py"), "SilentPing"]
    file = tmp_path / "r.md"
    words = ["run", "--select", "session/receive/*", "--markdown", str(file), "--", *wrong]
    done = subprocess.run(
        [sys.executable, "-m", "m2m_conformance", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    text = file.read_text(encoding="utf-8")
    assert ", a selection\n" in text
    assert text.count("<details><summary>failed ") == done.stdout.count("\nFAILED ")
