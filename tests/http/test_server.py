"""The reference's server passes everything; each wrong one is seen by the cases about its fault."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from m2m_conformance.outcome import Outcome, Run
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.serve.binding import Binding
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile
from tests.http.live import judged, making, serving
from tests.http.wrong import WRONG

QUICK = ("http/*", "engine/none/*")


def not_passed(run: Run) -> set[str]:
    return {each.case.id for each in run.verdicts if each.outcome is not Outcome.PASSED}


@pytest.mark.slow
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


def any_type(app: Starlette) -> Starlette:
    """Takes every body for JSON, and every method for the one that is right."""

    async def typed(scope: dict, receive: object, send: object) -> None:  # type: ignore[type-arg]
        if scope["type"] == "http":
            headers = [(name, value) for name, value in scope["headers"] if name != b"content-type"]
            method = "GET" if scope["path"] in ("/health", "/status") else scope["method"]
            scope = {**scope, "headers": headers, "method": method}
        await app(scope, receive, send)  # type: ignore[arg-type]

    return typed  # type: ignore[return-value]


def test_what_the_binding_has_not_has_to_be_refused() -> None:
    with serving(making(), any_type) as url:
        found = not_passed(judged(url, "http/server/*"))
    assert found == {"http/server/other-type-of-body", "http/server/unknown-method"}


def test_a_core_server_does_not_pass_for_a_strict_one() -> None:
    with serving(making()) as url:
        found = not_passed(judged(url, "http/*", profile=Profile.STRICT, without=("http/survive/*",)))
    refused = ("other-label", "label-of-another-prefix", "nested", "long-list", "long-text")
    assert found == {f"http/strict-session/{name}" for name in ("id", "common-algorithms", *refused)}


SURVIVING = {"HTP-052", "HTP-060", "HTP-061", "HTP-062", "HTP-063", "HTP-064"}
"""What test_client.py has servers for, and the test of what the binding has not."""


def test_every_sentence_has_a_server_that_breaks_it() -> None:
    requirements = load_requirements()
    cases = {case.id: case for case in load_cases(vectors_path(), requirements)}
    broken = {name for seen in WRONG.values() for each in seen for name in cases[each].requirements}
    ours = {name for name, rule in requirements.items() if rule.area == "http"}
    assert ours - broken == SURVIVING


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
