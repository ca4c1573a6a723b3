"""The derived files of vectors/ are those that the model gives."""

from __future__ import annotations

import pytest

from m2m_conformance.derive.corpus import derived_files
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path

FILES = derived_files(load_requirements())


@pytest.mark.parametrize("path", FILES)
def test_a_derived_file_is_what_the_model_gives(path: str) -> None:
    """If not: m2m-conformance vectors derive."""
    assert (vectors_path() / path).read_text(encoding="utf-8") == FILES[path]


def test_no_other_file_says_that_it_is_derived() -> None:
    marked = [file for file in vectors_path().glob("*/*.yaml") if file.read_bytes().startswith(b"# Derived")]
    assert {file.relative_to(vectors_path()).as_posix() for file in marked} == set(FILES)
