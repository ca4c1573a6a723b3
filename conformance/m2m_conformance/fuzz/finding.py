"""A failure of a campaign as the case of a vector file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from m2m_conformance.derive.title import about, outcome, words
from m2m_conformance.fuzz.exchange import Failure
from m2m_conformance.requirement import Requirement
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile

_BY_CALL = {"session.stats": ["SES-075"], "clock.advance": ["SES-075"], "session.create": ["SES-001"]}
_UNREADABLE = ["MSG-001", "MSG-008"]
_FEATURES = {"m2m", "tokennative", "brotli"}


def case_of(failure: Failure, profile: Profile, requirements: Mapping[str, Requirement]) -> dict[str, Any]:
    """The case, but for its name: the steps that were played, the last one being what went wrong."""
    row, last = failure.row, failure.steps[-1]
    if row:
        names = about([row], requirements.values(), profile)
        title = f"{words(row, profile_model(profile))} {outcome(row)}"
    else:
        names = _BY_CALL.get(last["call"], _UNREADABLE)
        title = f"{last['call']} does what it should"
    needs = sorted(_FEATURES & set(_algorithms(failure)))
    return {
        "title": title,
        "requirements": names,
        "profile": profile.value,
        **({"needs": needs} if needs else {}),
        "steps": list(failure.steps),
    }


def _algorithms(failure: Failure) -> list[str]:
    """Those that the sessions were made with."""
    created = (step["with"] for step in failure.steps if step["call"] == "session.create")
    return [name for given in created for name in given["capabilities"]["compression"]["algorithms"]]
