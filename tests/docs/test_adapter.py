"""The guide to writing an adapter leads to its end in its other language too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.play import ROOT, play

GUIDE = (ROOT / "conformance/docs/docs/adapter.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_guide_holds_for_javascript(tmp_path: Path) -> None:
    play(
        GUIDE.replace("python3 adapter.py", "node adapter.mjs").replace("(Python)", "(JavaScript)"), tmp_path
    )


def test_the_guide_shows_each_step_in_both_languages() -> None:
    assert GUIDE.count('title="adapter.py"') == GUIDE.count('title="adapter.mjs"') >= 5
    assert GUIDE.count("python3 adapter.py") >= 10
