"""The action for GitHub: its steps, run as the runner runs them, on a right target and on wrong ones."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
import yaml

from tests.ci.runner import ROOT, GitHub, Job, action

WRONG = shlex.join([sys.executable, str(ROOT / "tests" / "wrong" / "target.py"), "SilentPing"])
RIGHT = "m2m-conformance adapter"
SELECT = "session/receive/*"
REPORTS = {"report.json", "events.jsonl", "junit.xml", "summary.md", "badge.json"}

Play = Callable[..., Job]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Runs the action with these inputs, `_` for `-`, in the folder `work`."""
    (tmp_path / "work").mkdir()
    numbers = count()

    def play(**inputs: str) -> Job:
        given = {name.replace("_", "-"): value for name, value in ({"select": SELECT} | inputs).items()}
        return GitHub(tmp_path / "work", tmp_path / f"job-{next(numbers)}", given).run()

    return play


def test_a_right_target_passes_and_all_reports_are_kept(play: Play) -> None:
    job = play(command=RIGHT)
    assert job.steps == {"Judge": True, "Verdict": True}
    assert job.artifact >= REPORTS
    report = json.loads((job.folder / "artifact" / "report.json").read_text(encoding="utf-8"))
    passed = str(report["summary"]["passed"])
    assert job.outputs.items() >= {
        "status": "0", "verdict": f"PASSED: {passed} cases", "passed": passed, "failed": "0", "errored": "0"
    }.items()  # fmt: skip
    assert job.summary.startswith(f"## ✅ M2M core: PASSED: {passed} cases\n")


def test_a_wrong_target_fails_at_the_end_with_its_reports_kept(play: Play) -> None:
    job = play(command=WRONG)
    assert job.steps == {"Judge": True, "Verdict": False}
    assert job.outputs["status"] == "1"
    assert int(job.outputs["failed"]) > 0
    assert job.outputs["verdict"] == f"NOT PASSED: {job.outputs['failed']} failed"
    assert job.artifact >= REPORTS
    junit = Xml.parse(job.folder / "artifact" / "junit.xml").getroot()
    assert junit.get("failures") == job.outputs["failed"]
    assert job.summary.startswith("## ❌ M2M core: NOT PASSED: ")


def test_a_baseline_makes_it_fail_for_what_is_new_only(play: Play, tmp_path: Path) -> None:
    known = tmp_path / "work" / "known.yaml"
    first = play(command=WRONG, update_baseline="true")
    assert first.outputs["status"] == "1"
    known.write_bytes((first.folder / "artifact" / "baseline.yaml").read_bytes())
    entries = yaml.safe_load(known.read_text(encoding="utf-8"))["failures"]
    assert len(entries) == int(first.outputs["failed"])
    second = play(command=WRONG, baseline="known.yaml", update_baseline="true")
    assert second.outputs["status"] == "0"
    assert "baseline.yaml" not in second.artifact
    assert second.outputs["verdict"].startswith(f"PASSED: {second.outputs['passed']} case")
    assert second.outputs["verdict"].endswith(f", {len(entries)} known failure{'s' * (len(entries) > 1)}")


def test_a_stale_baseline_fails_and_the_new_one_is_left(play: Play, tmp_path: Path) -> None:
    known = tmp_path / "work" / "known.yaml"
    entry = {"case": "session/receive/ping-closed", "message": "x", "reason": "y"}
    known.write_text(yaml.safe_dump({"format": 1, "failures": [entry]}), encoding="utf-8")
    before = known.read_bytes()
    job = play(command=RIGHT, baseline="known.yaml", update_baseline="true")
    assert job.outputs["status"] == "1"
    assert yaml.safe_load((job.folder / "artifact" / "baseline.yaml").read_bytes())["failures"] == []
    assert known.read_bytes() == before


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({}, "give a command (M2M_COMMAND) or a url (M2M_URL), and not both"),
        ({"command": RIGHT, "url": "http://127.0.0.1:1"}, "and not both"),
        ({"command": "./x 'y"}, 'M2M_COMMAND is "./x \'y": no closing quotation'),
        ({"command": RIGHT, "args": "-- ./other"}, "M2M_ARGS has a --"),
        ({"command": "./no-such-adapter"}, "./no-such-adapter"),
        ({"command": RIGHT, "select": "no/such/*"}, "is selected"),
        ({"command": RIGHT, "profile": "loose"}, "loose"),
    ],
)
def test_what_cannot_be_done_fails_and_says_why(play: Play, inputs: dict[str, str], reason: str) -> None:
    job = play(**inputs)
    assert job.steps == {"Judge": True, "Verdict": False}
    assert job.outputs["status"] == "2"
    assert reason in job.log
    assert job.outputs["verdict"] == ""
    assert job.summary.startswith("## ❌ M2M: nothing was judged\n")


