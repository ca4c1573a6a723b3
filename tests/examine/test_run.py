"""What `run` says of an adapter that is at fault: the same as check-adapter, and that this says more."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examine.test_command import adapter, after, check
from tests.examine.test_wrong import ROOT

RUN = [sys.executable, "-m", "m2m_conformance", "run"]


def run(*words: str) -> str:
    done = subprocess.run([*RUN, *words], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout


@pytest.mark.parametrize("name", ["LowerState", "EmptyAlgorithm", "ShortSnapshot", "BareValue", "Misspelt"])
def test_a_reply_of_another_form_is_told_in_the_words_of_check_adapter(name: str, tmp_path: Path) -> None:
    command = adapter("wrong", name, tmp_path)
    came = after(check("--", *command).stdout, "came").split(". {")[0]
    assert f": not as spec/adapter.md says: {came}" in run("--select", "session/hello/own-id", "--", *command)


@pytest.mark.parametrize("name", ["LowerState", "Printing", "TextId", "Unwelcoming", "OtherNames"])
@pytest.mark.parametrize("profile", ["core", "strict"])
def test_it_ends_with_the_command_that_says_what_to_mend(name: str, profile: str, tmp_path: Path) -> None:
    command = adapter("wrong", name, tmp_path)
    said = run("--profile", profile, "--select", "session/data/*", "--", *command)
    options = ["--profile", "strict"] if profile == "strict" else []
    words = shlex.join(["m2m-conformance", "check-adapter", *options, "--", *command])
    assert said.endswith(f"\n\n{words} says what to mend in the adapter\n")
    assert said.count("check-adapter") == 1


@pytest.mark.parametrize("name", ["Panicking", "Crashing", "ShortStatistics"])
def test_it_does_not_if_the_target_is_at_fault(name: str, tmp_path: Path) -> None:
    said = run("--select", "session/stats/*", "--", *adapter("wrong", name, tmp_path))
    assert "check-adapter" not in said
