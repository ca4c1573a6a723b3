"""The fixture that projects put their own in the place of."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def m2m_target() -> None:
    """An implementation of M2M in Python; a project defines it in the conftest.py of its root folder.

    It gives an m2m_conformance.adapter.Adapter, a function that does what its `answer` does, or a class of
    either. The scope is up to the project: with a narrower one each case has a target of its own.
    """
