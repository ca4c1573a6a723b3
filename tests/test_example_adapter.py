"""The adapter in Python: judged through a real process, and standing on the standard library alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from tests.example import ADAPTERS, ask, assert_all_checked, judged

ADAPTER = ADAPTERS / "python_stdlib" / "adapter.py"
COMMAND = [sys.executable, str(ADAPTER)]
LACKING = {"m2m", "tokennative", "brotli", "cl100k", "o200k", "llama"}
LEFT_OUT = {"tick", "choice", "binary", "inspect", "key", "hmac", "aead"}


def test_nothing_fails_and_only_what_it_lacks_is_skipped(tmp_path: Path) -> None:
    report = judged(COMMAND, tmp_path / "report.json")
    assert_all_checked(report, {"session", "negotiation", "message", "engine"}, LACKING | LEFT_OUT)


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
        COMMAND,
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
        COMMAND,
        ("session.create", {"session": "a", "id": "s-1"}),
        ("session.compress", {"session": "a", "content": "{}"}),
    )
    assert refused["error"]["code"] == -32000
    assert refused["error"]["data"]["kind"] == "session_not_established"
    assert refused["error"]["data"]["session"]["id"] == "s-1"
