"""The verdict on a target, in a sentence."""

from __future__ import annotations

from m2m_conformance.outcome import Outcome, Run, of
from m2m_conformance.text import count


def number(of: int, one: str, more: str = "") -> str:
    """How many; empty for none."""
    return count(of, one, more) if of else ""


def joined(*parts: str) -> str:
    """The parts that are not empty, with commas between them."""
    return ", ".join(part for part in parts if part)


def conclusion(run: Run) -> str:
    """The verdict on the target, in a sentence. A shard has only one on its part."""
    return f"{str(run.shard).upper()} {_conclusion(run)}" if run.shard else _conclusion(run)


def _conclusion(run: Run) -> str:
    ended = run.count()
    if run.passed:
        cases = count(ended[Outcome.PASSED], "case")
        skipped = f"{ended[Outcome.SKIPPED]} skipped" if ended[Outcome.SKIPPED] else ""
        return f"PASSED: {joined(cases, known(run), skipped)}"
    stale = number(len(run.stale), "stale baseline entry", "stale baseline entries")
    return f"NOT PASSED: {joined(_bad(run), known(run), stale, _stop(run)) or _nothing(run)}"


def _nothing(run: Run) -> str:
    """Why nothing was checked."""
    if run.shard and not run.shard.size:
        return f"nothing was checked, none of the {count(run.shard.selected, 'case')} is in it"
    return "nothing was checked"


def _bad(run: Run) -> str:
    if run.baseline is not None:
        return number(len(run.unlisted), "failure not listed", "failures not listed")
    ended = run.count()
    return joined(
        *(f"{ended[each]} {each.value}" for each in (Outcome.FAILED, Outcome.ERRORED) if ended[each])
    )


def known(run: Run) -> str:
    """How many failures and warnings the baseline lists; empty for none."""
    warnings = len(of(run.known, Outcome.WARNED))
    return joined(
        number(len(run.known) - warnings, "known failure"),
        number(warnings, "known warning"),
    )


def _stop(run: Run) -> str:
    """Why the run ended early, if cases were left, or if nothing else says why it has not passed."""
    if run.unfinished:
        return f"{run.unfinished} not run: stopped, {run.stopped}"
    return f"stopped, {run.stopped}" if run.stopped and not run.unlisted else ""
