"""A server is judged by its URL, by the cases that are for servers."""

from __future__ import annotations

from tests.http.live import making, serving
from tests.http.wrong import BegunWith200
from tests.plugin.project import Project


def test_a_server_is_judged_by_its_url(project: Project) -> None:
    with serving(making()) as url:
        ended = project.pytest("--m2m-url", url, "m2m::http/session", "m2m::http/server")
    assert (ended.status, len(ended.of("passed"))) == (0, len(ended.outcomes))
    assert len(ended.outcomes) > 5
    assert f"target: {url} " in ended.out


def test_a_wrong_server_fails_in_the_case_about_its_fault(project: Project) -> None:
    with serving(making(BegunWith200)) as url:
        ended = project.pytest("--m2m-url", url, "m2m::http/session")
    failed = ended.of("failure")
    assert 0 < len(failed) <= len(ended.outcomes)
    assert f"again: pytest m2m::{failed[0]} --m2m-url {url}\n" in ended.out
    assert f"or: m2m-conformance run --url {url} --select {failed[0]}\n" in ended.out
