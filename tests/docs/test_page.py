"""What the hand-written pages tell a reader to type is typed, and does what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.play import ROOT, play

PAGES = sorted((ROOT / "conformance/docs/docs").rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_says_is_so(page: Path, tmp_path: Path) -> None:
    play(page.read_text(encoding="utf-8"), tmp_path)
