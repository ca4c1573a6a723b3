"""What the hand-written pages tell a reader to type is typed, and does what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from m2m_conformance.client.scene import scenes_of
from m2m_conformance.requirement import load_requirements
from m2m_ref.profile import Profile
from tests.docs.play import ROOT, play

FOLDER = ROOT / "conformance/docs/docs"
PAGES = sorted(page.relative_to(FOLDER).with_suffix("").as_posix() for page in FOLDER.rglob("*.md"))


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_is_so(name: str, tmp_path: Path) -> None:
    play((FOLDER / f"{name}.md").read_text(encoding="utf-8"), tmp_path)


def test_the_number_of_scenes_is_so() -> None:
    count = len(scenes_of(Profile.CORE, load_requirements()))
    assert f"once for each of {count} scenes" in (FOLDER / "server.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["index", "start"])
def test_what_installs_it_is_what_ci_runs(name: str) -> None:
    page = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    installing = [line for line in page.splitlines() if line.startswith("python3 -m venv")]
    assert installing
    assert all(f"```sh\n{line}\n```" in readme for line in installing)
