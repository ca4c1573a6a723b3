"""All checks of one adapter, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import orjson

from m2m_conformance.examine.check import Check, Exchange, FaultError, Finding, UnexaminedError, Verdict
from m2m_conformance.examine.subject import Subject
from m2m_conformance.examine.table import CHECKS, OPENING
from m2m_conformance.target import TargetInfo

_FIRST = "`{}` comes first"
_NAMES = {check.name: check for check in CHECKS}
_INITIALIZE = [check.name for check in OPENING].index("initialize")
_LOOKING = ("replace", "apart", "hello", "clone", "text", "long")
"""The checks that make right requests, but to look at something else."""
_STAYING = "running"
_ALWAYS = tuple(check.name for check in CHECKS[: [check.name for check in CHECKS].index(_STAYING) + 1])
"""What is examined of an adapter that does not stay, too."""
_WITHOUT_REPLY = ("answer", "flush", "stdout", "line", "utf8")
"""What a fault is about that tells nothing of the checks before it, but that there is a program."""
_AT_HAND = ("", "answer", "start")
"""What a fault is about that only tells that there was no answer."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found: a finding for every check, in their order. `info` is None without an introduction."""

    findings: tuple[Finding, ...]
    info: TargetInfo | None

    @property
    def wrong(self) -> tuple[Finding, ...]:
        """What is to be mended, what comes first first."""
        return self.of(Verdict.WRONG)

    @property
    def started(self) -> bool:
        """Whether there was a program to examine."""
        return self.findings[0].verdict is not Verdict.WRONG

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        """The findings with this verdict."""
        return tuple(each for each in self.findings if each.verdict is verdict)


def examined(subject: Subject, began: Callable[[str], None]) -> Examination:
    """What the checks find; `began` is told the name of each. Never raises for what the adapter does."""
    began("initialize")
    try:
        subject.start()
    except FaultError as fault:
        return Examination(_ended_at(fault), None)
    found: dict[str, Finding] = {}
    for check in CHECKS:
        if check.examine is not None:
            began(check.name)
            for finding in _examine(check, subject, found):
                _add(found, finding)
    return Examination(tuple(found.get(each.name) or _fine(each) for each in CHECKS), subject.info)


def _ended_at(fault: FaultError) -> tuple[Finding, ...]:
    """The findings of an adapter that did not come as far as to introduce itself."""
    at = next((number for number, each in enumerate(OPENING) if each.name == fault.check), _INITIALIZE)
    reason = _FIRST.format(CHECKS[at].name)
    shown = at if CHECKS[at].name not in _WITHOUT_REPLY else min(at, 1)
    before = [_fine(each) for each in CHECKS[:shown]] + [
        _unexamined(each, reason) for each in CHECKS[shown:at]
    ]
    after = [_unexamined(each, reason) for each in CHECKS[at + 1 :]]
    return (*before, Finding.of(CHECKS[at], fault), *after)


def _examine(check: Check, subject: Subject, found: Mapping[str, Finding]) -> Iterator[Finding]:
    """What comes of one check: what it finds, or what it finds of another one."""
    if reason := _obstacle(check, subject, found):
        yield _unexamined(check, reason)
        return
    try:
        subject.ready()
        assert check.examine is not None
        check.examine(subject)
    except UnexaminedError as error:
        yield _unexamined(check, str(error))
    except FaultError as fault:
        fault.shown = fault.shown or subject.last
        about = _about(check, fault)
        yield Finding.of(about, fault)
        if about is not check:
            yield _unexamined(check, _FIRST.format(about.name))
    else:
        yield _fine(check)


def _about(check: Check, fault: FaultError) -> Check:
    """The check that a fault is about: the one it names, or that at hand; but where a right request is only
    made to look at something, and gets no answer, it is about that.
    """
    if fault.check not in _AT_HAND:
        return _NAMES[fault.check]
    if fault.check != "answer" or check.name not in _LOOKING:
        return check
    fault.came = f"{_method(fault.shown)}: {fault.came}"
    return _NAMES["calls"]


def _method(shown: Exchange | None) -> str:
    return str(orjson.loads(shown.sent)["method"]) if shown else ""


def _obstacle(check: Check, subject: Subject, found: Mapping[str, Finding]) -> str:
    """Why a check is not made, empty if it is."""
    if subject.spent:
        return subject.spent
    for name in check.needs:
        if name not in subject.info.features:
            return f"the feature {name} is not declared"
    before = check.after if check.name in _ALWAYS else (_STAYING, *check.after)
    bad = [name for name in before if found[name].verdict not in (Verdict.OK, Verdict.ADVICE)]
    return _FIRST.format(bad[0]) if bad else ""


def _add(found: dict[str, Finding], finding: Finding) -> None:
    """Keep what is wrong, whatever is found after it."""
    name = finding.check.name
    if name not in found or found[name].verdict is not Verdict.WRONG:
        found[name] = finding


def _fine(check: Check) -> Finding:
    return Finding(check, Verdict.OK, check.right)


def _unexamined(check: Check, reason: str) -> Finding:
    return Finding(check, Verdict.UNEXAMINED, reason)
