"""The job for GitLab: its script, run as the runner runs it; the repository of the suite is a small one."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ci.runner import ACTION, ROOT, gitlab, gitlab_job

WRONG = shlex.join([sys.executable, str(ROOT / "tests" / "wrong" / "target.py"), "SilentPing"])
SELECT = {"M2M_SELECT": "session/receive/*"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A repository with the files that the job calls, where the suite is installed by a link to ours."""
    folder = tmp_path / "suite"
    scripts = folder / "conformance" / "action"
    scripts.mkdir(parents=True)
    shutil.copy(ACTION / "judge.py", scripts)
    install = scripts / "install.sh"
    install.write_text(
        f'#!/bin/sh\ntest -d "$M2M_PACKAGE/.git" && ln -s {shlex.quote(sys.prefix)} "$M2M_HOME"\n'
    )
    install.chmod(0o755)
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-q", "-m", "x"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize(
    ("command", "status"), [("m2m-conformance adapter", 0), (WRONG, 1), ("./nothing", 2), ("", 2)]
)
def test_the_job_ends_as_the_run_does(project: Path, suite: Path, command: str, status: int) -> None:
    done = gitlab(project, suite, {"M2M_COMMAND": command, **SELECT})
    assert done.returncode == status, done.stderr
    junit = project / gitlab_job()["artifacts"]["reports"]["junit"]
    assert junit.exists() == (status != 2)
    if status != 2:
        report = json.loads((project / "m2m-report" / "report.json").read_text(encoding="utf-8"))
        assert (report["summary"]["failed"] > 0) == (status == 1)


def test_it_can_be_run_twice_in_one_folder(project: Path, suite: Path) -> None:
    """As on a runner that keeps its folders; the reports are the second one's."""
    for command, status in ((WRONG, 1), ("./nothing", 2)):
        assert gitlab(project, suite, {"M2M_COMMAND": command, **SELECT}).returncode == status
    assert [file.name for file in (project / "m2m-report").iterdir()] == ["events.jsonl"]


def test_reports_are_kept_whatever_comes_of_it() -> None:
    artifacts = gitlab_job()["artifacts"]
    assert artifacts["when"] == "always"
    assert artifacts["paths"] == ["m2m-report/"]


@pytest.mark.parametrize(
    "name", ["M2M_COMMAND", "M2M_REF", "M2M_PROFILE", "M2M_SELECT", "M2M_ARGS", "M2M_BASELINE"]
)
@pytest.mark.parametrize("text", ["$(touch pwned)", '"; touch pwned #', "--upload-pack=touch pwned"])
def test_no_variable_is_a_script(project: Path, suite: Path, tmp_path: Path, name: str, text: str) -> None:
    gitlab(project, suite, {"M2M_COMMAND": "m2m-conformance adapter", **SELECT, name: text})
    assert not list(tmp_path.rglob("pwned"))
