from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin.project import Project


@pytest.fixture
def project(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Project:
    base = tmp_path_factory.getbasetemp()
    return Project(tmp_path, (base if worker_id == "master" else base.parent) / "bytecode")
