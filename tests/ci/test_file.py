"""The files that people put into their CI are as GitHub, GitLab and shells want them."""

from __future__ import annotations

import importlib.resources
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from tests.ci.runner import ACTION, GITLAB, ROOT, action, gitlab_job

READMES = [
    ACTION / "README.md",
    GITLAB.parent / "README.md",
    ROOT / "conformance" / "docs" / "docs" / "ci.md",
]


@cache
def schema(name: str) -> jsonschema_rs.Validator:
    """Of schemastore.org, as check-jsonschema brings it."""
    file = importlib.resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json"
    return jsonschema_rs.validator_for(json.loads(file.read_text(encoding="utf-8")))


def wrong(name: str, document: Any) -> list[str]:
    return [error.message for error in schema(name).iter_errors(document)]


def test_the_action_is_as_github_wants_it() -> None:
    assert wrong("github-actions", action()) == []
    assert wrong("github-actions", {**action(), "runs": {"using": "composite"}})


def test_the_job_is_as_gitlab_wants_it() -> None:
    document = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    assert wrong("gitlab-ci", document) == []
    assert wrong("gitlab-ci", {"x": {"script": 1}})


def test_every_input_is_used_and_every_output_is_made() -> None:
    text = (ACTION / "action.yml").read_text(encoding="utf-8")
    for name in action()["inputs"]:
        assert re.search(rf"inputs\.{name}\b", text)
    judge = (ACTION / "judge.py").read_text(encoding="utf-8")
    for name in action()["outputs"]:
        assert f'"{name}"' in judge


def test_every_variable_is_one_that_is_read() -> None:
    text = (ACTION / "judge.py").read_text(encoding="utf-8") + " M2M_REPOSITORY M2M_REF"
    for name in gitlab_job()["variables"]:
        assert (
            name in text
            or f'"{name.removeprefix("M2M_")}"' in text
            or name.removeprefix("M2M_").lower() in text
        )


def shellcheck(script: str) -> str:
    program = shutil.which(
        "shellcheck", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    assert program, "it comes with the extra `dev`"
    done = subprocess.run(
        [program, "-s", "bash", "-"], input=script, capture_output=True, text=True, check=False
    )
    return done.stdout


def scripts() -> dict[str, str]:
    steps = {each["name"]: each["run"] for each in action()["runs"]["steps"] if "run" in each}
    lines = "\n".join(gitlab_job()["script"])
    return {**steps, "gitlab": lines, "install.sh": (ACTION / "install.sh").read_text(encoding="utf-8")}


@pytest.mark.parametrize("name", scripts())
def test_scripts_are_clean(name: str) -> None:
    assert shellcheck(f"#!/bin/bash\nset -e\n{scripts()[name]}") == ""


def test_an_unclean_one_is_seen() -> None:
    assert "SC2086" in shellcheck("#!/bin/bash\necho $1")


def test_scripts_can_be_started() -> None:
    assert os.access(ACTION / "install.sh", os.X_OK)


def install(folder: Path, python: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
    program.chmod(0o755)
    given = {"M2M_PYTHON": str(program), "M2M_HOME": str(folder / "home"), "M2M_PACKAGE": "the package"}
    return subprocess.run(
        [str(ACTION / "install.sh")],
        env=os.environ | given | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    done = install(tmp_path, "exit 1")
    assert done.returncode == 2
    assert "needs Python 3.11 or later" in done.stderr
    assert str(tmp_path / "python") in done.stderr


def test_the_package_is_installed_into_an_environment_of_its_own(tmp_path: Path) -> None:
    """With a Python that makes an environment whose programs say what they are asked."""
    makes = (
        'test "$1" = -m || exit 0\n'
        'mkdir -p "$3/bin"\n'
        'printf \'#!/bin/sh\\necho "$0" "$@"\\n\' > "$3/bin/python"\n'
        'cp "$3/bin/python" "$3/bin/m2m-conformance"\n'
        'chmod +x "$3"/bin/*'
    )
    done = install(tmp_path, makes)
    home = tmp_path / "home" / "bin"
    assert done.stdout == (
        f"{home}/python -m pip install --quiet the package\n{home}/m2m-conformance --version\n"
    )


def snippets() -> list[tuple[Path, str]]:
    found = re.compile("^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return [(file, text) for file in READMES for text in found.findall(file.read_text(encoding="utf-8"))]


def test_there_are_snippets_in_every_page() -> None:
    assert {file for file, _ in snippets()} == set(READMES)


@pytest.mark.parametrize(
    ("file", "text"), snippets(), ids=lambda each: each.parent.name if isinstance(each, Path) else ""
)
def test_the_snippets_to_copy_are_right(file: Path, text: str) -> None:
    document = yaml.safe_load(text)
    if "jobs" in document or True in document:  # `on` is true in YAML 1.1
        workflow = {("on" if key is True else key): value for key, value in document.items()}
        assert wrong("github-workflows", workflow) == []
    elif "include" in document:
        assert wrong("gitlab-ci", document) == []
    for step in steps(document):
        if "/conformance/action@" in step.get("uses", ""):
            assert step.get("with", {}).keys() <= action()["inputs"].keys()
    for name in variables(document):
        assert name in gitlab_job()["variables"]


def steps(document: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in document.get("jobs", {}).values() for step in job["steps"]]


def variables(document: dict[Any, Any]) -> list[str]:
    jobs = (
        each
        for each in document.values()
        if isinstance(each, dict) and each.get("extends") == ".m2m-conformance"
    )
    return [name for job in jobs for name in job.get("variables", {})]
