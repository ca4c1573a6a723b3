"""Walks through the session machine: calls in any order, and what the model foresees of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from hypothesis import strategies as st

from m2m_conformance.derive.offer import PLAIN, Offer
from m2m_conformance.derive.row import PATH
from m2m_conformance.derive.script import Script
from m2m_conformance.derive.stimulus import SOUND
from m2m_conformance.derive.title import about, words
from m2m_conformance.generate.entry import Entry, Part
from m2m_conformance.requirement import Requirement, load_requirements
from m2m_ref.model import Row, profile_model
from m2m_ref.profile import Profile

DEFINE: Part = {"plain": PLAIN}

_WAITS = (1, 4, 5, 10, 29, 30, 60, 240, 299, 300, 301)
"""Seconds around everything that time brings about (spec/strict.yaml, settings)."""

_NAMED = 4  # rows in a title

_NOT_WITH = {
    "none": {"encodes", "decodes"},  # which nothing makes false
    "m2m": {"decodes", "decompress", "receive_data"},
    "brotli": {"encodes", "compress", "receive_data"},
}
"""Events and facts left out with an algorithm: what is not plain would hang on the encoder."""

_WRONG_WITH = {"m2m": "encodes", "brotli": "decodes"}
"""What goes wrong whenever it is asked for with an algorithm, for the same reason."""


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """From any state, up to ten calls, in either profile."""
    profile = draw(st.sampled_from(Profile))
    algorithm = draw(st.sampled_from(("none", "none", "none", "m2m", "brotli")))
    script = Script(profile_model(profile), Offer((algorithm,)))
    rows = [script.happens(event) for event in draw(st.sampled_from(sorted(PATH.values())))]
    for event in draw(st.lists(st.sampled_from(_events(profile)), min_size=1, max_size=10)):
        if draw(st.integers(0, 4)) == 0:
            script.wait(draw(st.sampled_from(_WAITS)))
        if event not in _NOT_WITH[script.algorithm]:
            rows.append(script.happens(event, **_facts(draw, script, event)))
    return _entry(script, profile, rows or [script.happens("create_hello")])


@cache
def _events(profile: Profile) -> tuple[str, ...]:
    return tuple(name for name, event in profile_model(profile).events.items() if event.call)


def _facts(draw: st.DrawFn, script: Script, event: str) -> Mapping[str, bool]:
    """At most one thing is wrong; more would hide each other."""
    asked = sorted(_asked(script.twin.model.profile, event) - _NOT_WITH[script.algorithm])
    wrong = draw(st.sampled_from([None, None, None, *asked])) if asked else None
    return {fact: False for fact in asked if fact in (wrong, _WRONG_WITH.get(script.algorithm))}


@cache
def _asked(profile: str, event: str) -> frozenset[str]:
    """The facts that the rows of an event ask, without those that time brings about."""
    model = profile_model(Profile(profile))
    guards = (model.guards.get(row.when, {}) for row in model.rows if row.event == event)
    return frozenset(fact for guard in guards for fact in guard if fact in SOUND)


def _entry(script: Script, profile: Profile, rows: Iterable[Row]) -> Entry:
    names = list(dict.fromkeys(words(row, script.twin.model) for row in rows))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return Entry(
        title=f"{', '.join(names[:_NAMED])}{more}",
        requirements=about(rows, _requirements(), profile),
        steps=script.steps,
        profile=profile.value,
        needs=[script.algorithm] if script.algorithm != "none" else [],
    )


@cache
def _requirements() -> tuple[Requirement, ...]:
    return tuple(load_requirements().values())
