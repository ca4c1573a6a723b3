"""The small adapters of conformance/adapters, each asked and judged through a real process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ADAPTERS = Path(__file__).parents[1] / "conformance" / "adapters"


def judged(command: Sequence[str], file: Path) -> Any:
    """The JSON report, kept in `file`, of a run that has to pass."""
    suite = [sys.executable, "-m", "m2m_conformance", "run", "--json", str(file)]
    run = subprocess.run([*suite, "--", *command], capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(file.read_text(encoding="utf-8"))


def ask(command: Sequence[str], *requests: tuple[str, dict[str, Any]]) -> list[Any]:
    """The replies to requests (method, params), from a process that must end by itself at end of input."""
    lines = [
        json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        for number, (method, params) in enumerate(requests)
    ]
    replies = [json.loads(line) for line in answered(command, "\n".join(lines))]
    assert [reply["id"] for reply in replies] == list(range(len(requests)))
    return replies


def answered(command: Sequence[str], text: str) -> list[str]:
    """The lines that a process writes when `text` is all of its input."""
    run = subprocess.run(command, input=text.encode(), capture_output=True, timeout=30, check=False)
    assert run.returncode == 0, run.stderr.decode()
    *lines, rest = run.stdout.decode().split("\n")
    assert rest == "", f"a line without an end: {rest}"
    return lines


def assert_all_checked(report: Any, areas: set[str], lacking: set[str]) -> None:
    """Nothing failed, something of each of `areas` passed, and what was skipped needs one of `lacking`."""
    summary = report["summary"]
    assert summary["failed"] == summary["errored"] == summary["warned"] == report["unfinished"] == 0
    assert areas <= {case["area"] for case in report["cases"] if case["outcome"] == "passed"}
    skipped = [case for case in report["cases"] if case["outcome"] == "skipped"]
    assert skipped
    for case in skipped:
        features = {reason.partition(":")[0] for reason in case["message"].split("; ")}
        assert features <= lacking, f"{case['id']}: {case['message']}"
