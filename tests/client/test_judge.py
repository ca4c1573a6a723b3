"""Clients judged: ours passes every scene, one that is wrong in three ways is seen by those about each."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import m2m_conformance
from m2m_conformance.client.scene import load_scenes, scenes_of
from m2m_conformance.requirement import load_requirements
from m2m_ref.document import validate
from m2m_ref.profile import Profile

JUDGE = (sys.executable, "-m", "m2m_conformance", "serve", "--judge")
EXAMPLE = str(Path(m2m_conformance.__file__).parents[1] / "example" / "client.py")
WRONG = str(Path(__file__).with_name("wrong.py"))

USUAL = (
    "usual",
    "only-none",
    "only-brotli",
    "reject-version",
    "other-version",
    "data-broken",
    "odd-session-id",
)


def judged(tmp_path: Path, options: list[str], command: list[str]) -> tuple[int, str, dict[str, Any]]:
    """Exit status, output and outcome by scene."""
    report = tmp_path / "report.json"
    words = [*JUDGE, *options, "--json", str(report), "--", *command]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=200, check=False)
    found = json.loads(report.read_text()) if report.exists() else {"cases": []}
    if found["cases"]:
        validate(found, "report.schema.json", "report")
    outcomes = {case["id"].rpartition("/")[2]: case["outcome"] for case in found["cases"]}
    return ended.returncode, ended.stdout + ended.stderr, outcomes


def selecting(*names: str) -> list[str]:
    return [word for name in names for word in ("--select", f"client/scene/{name}")]


def names(profile: Profile) -> set[str]:
    return {scene.name for scene, _ in scenes_of(profile, load_requirements()).values()}


def test_a_right_client_passes_every_scene(tmp_path: Path) -> None:
    status, output, found = judged(tmp_path, [], [sys.executable, EXAMPLE, "{url}"])
    assert (status, {*found.values()}) == (0, {"passed"}), output
    assert found.keys() == names(Profile.CORE)


def test_a_right_client_of_the_strict_profile_passes_its_scenes(tmp_path: Path) -> None:
    own = names(Profile.STRICT) - names(Profile.CORE)
    assert len(own) == 3
    options = ["--profile", "strict", *selecting("usual", "late", "data-broken", *sorted(own))]
    status, output, found = judged(tmp_path, options, [sys.executable, EXAMPLE, "--profile", "strict"])
    assert (status, {*found.values()}, len(found)) == (0, {"passed"}, 6), output


@pytest.mark.parametrize(
    ("way", "scenes", "sentence"),
    [
        ("heedless", {"reject-version", "other-version"}, "expected nothing, since there is no session"),
        (
            "own-id",
            {"usual", "only-none", "only-brotli", "odd-session-id", "data-broken"},
            "is not of this session",
        ),
        ("first-choice", {"only-none", "only-brotli"}, "one that does not"),
    ],
)
def test_a_client_that_is_wrong_is_seen(way: str, scenes: set[str], sentence: str, tmp_path: Path) -> None:
    status, output, found = judged(tmp_path, selecting(*USUAL), [sys.executable, WRONG, way])
    assert status == 1
    assert {name for name, outcome in found.items() if outcome == "failed"} == scenes
    assert sentence in output
    again = re.findall(r"again: m2m-conformance serve --judge --select client/scene/(\S+) -- ", output)
    assert again and {*again} <= scenes


def script(text: str) -> list[str]:
    return [sys.executable, "-c", text]


HELLO = """
import os, json, urllib.request as r, urllib.error, sys
def ask(**m):
    body = json.dumps({"timestamp": 1, **m}).encode()
    q = r.Request(os.environ["M2M_URL"] + "/message", body, {"content-type": "application/json"})
    return json.load(r.urlopen(q))
caps = {"version": "3.0", "agent_id": "a", "agent_type": "b",
        "compression": {"algorithms": ["none"], "max_payload": 0, "streaming": False, "ml_routing": False},
        "security": {"threat_detection": False, "blocking_mode": False, "block_threshold": 0}}
"""


@pytest.mark.parametrize(
    ("text", "scene", "outcome", "sentence"),
    [
        ("pass", "usual", "failed", "expected a HELLO"),
        ("import time; time.sleep(9)", "usual", "errored", "had not ended after 1.5 s"),
        ("import os; os.kill(os.getpid(), 11)", "usual", "errored", "ended by signal 11"),
        (f"{HELLO}ask(type='HELLO', payload=caps)", "usual", "failed", "expected a DATA"),
        (f"{HELLO}ask(type='HELLO', payload=caps, session_id='mine')", "usual", "failed", "HELLO.session_id"),
        (f"{HELLO}ask(type='HELLO', payload={{}})", "usual", "failed", "expected one with capabilities"),
        (f"{HELLO}ask(type='HOWDY')", "usual", "failed", "expected a message"),
        (f"{HELLO}ask(type='HELLO', payload=caps)", "reject-version", "failed", "exit status"),
        (f"{HELLO}ask(type='HELLO', payload=caps); sys.exit(3)", "reject-version", "passed", "PASSED"),
        (
            f"{HELLO}ask(type='HELLO', payload=caps)",
            "only-brotli",
            "skipped",
            "brotli: the client does not offer",
        ),
    ],
)
def test_what_a_client_does_is_told(
    text: str, scene: str, outcome: str, sentence: str, tmp_path: Path
) -> None:
    status, output, found = judged(tmp_path, [*selecting(scene), "--timeout", "1.5"], script(text))
    assert found == {scene: outcome}
    assert sentence in output
    assert status == (0 if outcome == "passed" else 1)


def test_a_client_that_cannot_be_started_is_no_verdict(tmp_path: Path) -> None:
    status, output, _ = judged(tmp_path, [], ["./no-such-client"])
    assert status == 2
    assert "m2m-conformance: cannot start './no-such-client': No such file or directory; build it" in output


def test_scenes_name_what_there_is() -> None:
    requirements = load_requirements()
    scenes = load_scenes()
    assert len({scene.name for scene in scenes}) == len(scenes)
    assert {name for scene in scenes for name in scene.requirements} <= requirements.keys()
