"""What the hand-written pages tell a reader to type is typed, and does what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.play import ROOT, play

PAGES = sorted((ROOT / "conformance/docs/docs").rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_says_is_so(page: Path, tmp_path: Path) -> None:
    play(page.read_text(encoding="utf-8"), tmp_path)


@pytest.mark.parametrize("name", ["index", "start"])
def test_what_installs_it_is_what_ci_runs(name: str) -> None:
    page = (ROOT / f"conformance/docs/docs/{name}.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    installing = [line for line in page.splitlines() if line.startswith("python3 -m venv")]
    assert installing
    assert all(f"```sh\n{line}\n```" in readme for line in installing)
