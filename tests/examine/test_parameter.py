"""Which parameters may be left out, as spec/adapter.md has it."""

from __future__ import annotations

import re

from m2m_conformance.examine.parameter import REQUIRED, VALUES
from m2m_conformance.examine.sample import SAMPLES
from m2m_ref.resource import spec_path

_ROW = re.compile(r"^\| `(?P<method>[a-z_.]+)` \| (?P<parameters>[^|]*) \|", re.MULTILINE)
_PARAMETER = re.compile(r"`([a-z]+)`(\??)")


def _table() -> dict[str, tuple[str, ...]]:
    """The parameters of each method that have no question mark; those of `initialize` no check leaves out."""
    text = (
        spec_path("adapter.md").read_text(encoding="utf-8").split("\n## Methods", 1)[1].split("\n## ", 1)[0]
    )
    rows = {
        row["method"]: tuple(name for name, may in _PARAMETER.findall(row["parameters"]) if not may)
        for row in _ROW.finditer(text)
    }
    del rows["initialize"]
    return rows


def test_what_may_not_be_left_out_is_what_the_table_says() -> None:
    assert dict(REQUIRED) == _table()
    assert {name for names in REQUIRED.values() for name in names} == set(VALUES)


def test_right_requests_have_all_of_it() -> None:
    called = {each.method for each in SAMPLES}
    assert called == REQUIRED.keys()
