"""The guide to writing an adapter leads to its end in its other language too."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from m2m_ref.document import validate
from tests.docs.block import blocks
from tests.docs.play import ROOT, Scratch, play

GUIDE = (ROOT / "conformance/docs/docs/adapter.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_guide_holds_for_javascript(tmp_path: Path) -> None:
    play(
        GUIDE.replace("python3 adapter.py", "node adapter.mjs").replace("(Python)", "(JavaScript)"), tmp_path
    )


def test_the_guide_shows_each_step_in_both_languages() -> None:
    assert GUIDE.count('title="adapter.py"') == GUIDE.count('title="adapter.mjs"') >= 5
    assert GUIDE.count("python3 adapter.py") >= 10


def test_the_lines_that_are_shown_are_what_comes_and_goes(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    for block in blocks(GUIDE):
        if block.language in ("python", "javascript"):
            scratch.play(block)
    lines = [line for line in GUIDE.splitlines() if line.startswith(("→", "←"))]
    requests = [json.loads(line[2:]) for line in lines[::2]]
    shown = [json.loads(line[2:]) for line in lines[1::2]]
    assert len(requests) == len(shown) == 4
    for request, reply in zip(requests, shown, strict=True):
        validate(request, "adapter.schema.json#/$defs/request", "the request")
        validate(reply, "adapter.schema.json", "the reply")
    came = subprocess.run(
        [sys.executable, "adapter.py"],
        cwd=tmp_path,
        input="".join(f"{json.dumps(request)}\n" for request in requests),
        capture_output=True,
        text=True,
        check=True,
    )
    replies = [json.loads(line) for line in came.stdout.splitlines()]
    assert replies[1] == shown[1]
    assert replies[3] == shown[3]
    assert replies[2]["result"]["session"] == shown[2]["result"]["session"]
    assert replies[2]["result"]["value"].keys() == shown[2]["result"]["value"].keys()
