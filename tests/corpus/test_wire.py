"""Which wires `vectors explain` shows: those of a case, or the one it is given."""

from __future__ import annotations

import pytest

from m2m_conformance.corpus.wire import NoWireError, wires_of
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.vector import load_cases

CASES = load_cases(vectors_path(), load_requirements())


def shown(subject: str, *, binary: bool = False) -> list[tuple[str, bool]]:
    return [(wire.text[:7], wire.binary) for wire in wires_of(subject, CASES, binary=binary)]


def test_the_wire_that_a_case_reads() -> None:
    (wire,) = wires_of("token/malformed/prefix-only", CASES, binary=False)
    assert (wire.text, wire.binary) == ("#TK|", False)
    assert wire.title.startswith("token/malformed/prefix-only, step 1, engine.decompress: Nothing after")


def test_one_that_stands_twice_is_shown_once_for_each_step_it_is_in() -> None:
    assert shown("frame/read/varints-in-more-bytes") == [("#M2M|1|", False)] * 2


def test_the_wire_that_a_case_writes_and_the_data_of_a_session() -> None:
    assert shown("frame/payload/ascii-99")[0] == ("#M2M|1|", False)
    assert shown("session/data/tokennative-cl100k") == [("#TK|C|o", False)]


def test_a_binary_form_is_shown_as_one() -> None:
    assert all(binary for _, binary in shown("engine/binary/frame-request"))


def test_what_is_no_id_is_a_wire() -> None:
    assert shown("#TK|C|sk0=") == [("#TK|C|s", False)]
    assert shown("plain text") == [("plain t", False)]
    assert shown("A7JN", binary=True) == [("A7JN", True)]


@pytest.mark.parametrize(
    ("subject", "reason"),
    [("frame/read/nothing", "no case has the id"), ("session/close/initial", "no whole wire in")],
)
def test_an_id_of_no_case_or_of_one_without_wires_is_said(subject: str, reason: str) -> None:
    with pytest.raises(NoWireError, match=reason):
        wires_of(subject, CASES, binary=False)
