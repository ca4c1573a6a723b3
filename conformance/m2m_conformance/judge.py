"""Plays one case against a target and says how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from m2m_conformance.case import Case, Step
from m2m_conformance.channel import BrokenTargetError, FaultyAdapterError
from m2m_conformance.difference import Difference, differences, show
from m2m_conformance.outcome import Outcome, Verdict
from m2m_conformance.reply import Reply
from m2m_conformance.requirement import Level
from m2m_conformance.target import Target, UnsupportedError
from m2m_conformance.value import PatternError


def judge(case: Case, target: Target, play: Callable[[Target], Play] | None = None) -> Verdict:
    """The verdict on one case. A target that breaks is an errored verdict, never an exception.

    `play` makes what plays the steps, `Play` unless it is given.
    """
    started = time.perf_counter()
    if missing := sorted(case.needs - target.info.features):
        return Verdict(case, Outcome.SKIPPED, _reason(missing, target))
    if had := sorted(case.without & target.info.features):
        return Verdict(case, Outcome.SKIPPED, f"{', '.join(had)}: the target has what this case does without")
    target.begin(case.id)
    verdict = _played(case, target, (play or Play)(target))
    return replace(verdict, seconds=time.perf_counter() - started)


def _reason(missing: list[str], target: Target) -> str:
    reasons = (target.info.lacks.get(feature, "not offered") for feature in missing)
    return "; ".join(f"{feature}: {reason}" for feature, reason in zip(missing, reasons, strict=True))


def _played(case: Case, target: Target, play: Play) -> Verdict:
    for step in case.steps:
        try:
            found = play.step(step)
        except UnsupportedError as error:
            return Verdict(case, Outcome.SKIPPED, f"{step.call}: {error}")
        except BrokenTargetError as error:
            message = f"{step.label}, {step.call}: {error}"
            return errored(case, message, error, target.log())
        if found:
            return failed(case, step, found, target.log())
    return Verdict(case, Outcome.PASSED)


def errored(case: Case, message: str, error: BrokenTargetError, log: str) -> Verdict:
    """The verdict on a case in which the target broke, as `error` tells."""
    adapter = isinstance(error, FaultyAdapterError)
    return Verdict(case, Outcome.ERRORED, message, log=log, adapter=adapter)


def failed(case: Case, step: Step, found: tuple[Difference, ...], log: str) -> Verdict:
    """The verdict on a case of which this step is not as expected."""
    outcome = Outcome.FAILED if case.level is Level.MUST else Outcome.WARNED
    message = f"{step.label}, {step.call}: {found[0]}"
    return Verdict(case, outcome, message, label=step.label, call=step.call, differences=found, log=log)


class Play:
    """Steps in progress. `scope` holds saved values and, by handle, each session's last snapshot."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.scope: dict[str, Any] = {}

    def step(self, step: Step) -> tuple[Difference, ...]:
        """Where a step is not as expected. Raises UnsupportedError and BrokenTargetError."""
        if step.row:
            self.scope.update(step.row)
        try:
            params = step.fill(self.scope) if step.fill else step.params
            reply = self.target.request(step.call, params)
            found = tuple(self.compare(step, reply))
        except RecursionError as error:  # at a depth of about a thousand
            raise BrokenTargetError("a reply nested too deep to compare") from error
        except PatternError as error:
            return (Difference("reference", "a saved value with this in it", str(error)),)
        if step.save and not found:
            self.scope[step.save] = reply.value
        return found

    def compare(self, step: Step, reply: Reply) -> Iterator[Difference]:
        """Where a reply is not as a step expects it."""
        yield from self.result(step.expect, reply)
        if step.call.startswith("session."):
            yield from self.snapshot(step, reply)

    def result(self, expect: dict[str, Any], reply: Reply) -> Iterator[Difference]:
        """The value or the error kind as expected; with both, either will do."""
        error = expect.get("error", [])
        kinds = error if isinstance(error, list) else [error]
        if reply.kind in kinds:
            return
        if reply.kind is None and "value" in expect:
            yield from differences(expect["value"], reply.value, self.scope, "value")
        elif reply.kind is None:
            yield Difference("result", f"error {' or '.join(kinds)}", f"value {show(reply.value)}")
        elif "value" in expect:
            either = f" or error {' or '.join(kinds)}" if kinds else ""
            yield Difference("result", show(expect["value"]) + either, f"error {reply.kind} ({reply.text})")
        else:
            yield Difference("error", " or ".join(kinds), f"{reply.kind} ({reply.text})")

    def snapshot(self, step: Step, reply: Reply) -> Iterator[Difference]:
        """Named fields as expected, the others as this handle was last seen."""
        handle = step.params.get("as", step.params["session"])
        before = self.scope.get(handle, {}) if step.call != "session.create" else {}
        got = reply.session
        if got is None:
            if handle in self.scope or "session" in step.expect:
                yield Difference("session", "a snapshot", "none")
            return
        self.scope[handle] = got
        named = step.expect.get("session", {})
        yield from differences(named, got, self.scope, "session")
        for field, value in before.items():
            if field not in named and got[field] != value:
                yield Difference(f"session.{field}", f"{show(value)} (unchanged)", show(got[field]))
