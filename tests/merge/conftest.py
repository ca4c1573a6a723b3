from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import m2m_conformance.command
import m2m_conformance.merge.command
from m2m_conformance.requirement import load_requirements
from tests.merge.bench import Machines

once = cache(load_requirements)


@pytest.fixture
def machines(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Machines:
    """The requirements are read once: they are most of what a small run does."""
    for module in (m2m_conformance.command, m2m_conformance.merge.command):
        monkeypatch.setattr(module, "load_requirements", once)
    return Machines(tmp_path, capsys)
