"""Runs to make reports of."""

from __future__ import annotations

from dataclasses import replace

from m2m_conformance.case import Case
from m2m_conformance.difference import Difference
from m2m_conformance.outcome import Outcome, Run, Stale, Stop, Verdict
from m2m_conformance.report.context import Context
from m2m_conformance.requirement import Level, Requirement
from m2m_conformance.setting import Setting
from m2m_conformance.shard import Shard, selection
from m2m_conformance.target import TargetInfo

RULES = {
    "SES-001": Requirement("SES-001", Level.MUST, "session", "core", "session.rs:1", "PING is answered."),
    "MSG-002": Requirement(
        "MSG-002", Level.SHOULD, "message", "core", "message.rs:2-3", "`PONG` is *short* <= 9."
    ),
}
CONTEXT = Context(RULES)
SETTING = Setting("2026-11-28T22:38:10Z", {"profile": "core"}, "3.11.7", "Linux x86_64", {"brotli": "1.2.1"})


def case(name: str, area: str = "session", rules: tuple[str, ...] = ("SES-001",)) -> Case:
    return Case(f"{area}/ping/{name}", area, f"title of {name}", Level.MUST, rules, frozenset(), (), "", ())


PASSED = Verdict(case("fine"), Outcome.PASSED, seconds=0.5)
FAILED = Verdict(
    case("wrong"),
    Outcome.FAILED,
    "step 2, session.process_message: value: expected 1, got 2",
    label="step 2",
    call="session.process_message",
    differences=(Difference("value", "1", "2"),),
    log="a line\nthe \x00last line\n",
)
ERRORED = Verdict(
    case("broke", "token"), Outcome.ERRORED, "the target exited with status 3", log="panic: x\n"
)
WARNED = Verdict(
    case("soft", "token", ("MSG-002", "SES-001")),
    Outcome.WARNED,
    "step 1, x: x: expected 1, got 2",
    differences=(Difference("x", "1", "2"),),
)
SKIPPED = Verdict(case("missing", "token"), Outcome.SKIPPED, "clock: not offered")
KNOWN = replace(FAILED, case=case("known"), known=True)
EVERY = [PASSED, FAILED, ERRORED, WARNED, SKIPPED]
TARGET = TargetInfo("my-m2m", "1.0", "Go")


def run_of(*verdicts: Verdict) -> Run:
    """A whole run that ended so."""
    return Run(TARGET, ("./a b", "--x"), list(verdicts), 1.25, setting=SETTING)


SHARD = Shard(1, 3, 13, selection(each.case for each in EVERY), "0" * 64)
RUNS = {
    "every": run_of(*EVERY),
    "passed": run_of(PASSED),
    "empty": run_of(),
    "known": replace(run_of(PASSED, KNOWN), baseline="known.yaml"),
    "stale": replace(
        run_of(PASSED, KNOWN), baseline="known.yaml", stale=[Stale("a/b/*", "m*", "it passes", "remove it")]
    ),
    "interrupted": replace(run_of(PASSED), unfinished=7, stopped=Stop.INTERRUPT),
    "broken": replace(run_of(PASSED, ERRORED), unfinished=7, stopped=Stop.BREAKS),
    "fail fast": replace(run_of(PASSED, FAILED), unfinished=7, stopped=Stop.FAILURE),
    "shard": replace(run_of(PASSED), shard=SHARD),
    "old": replace(run_of(PASSED), setting=None),
    "sequences": replace(run_of(PASSED, FAILED), claim="Nothing is proved.", found=[FAILED]),
}

EVIL = (
    "</details></summary><script>alert(1)</script>",
    "<!-- <img src=x onerror=alert(1)> ]]> &lt; &#60;",
    "``` ~~~~ `````` `",
    "| a | b |\\",
    "[x](javascript:alert(1)) ![y](http://example.invalid/z.png) @somebody #1 www.example.invalid",
    "line one\n\n# heading\r\n---\n- item\n\n> quote\n",
    "\x00\x1b[31m\u202e\u2028\ud800\ufffe",
    "*bold* __bold__ ~~gone~~ $x$ :smile:",
    "::error::workflow ::set-output name=x::y",
    "",
    " ",
)
"""What a target may say, to get out of where it is put."""


def evil(text: str, log: str | None = None) -> Run:
    """A run of a target that says so wherever it can; to its log, if that is another thing, `log`."""
    logged = text if log is None else log
    verdicts = [
        replace(FAILED, message=text or "x", differences=(Difference(text, text, text),), log=logged),
        replace(ERRORED, message=text or "x", log=f"{logged}\n{logged}"),
        replace(SKIPPED, message=text or "x"),
        replace(KNOWN, message=text or "x"),
    ]
    info = TargetInfo(text, text, text, text, frozenset({text}))
    return replace(run_of(*verdicts), target=info, command=(text, text), baseline=text)