HOSTILE = ["$(touch pwned)`touch pwned`; touch pwned", '" && touch pwned #\ntouch pwned', "--json pwned"]


@pytest.mark.parametrize("name", sorted({*action()["inputs"]} - {"artifact", "python-version", "report-dir"}))
@pytest.mark.parametrize("text", HOSTILE)
def test_no_input_is_a_script(play: Play, tmp_path: Path, name: str, text: str) -> None:
    inputs = {"command": RIGHT, name.replace("-", "_"): text} if name != "url" else {"url": text}
    if name == "args" and text == "--json pwned":
        text = "--timeout $(touch pwned)"  # else it is what it says
        inputs["args"] = text
    play(**inputs)
    assert not list(tmp_path.rglob("pwned"))


def test_several_globs_options_and_words_arrive_as_they_are(play: Play, tmp_path: Path) -> None:
    """The adapter has a blank in its name and gets an argument with one."""
    adapter = tmp_path / "work" / "my adapter"
    adapter.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$@" > words\nexec m2m-conformance adapter\n', encoding="utf-8"
    )
    adapter.chmod(0o755)
    job = play(
        command="'./my adapter' --name 'a b' '*'",
        select="session/receive/ping-*\n\n  session/close/*  \n",
        exclude="session/close/initial",
        args="--timeout 7",
        profile="strict",
    )
    assert job.outputs["status"] == "0"
    assert (tmp_path / "work" / "words").read_text(encoding="utf-8") == "--name\na b\n*\n"
    report = json.loads((job.folder / "artifact" / "report.json").read_text(encoding="utf-8"))
    groups = {each["id"].rpartition("/")[0] for each in report["cases"]}
    assert groups == {"session/receive", "session/close"}
    assert report["profile"] == "strict"
    assert report["setting"]["options"]["timeout"].startswith("7")
    assert "session/close/initial" not in {each["id"] for each in report["cases"]}


def test_a_target_cannot_speak_to_the_runner(play: Play, tmp_path: Path) -> None:
    """Neither through its files, nor by lines that are commands."""
    adapter = tmp_path / "work" / "adapter"
    adapter.write_text(
        "#!/bin/sh\n"
        'echo "status=0" >> "${GITHUB_OUTPUT:-/dev/null}"\n'
        'echo "# pwned" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"\n'
        "echo '##[set-output name=status]0' >&2\n"
        "exit 3\n",
        encoding="utf-8",
    )
    adapter.chmod(0o755)
    job = play(command="./adapter", select="session/receive/ping-*")
    assert job.outputs["status"] == "1"
    assert "pwned" not in job.summary
    lines = job.log.splitlines()
    stop = next(line for line in lines if line.startswith("::stop-commands::"))
    token = stop.removeprefix("::stop-commands::")
    said = [number for number, line in enumerate(lines) if "##[" in line or line.strip().startswith("::")]
    assert said[0] == lines.index(stop)
    assert said[-1] == lines.index(f"::{token}::")


def test_no_artifact_is_kept_if_none_is_wanted(play: Play) -> None:
    job = play(command=RIGHT, artifact="")
    assert job.artifact == set()
    assert job.outputs["status"] == "0"
    assert (Path(job.outputs["reports"]) / "report.json").exists()


def test_another_folder(play: Play, tmp_path: Path) -> None:
    (tmp_path / "work" / "sub").mkdir()
    job = play(
        command="sh -c 'pwd > here; exec m2m-conformance adapter'", working_directory="sub", report_dir="a/b"
    )
    assert job.outputs["status"] == "0"
    assert (tmp_path / "work" / "sub" / "here").exists()
    assert Path(job.outputs["reports"]) == tmp_path / "work" / "a" / "b"
