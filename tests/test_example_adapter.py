"""The example adapter: judged through a real process, and standing on the standard library alone."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ADAPTER = Path(__file__).parents[1] / "conformance" / "adapters" / "python_stdlib" / "adapter.py"
LACKING = {"m2m", "tokennative", "brotli", "cl100k", "o200k", "llama"}
LEFT_OUT = {"tick", "choice", "binary", "inspect", "key", "hmac", "aead"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("example") / "report.json"
    suite = [sys.executable, "-m", "m2m_conformance", "run", "--json", str(file)]
    run = subprocess.run(
        [*suite, "--", sys.executable, str(ADAPTER)], capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(file.read_text(encoding="utf-8"))


def ask(*requests: tuple[str, dict[str, Any]]) -> list[Any]:
    """The replies to requests (method, params), from a process that must end by itself at end of input."""
    lines = [
        json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        for number, (method, params) in enumerate(requests)
    ]
    run = subprocess.run(
        [sys.executable, str(ADAPTER)],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    replies = [json.loads(line) for line in run.stdout.splitlines()]
    assert [reply["id"] for reply in replies] == list(range(len(requests)))
    return replies


def test_nothing_fails(report: Any) -> None:
    summary = report["summary"]
    assert summary["failed"] == summary["errored"] == summary["warned"] == 0
    assert summary["passed"] > 100
    assert report["unfinished"] == 0


@pytest.mark.parametrize("area", ["session", "negotiation", "message", "engine"])
def test_every_area_it_has_is_checked(report: Any, area: str) -> None:
    assert [case for case in report["cases"] if case["area"] == area and case["outcome"] == "passed"]


def test_skips_only_what_it_says_it_lacks(report: Any) -> None:
    skipped = [case for case in report["cases"] if case["outcome"] == "skipped"]
    assert skipped
    for case in skipped:
        features = {reason.partition(":")[0] for reason in case["message"].split("; ")}
        assert features <= LACKING | LEFT_OUT, f"{case['id']}: {case['message']}"


def test_imports_only_the_standard_library() -> None:
    imported = set()
    for node in ast.walk(ast.parse(ADAPTER.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).partition(".")[0])
    assert "json" in imported
    assert imported <= sys.stdlib_module_names


def test_says_why_it_cannot_answer() -> None:
    replies = ask(
        ("no.such", {}),
        ("session.close", {"session": "nobody"}),
        ("session.create", {}),
        ("engine.compress", {"content": "{}", "algorithm": "m2m"}),
        ("engine.decompress", {"wire": "#TK|C|"}),
    )
    assert [reply["error"]["code"] for reply in replies] == [-32601, -32602, -32602, -32001, -32001]
    assert "m2m" in replies[3]["error"]["message"]


def test_a_refusal_carries_kind_and_snapshot() -> None:
    _, refused = ask(
        ("session.create", {"session": "a", "id": "s-1"}),
        ("session.compress", {"session": "a", "content": "{}"}),
    )
    assert refused["error"]["code"] == -32000
    assert refused["error"]["data"]["kind"] == "session_not_established"
    assert refused["error"]["data"]["session"]["id"] == "s-1"
