"""The page about who understands whom says what was printed; .ci/part/witness holds that to what is so."""

from __future__ import annotations

import re
from pathlib import Path

from m2m_conformance.requirement import load_requirements
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile, strict_document

FOLDER = Path(__file__).parents[2] / "conformance" / "verdict"
PAGE = (FOLDER / "interop.md").read_text(encoding="utf-8")
PRINTED = (FOLDER / "interop.txt").read_text(encoding="utf-8")
ROWS = {row.id for profile in Profile for row in profile_model(profile).rows}
NAMED = set(re.findall(r"`([a-z_]+/[A-Z][A-Za-z]+/[a-z_]+)`", PAGE))


def test_the_page_has_the_matrix_that_was_printed() -> None:
    (block,) = re.findall(r"^```text\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert block == PRINTED[: PRINTED.index("\nnot promised")]


def test_the_page_explains_every_fault_and_no_other() -> None:
    faults = set(re.findall(r"^  fault of [^:]+: ([a-z_]+/\w+/\w+),", PRINTED, flags=re.MULTILINE))
    assert faults
    assert faults == NAMED <= ROWS


def test_nobody_else_is_to_blame() -> None:
    blamed = set(re.findall(r"^  fault of ([^,]+),", PRINTED, flags=re.MULTILINE))
    assert blamed == {"crate", "crate-strict"}


def test_the_rules_that_are_named_are_rules() -> None:
    assert set(re.findall(r"[A-Z]{3}-\d{3}", PAGE)) <= load_requirements().keys()
    table = PAGE.partition("rule of [strict.yaml]")[2]
    named = {
        name
        for cell in re.findall(r"\| ([a-z_, ]+) \|$", table, flags=re.MULTILINE)
        for name in cell.split(", ")
    }
    assert named
    assert named <= strict_document()["rules"].keys()
