"""The reference's server passes everything; each wrong one is seen by the cases about its fault."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from m2m_conformance.outcome import Outcome, Run
from m2m_conformance.serve.binding import Binding
from m2m_ref.profile import Profile
from tests.http.live import judged, making, serving
from tests.http.wrong import WRONG

QUICK = ("http/*", "engine/none/*")


def not_passed(run: Run) -> set[str]:
    return {each.case.id for each in run.verdicts if each.outcome is not Outcome.PASSED}


@pytest.mark.parametrize("profile", list(Profile))
def test_the_reference_passes_all_that_is_asked(profile: Profile) -> None:
    with serving(making(profile=profile)) as url:
        run = judged(url, profile=profile, without=("limit/*",))
    assert not_passed(run) == set()
    areas = run.count("http")[Outcome.PASSED], run.count("frame")[Outcome.PASSED]
    assert areas > (75, 800)


@pytest.mark.parametrize("kind", WRONG, ids=lambda kind: kind.__name__)
def test_a_wrong_server_is_seen_by_the_cases_about_its_fault(kind: type[Binding]) -> None:
    with serving(making(kind)) as url:
        run = judged(url, *QUICK, without=("http/survive/*",))
    found = not_passed(run)
    assert {*WRONG[kind]} <= found
    assert len(found) < len(run.verdicts) / 2  # and is not simply out of order


def without_type(app: Starlette) -> Starlette:
    """Errors as plain text, which is what frameworks do by themselves."""

    async def plain(scope: dict, receive: object, send: object) -> None:  # type: ignore[type-arg]
        async def sent(message: dict) -> None:  # type: ignore[type-arg]
            if message["type"] == "http.response.start" and message["status"] >= 400:
                message["headers"] = [
                    (name, b"text/plain" if name == b"content-type" else value)
                    for name, value in message["headers"]
                ]
            await send(message)  # type: ignore[operator]

        await app(scope, receive, sent if scope["type"] == "http" else send)  # type: ignore[arg-type]

    return plain  # type: ignore[return-value]


def test_errors_that_are_no_json_are_seen() -> None:
    with serving(making(), without_type) as url:
        found = not_passed(judged(url, "http/*", without=("http/survive/*",)))
    assert {"http/error/no-json", "http/session/unknown", "http/engine/unreadable"} <= found
    assert "http/engine/compress" not in found
