"""One case for every row of the model, the illegal pairs among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from m2m_conformance.derive.offer import PLAIN, Offer
from m2m_conformance.derive.script import Script, Step
from m2m_conformance.derive.stimulus import algorithm_for
from m2m_conformance.derive.title import about, outcome, words
from m2m_conformance.derive.twin import TIMEOUT
from m2m_conformance.requirement import Requirement
from m2m_ref.model import Model, Row, profile_model
from m2m_ref.profile import Profile, settings

PATH = {
    "Initial": (),
    "HelloSent": ("create_hello",),
    "Established": ("process_hello",),
    "Closing": ("process_hello", "close"),
    "Closed": ("process_hello", "receive_close"),
}
"""The events that lead to a state, in both profiles."""

_SETUP = {state: "hello_sent" if state == "HelloSent" else state.lower() for state in PATH}

_SHORT = 2  # seconds of a timeout that is over before anything else is
_TIMES = ("expired", "unanswered", "overdue", "abandoned", "ping_due")


def row_file(profile: Profile, requirements: Mapping[str, Requirement]) -> dict[str, Any]:
    """The vector file of all rows of `profile`."""
    model = profile_model(profile)
    file = _File(profile, model, requirements.values())
    cases = [file.case(row) for row in model.rows]
    return {
        "format": 1,
        "about": f"Every row of the session machine of the {profile.value} profile.",
        "define": {"plain": PLAIN},
        "setup": file.setups,
        "cases": cases,
    }


class _File:
    def __init__(self, profile: Profile, model: Model, requirements: Iterable[Requirement]) -> None:
        self.profile = profile
        self.model = model
        self.requirements = list(requirements)
        self.setups: dict[str, list[Step]] = {}

    def case(self, row: Row) -> dict[str, Any]:
        facts = self.model.guards.get(row.when, {})
        short = facts.get("expired", False)
        script = Script(self.model, Offer((algorithm_for(facts),)), _SHORT if short else TIMEOUT)
        setup = self._setup(script, row.state, "_short" if short else "")
        self._let_time_pass(script, facts)
        given = {fact: value for fact, value in facts.items() if fact not in _TIMES}
        # What time does is nobody's call: it shows in the next one, and CLOSE is taken wherever anything is.
        decided = script.happens("receive_close" if row.event == "lapse" else row.event, **given)
        assert row.event == "lapse" or decided == row, f"{row.id} was to be shown, not {decided.id}"
        return {
            "name": _name(row),
            "title": f"{words(row, self.model)} {outcome(row)}",
            "requirements": about([row], self.requirements, self.profile),
            "profile": self.profile.value,
            **_needs(script),
            "setup": [setup],
            "steps": script.steps,
        }

    def _setup(self, script: Script, state: str, suffix: str) -> str:
        """Lead the session to `state`; the name of the setup that does so."""
        for event in PATH[state]:
            script.happens(event)
        other = f"_{script.algorithm}" if script.algorithm != "none" else ""
        name = f"{_SETUP[state]}{other}{suffix}"
        self.setups[name], script.steps = script.steps, []
        return name

    def _let_time_pass(self, script: Script, facts: Mapping[str, bool]) -> None:
        keep = settings(self.profile)
        if facts.get("abandoned"):
            script.wait(keep.ping_after_seconds or 0)
            for _ in range(keep.missed_pongs or 0):
                script.happens("tick")
                script.wait(keep.pong_seconds or 0)
        seconds = {
            "expired": _SHORT + 1,
            "unanswered": keep.hello_seconds,
            "overdue": keep.closing_seconds,
            "ping_due": keep.ping_after_seconds,
        }
        for fact, each in seconds.items():
            if facts.get(fact):
                script.wait(each or 0)


def _needs(script: Script) -> dict[str, list[str]]:
    return {"needs": [script.algorithm]} if script.algorithm != "none" else {}


def _name(row: Row) -> str:
    words = row.id.removesuffix("/always").lower().replace("/", "-").replace("_", "-")
    return words.replace("hellosent", "hello-sent")
