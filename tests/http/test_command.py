"""run --url as people run it, against real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.http.live import making, serving
from tests.http.wrong import RatioUpsideDown, TakesAnyVersion
from tests.serve.process import served

RUN = (sys.executable, "-m", "m2m_conformance", "run")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *words], capture_output=True, text=True, timeout=120, check=False)


def test_a_server_is_judged_and_its_failures_can_be_known(tmp_path: Path) -> None:
    baseline, report = tmp_path / "known.yaml", tmp_path / "report.json"
    with serving(making(TakesAnyVersion)) as url:
        options = ("--url", url, "--select", "http/handshake/*")
        red = run(*options, "--json", str(report))
        assert red.returncode == 1
        assert f"again: m2m-conformance run --url {url} --select http/handshake/other-version" in red.stdout
        assert run(*options, "--baseline", str(baseline), "--update-baseline").returncode == 0
        green = run(*options, "--baseline", str(baseline))
    assert (green.returncode, green.stdout.count("1 known failure,")) == (0, 1)
    told = json.loads(report.read_text())
    assert told["target"]["name"] == url
    assert told["target"]["features"][:2] == ["brotli", "choice"]
    with serving(making()) as url:
        stale = run("--url", url, "--select", "http/handshake/*", "--baseline", str(baseline))
    assert (stale.returncode, stale.stdout.count("the case passes: remove the entry")) == (1, 1)


def test_a_should_is_a_warning() -> None:
    with serving(making(RatioUpsideDown)) as url:
        found = run("--url", url, "--select", "http/engine/*")
    assert found.returncode == 0
    assert "WARNED http/engine/ratio" in found.stdout


def test_without_a_server_the_cases_of_servers_are_not_played() -> None:
    assert "http/" not in run("--list").stdout
    listed = run("--list", "--url", "http://127.0.0.1:1").stdout
    areas = {line.partition("/")[0] for line in listed.splitlines() if "(retired: " not in line}
    assert areas == {"brotli", "engine", "frame", "http", "limit", "security", "token"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--url", "localhost:3000"), "is not like http://HOST:PORT"),
        (("--url", "http://127.0.0.1:3000", "--", "x"), "leave the command after -- out"),
        (("--url", "http://127.0.0.1:3000", "--suite", "wp"), "--url is for vectors, not for sequences"),
        (("--url", "http://127.0.0.1:1"), "start the server first"),
    ],
)
def test_what_cannot_be_done_is_said(words: tuple[str, ...], sentence: str) -> None:
    found = run(*words)
    assert found.returncode == 2
    assert sentence in found.stderr


def started(*words: str) -> subprocess.Popen[str]:
    """A run that has begun: its first area is done."""
    process = subprocess.Popen([*RUN, *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("  brotli"):
            break
    return process


def test_a_server_that_goes_away_is_never_green() -> None:
    with served() as server:
        process = started("--url", str(server.client.address), "--timeout", "2")
        server.process.kill()
        output, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "the target broke 10 times in a row" in output


def test_an_interrupted_run_says_what_it_found(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with served() as server:
        process = started("--url", str(server.client.address), "--json", str(report))
        os.kill(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
        assert server.get("/health").status == 200
    assert process.returncode == 130
    assert json.loads(report.read_text())["stopped"] == "interrupted"
