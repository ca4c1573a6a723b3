"""Every invalid wire in the vectors is broken in one way, which its flag names.

tests/oracle/mend.py puts it right in that way and in no other, and then the oracle takes it.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.oracle.broken import BROKEN, Broken, sound
from tests.oracle.case import DOCUMENTS
from tests.oracle.error import WireError
from tests.oracle.mend import BREAKS, REFUSED, is_mended

WAYS = BREAKS | REFUSED
COUNTED = [one for one in BROKEN if BREAKS & set(one.flags)]


def way(one: Broken) -> str:
    (flag,) = WAYS & set(one.flags)
    return flag


def test_every_invalid_wire_has_one_flag_for_the_way_it_is_broken() -> None:
    assert [one.name for one in BROKEN if len(WAYS & set(one.flags)) != 1] == []


def test_there_are_enough_of_them_in_every_way() -> None:
    assert len({one.name for one in COUNTED}) >= 700
    assert {way(one) for one in COUNTED} == BREAKS


def test_what_is_read_has_no_such_flag() -> None:
    """But for frames of which only the headers are looked at, though their end is missing."""
    read = [one for one in sound() if one.call != "frame.inspect"]
    assert [one.name for one in read if WAYS & set(one.flags)] == []
    assert len(read) > 300


def test_a_flag_means_the_same_in_every_file() -> None:
    texts: dict[str, set[str]] = {}
    for document in DOCUMENTS.values():
        for flag, text in document.get("flags", {}).items():
            texts.setdefault(flag, set()).add(text)
    assert [flag for flag in WAYS if len(texts[flag]) != 1] == []


@pytest.mark.parametrize("area", ["frame", "token", "brotli", "security", "engine", "limit"])
def test_every_one_is_sound_once_it_is_put_right_in_that_way(area: str) -> None:
    of_area = [one for one in BROKEN if one.name.startswith(f"{area}/") and way(one) != "no_vocabulary"]
    assert [one.name for one in of_area if not is_mended(one, way(one))] == []
    assert of_area


# Rules that put anything right would prove nothing.


def broken_again(one: Broken) -> Broken | None:
    """The same with a wrong bit in its CRC-32 too; None where that cannot be seen."""
    try:
        data = one.data()
    except WireError:
        return None
    at = int.from_bytes(data[:2], "little") + 4
    sealed = "key" in one.given and not one.is_sealed()
    if one.form() != "m2m" or one.call != "engine.decompress" or sealed or len(data) < at + 4 or at < 24:
        return None
    return one.with_data(data[: at + 3] + bytes([data[at + 3] ^ 0x80]) + data[at + 4 :])


CRC_NOT_SEEN = {"bad_crc", "relabelled", "tampered"}


def test_a_frame_that_is_broken_twice_is_not_put_right() -> None:
    tried: Counter[str] = Counter()
    for one in COUNTED:
        twice, flag = broken_again(one), way(one)
        if twice is not None and flag not in CRC_NOT_SEEN:
            assert not is_mended(twice, flag), one.name
            tried[flag] += 1
    assert len(tried) >= 12
    assert tried.total() >= 150


ANOTHER = {
    "bad_crc": "header_overrun",
    "count_mismatch": "bad_crc",
    "cut_varint": "overlong_varint",
    "field_without_flag": "flag_without_field",
    "header_overrun": "bad_crc",
    "payload_overrun": "count_mismatch",
    "overlong_varint": "payload_overrun",
}


@pytest.mark.parametrize(("flag", "other"), ANOTHER.items(), ids=str)
def test_another_rule_does_not_put_it_right(flag: str, other: str) -> None:
    """At most a few by chance, as a byte that is missing may be one too many for another."""
    of_flag = [one for one in COUNTED if way(one) == flag and one.name.startswith("frame/")]
    right = [one.name for one in of_flag if is_mended(one, other)]
    assert len(right) * 4 <= len(of_flag), right
