"""The derived files of vectors/ are those that the model gives."""

from __future__ import annotations

from m2m_conformance.derive.corpus import derived_files
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path


def test_the_derived_files_are_what_the_model_gives_and_no_other_says_that_it_is_derived() -> None:
    """If not: m2m-conformance vectors derive."""
    files = derived_files(load_requirements())
    marked = [file for file in vectors_path().glob("*/*.yaml") if file.read_bytes().startswith(b"# Derived")]
    assert {file.relative_to(vectors_path()).as_posix() for file in marked} == set(files)
    assert [path for path, text in files.items() if (vectors_path() / path).read_text("utf-8") != text] == []
