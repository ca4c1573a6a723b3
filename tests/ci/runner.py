"""Plays the runner of GitHub to a composite action, and GitLab's to a job: the steps of the files, in bash.

Actions of others are not had: setup-python is left out, upload-artifact copies. Expressions do here what the
documentation says, as far as our files use them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "conformance" / "action"
GITLAB = ROOT / "conformance" / "gitlab" / "m2m-conformance.yml"
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_UNHEARD = ("M2M_", "GITHUB_", "CI", "RUNNER_")


def action() -> dict[str, Any]:
    document = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def bare() -> dict[str, str]:
    """Our environment, without what a runner puts there."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_UNHEARD)}


@dataclass
class Job:
    """What came of the action in `folder`: whether each step that ran succeeded, and what it left."""

    folder: Path
    steps: dict[str, bool] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""

    @property
    def artifact(self) -> set[str]:
        """The files that were uploaded."""
        kept = self.folder / "artifact"
        return {file.name for file in kept.iterdir()} if kept.exists() else set()

    @property
    def summary(self) -> str:
        return (self.folder / "summary").read_text(encoding="utf-8")


class GitHub:
    """Runs the action in `workspace`, with what is the runner's in `folder`.

    The suite is installed already: `install` is a test of its own.
    """

    def __init__(self, workspace: Path, folder: Path, inputs: Mapping[str, str]) -> None:
        self._workspace = workspace
        self._job = Job(folder)
        declared = action()["inputs"]
        assert inputs.keys() <= declared.keys()
        self._inputs = {name: inputs.get(name, each["default"]) for name, each in declared.items()}
        self._results: dict[str, dict[str, str]] = {}
        self._failed = False
        temp = self._job.folder / "temp"
        temp.mkdir(parents=True)
        (temp / "m2m-conformance").symlink_to(sys.prefix)

    def run(self) -> Job:
        for step in action()["runs"]["steps"]:
            if self._wanted(step) and step.get("id") != "install":
                self._step(step)
        for name, each in action()["outputs"].items():
            self._job.outputs[name] = self._filled(each["value"])
        return self._job

    def _wanted(self, step: Mapping[str, Any]) -> bool:
        """The conditions that there are: `always()`, and comparisons with the empty text."""
        parts = step.get("if", "").split(" && ") if step.get("if") else []
        if self._failed and "always()" not in parts:
            return False
        for part in parts:
            if part != "always()":
                name, operator, other = part.split(" ")
                assert (operator, other) == ("!=", "''")
                if self._value(name) == "":
                    return False
        return True

    def _value(self, name: str) -> str:
        kind, *path = name.split(".")
        if kind == "inputs":
            return str(self._inputs[path[0]])
        step, outputs, key = path
        assert (kind, outputs) == ("steps", "outputs")
        return str(self._results.get(step, {}).get(key, ""))

    def _filled(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self._value(found[1]), text)

    def _step(self, step: Mapping[str, Any]) -> None:
        if "uses" in step:
            given = {name: self._filled(value) for name, value in step["with"].items()}
            if step["uses"].startswith("actions/upload-artifact@"):
                shutil.copytree(given["path"], self._job.folder / "artifact")
            return
        output = self._job.folder / f"output-{step.get('id', 'x')}"
        output.touch()
        script = self._job.folder / "script.sh"
        assert "${{" not in step["run"], "an input in a script could be a script"
        script.write_text(step["run"], encoding="utf-8")
        assert step["shell"] == "bash"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self._workspace,
            env=bare() | self._environment(step, output),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        self._job.log += done.stdout
        self._job.steps[step["name"]] = done.returncode == 0
        self._failed |= done.returncode != 0
        lines = output.read_text(encoding="utf-8").splitlines()
        self._results[step.get("id", "")] = dict(line.split("=", 1) for line in lines)

    def _environment(self, step: Mapping[str, Any], output: Path) -> dict[str, str]:
        given = {name: self._filled(value) for name, value in step.get("env", {}).items()}
        return given | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ACTION),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self._job.folder / "summary"),
            "RUNNER_TEMP": str(self._job.folder / "temp"),
        }


def gitlab_job() -> dict[str, Any]:
    document = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    (job,) = document.values()
    assert isinstance(job, dict)
    return job


def gitlab(project: Path, suite: Path, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs the script of the job, one shell for all lines; `suite` is the repository that it clones."""
    job = gitlab_job()
    assert variables.keys() <= job["variables"].keys()
    given = job["variables"] | {"M2M_REPOSITORY": str(suite)} | dict(variables)
    place = {"CI": "true", "GITLAB_CI": "true", "CI_PROJECT_DIR": str(project)}
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])],
        cwd=project,
        env=bare() | {name: str(value) for name, value in given.items()} | place,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
