"""Texts made fit for a terminal."""

from __future__ import annotations

import os
import shutil

import pytest

from m2m_conformance.text import in_place


@pytest.mark.parametrize(
    ("shown", "line"),
    [("", ""), ("1/20 session/ping", "1/20 session/ping"), ("a" * 19, "a" * 19), ("a" * 20, "a" * 18 + "…")],
)
def test_a_line_that_changes_never_wraps(shown: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrapped one could not be cleared."""
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((20, 5)))
    assert in_place(shown) == f"\r\033[K{line}"
