"""The tables: complete, consistent, and refused when they are not what the schema says."""

from __future__ import annotations

from pathlib import Path

import pytest

from m2m_ref.codec.frame.flag import TESTS
from m2m_ref.codec.frame.table import table
from m2m_ref.document import DocumentError, read_document
from m2m_ref.resource import spec_path

WHEN = {*TESTS, "role", "part"}  # these two are looked up in masks


def test_schema_bytes_and_layouts() -> None:
    assert table().schema_bytes == {
        "request": 1,
        "response": 2,
        "stream": 3,
        "embedding_request": 4,
        "embedding_response": 5,
        "error": 0x10,
        "custom": 0xFE,
    }
    assert table().layouts == {
        1: "request",
        2: "response",
        3: "opaque",
        4: "request",
        5: "response",
        0x10: "response",
        0xFE: "opaque",
    }


@pytest.mark.parametrize(("layout", "bits"), [("request", 15), ("response", 8)])
def test_each_bit_has_one_flag_and_a_rule(layout: str, bits: int) -> None:
    flags = table().flags[layout].values()
    assert [flag.mask for flag in flags] == [1 << bit for bit in range(bits)]
    assert {flag.when for flag in flags} <= WHEN


def test_every_rule_is_used() -> None:
    used = {flag.when for flags in table().flags.values() for flag in flags.values()}
    assert used == WHEN


def test_no_price_is_hidden_by_an_earlier_prefix() -> None:
    names = [name for price in table().prices for name in price.models]
    hidden = [
        (early, late) for i, early in enumerate(names) for late in names[i + 1 :] if late.startswith(early)
    ]
    assert hidden == []
    assert names[-1] == ""  # the default


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("byte: 0x10", "byte: 256"),
        ("{bit: 14, ", "{bit: 16, "),
        ("when: text", "when: sometimes"),
        ("text_bytes: 255", "text_width: 255"),
        ("default_role: user\n", ""),
    ],
)
def test_a_table_that_breaks_the_schema_is_refused(tmp_path: Path, old: str, new: str) -> None:
    source = spec_path("frame.yaml").read_text(encoding="utf-8")
    assert source.count(old) == 1
    file = tmp_path / "frame.yaml"
    file.write_text(source.replace(old, new), encoding="utf-8")
    with pytest.raises(DocumentError, match=r"frame\.yaml"):
        read_document(file, "frame.schema.json")
