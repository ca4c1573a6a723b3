"""Varints, read on past what is wrong with them."""

from __future__ import annotations

import re
from typing import NamedTuple

from m2m_ref.codec import varint
from m2m_ref.error import DecompressionError

_RUN = re.compile(rb"[\x80-\xff]*")


class Varint(NamedTuple):
    """The value, None if it is broken; how many bytes belong to it; what is wrong, in words."""

    value: int | None
    length: int
    problem: str = ""


def read(data: bytes, start: int, end: int, bits: int) -> Varint:
    """The varint of at most `bits` at `start`, in front of `end`. There must be one byte of it."""
    window = data[start : min(end, start + varint.longest(bits))]
    try:
        return Varint(*varint.read(window, 0, bits))
    except DecompressionError:
        return _broken(data, start, end, bits)


def _broken(data: bytes, start: int, end: int, bits: int) -> Varint:
    most = varint.longest(bits)
    run = _run(data, start, end)
    if run < most and start + run == end:
        return Varint(None, run, "the varint does not end: its last byte says that more follow")
    length = min(run + 1, end - start)
    if run < most:
        return Varint(None, length, f"the varint does not fit {bits} bits")
    return Varint(None, length, f"the varint goes on after {most} bytes, the most that {bits} bits need")


def _run(data: bytes, start: int, end: int) -> int:
    """How many bytes from `start` on say that more follow."""
    found = _RUN.match(data, start, end)
    return found.end() - start if found else 0


def padded(value: int, length: int) -> str:
    """What to say of a varint that is longer than its value needs, which is legal."""
    needed = len(varint.write(value))
    return f" (padded: {needed} of {length} bytes would do)" if needed < length else ""
