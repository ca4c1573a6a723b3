"""Runs m2m-conformance in CI: every report into one folder, the exit status is that of the run.

The environment says what is judged: M2M_COMMAND, M2M_URL, M2M_PROFILE, M2M_SELECT, M2M_EXCLUDE, M2M_SUITE,
M2M_BASELINE and M2M_ARGS are the inputs of the action (action.yml). M2M_DIRECTORY says where it is started,
M2M_REPORTS is the folder of the reports. With M2M_UPDATE_BASELINE=true a run that did not pass leaves a
baseline.yaml there. On GitHub it writes outputs and the summary of the step.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

FILES = {
    "html": "report.html",
    "json": "report.json",
    "jsonl": "events.jsonl",
    "junit": "junit.xml",
    "markdown": "summary.md",
    "badge": "badge.json",
}
"""The reports, by the option of `run` that asks for them."""
OURS = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
"""What a step tells the runner through."""
COUNTS = ("passed", "failed", "warned", "skipped", "errored")
NOT_PASSED, NOT_DONE = 1, 2


class SettingError(Exception):
    """What the environment says cannot be done. The text is one sentence."""


def words(environment: Mapping[str, str], reports: Path) -> list[str]:
    """The words of `m2m-conformance run`. Raises SettingError."""
    given = {
        name: environment.get(f"M2M_{name}", "").strip() for name in ("COMMAND", "URL", "PROFILE", "SUITE")
    }
    if bool(given["COMMAND"]) == bool(given["URL"]):
        raise SettingError("give a command (M2M_COMMAND) or a url (M2M_URL), and not both")
    found = ["run"]
    for option in ("url", "profile", "suite"):
        if value := given[option.upper()]:
            found += [f"--{option}", value]
    for option in ("select", "exclude"):
        for glob in environment.get(f"M2M_{option.upper()}", "").splitlines():
            found += [f"--{option}", glob.strip()] if glob.strip() else []
    for option, name in FILES.items():
        found += [f"--{option}", str(reports / name)]
    more = split("M2M_ARGS", environment.get("M2M_ARGS", ""))
    if "--" in more:
        raise SettingError("M2M_ARGS has a --; what starts the adapter is given in M2M_COMMAND")
    found += more
    return [*found, "--", *split("M2M_COMMAND", given["COMMAND"])] if given["COMMAND"] else found


def split(name: str, text: str) -> list[str]:
    """`text` as a shell takes it apart; nothing in it is run. Raises SettingError."""
    try:
        return shlex.split(text)
    except ValueError as error:
        raise SettingError(f"{name} is {text!r}: {str(error).lower()}") from error


def with_baseline(given: Sequence[str], *baseline: str) -> list[str]:
    """The same words, with options of a baseline."""
    return [given[0], *baseline, *given[1:]]


def run(given: Sequence[str], folder: Path) -> int:
    """Run m2m-conformance; the exit status. A signal is passed on, and what it leaves is waited for.

    The target shall neither write our outputs nor be heard as a command by the runner.
    """
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    program = Path(sys.executable).with_name("m2m-conformance")
    environment["PATH"] = f"{program.parent}{os.pathsep}{environment.get('PATH', '')}"
    token = secrets.token_hex(16) if "GITHUB_ACTIONS" in os.environ else ""
    say(f"::stop-commands::{token}" if token else "")
    try:
        child = subprocess.Popen([program, *given], cwd=folder, env=environment, start_new_session=True)
        return waited(child)
    finally:
        say(f"::{token}::" if token else "")


def waited(child: subprocess.Popen[bytes]) -> int:
    """The exit status of `child`; the first signal that is to end us ends it."""

    def end(_number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        child.terminate()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, end)
    return child.wait()


def say(text: str) -> None:
    """A line on stdout, at once."""
    if text:
        print(text, flush=True)


def tell(status: int, reports: Path) -> None:
    """What came of it, to GitHub: outputs and the summary of the step."""
    outputs = {"status": str(status), "reports": str(reports), **numbers(reports)}
    if place := os.environ.get("GITHUB_OUTPUT"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in outputs.items())
    summary = reports / FILES["markdown"]
    if place := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(summary.read_text(encoding="utf-8") if summary.exists() else UNJUDGED)


UNJUDGED = "## ❌ M2M: nothing was judged\n\nThe log of the step says why.\n"


def numbers(reports: Path) -> dict[str, str]:
    """How many cases ended how, and the verdict; nothing, if there was no run to its end."""
    events = reports / FILES["jsonl"]
    last = events.read_text(encoding="utf-8").splitlines()[-1:] if events.exists() else []
    end = json.loads(last[0]) if last else {}
    if end.get("event") != "end":
        return {}
    counts = {name: str(end["summary"][name]) for name in COUNTS}
    return {"verdict": end["verdict"], **counts}


def main() -> int:
    """Judge, and tell; the exit status of the run."""
    environment = os.environ
    folder = Path(environment.get("M2M_DIRECTORY") or ".")
    reports = Path(environment.get("M2M_REPORTS") or "m2m-report").absolute()
    reports.mkdir(parents=True, exist_ok=True)
    for name in (*FILES.values(), "baseline.yaml"):
        (reports / name).unlink(missing_ok=True)  # of a run before
    status = judged(environment, folder, reports)
    tell(status, reports)
    return status


def judged(environment: Mapping[str, str], folder: Path, reports: Path) -> int:
    """The exit status of the run, after another one that writes a baseline if that is asked for."""
    try:
        given = words(environment, reports)
    except SettingError as error:
        print(f"m2m-conformance: {error}", file=sys.stderr)
        return NOT_DONE
    known = environment.get("M2M_BASELINE", "").strip()
    status = run(with_baseline(given, "--baseline", known) if known else given, folder)
    if status == NOT_PASSED and environment.get("M2M_UPDATE_BASELINE") == "true":
        update(environment, known, folder, reports)
    return status


def update(environment: Mapping[str, str], known: str, folder: Path, reports: Path) -> None:
    """Write the baseline by which the run would have passed; its reports are not kept."""
    file = reports / "baseline.yaml"
    if known and (folder / known).exists():
        shutil.copyfile(folder / known, file)
    spare = reports / ".update"
    spare.mkdir(exist_ok=True)
    say(f"\nthe same again, to write {file}")
    run(with_baseline(words(environment, spare), "--baseline", str(file), "--update-baseline"), folder)
    shutil.rmtree(spare)


if __name__ == "__main__":
    sys.exit(main())
