"""Time and memory have bounds, whatever the wire."""

from __future__ import annotations

import base64
import time

import brotli as library  # type: ignore[import-untyped]
import pytest

from m2m_conformance.explain import Explanation, explain, render
from m2m_ref.algorithm import Encoding
from m2m_ref.codec.limit import CONTENT_BYTES
from tests.explain.build import body, fixed, framed, text
from tests.fuzz import memory
from tests.fuzz.bomb import framed as bomb
from tests.fuzz.bomb import repeated, stream

SIZE = 2**28  # bytes that would come out
MIB = 2**20


def brotli_bomb() -> Explanation:
    return explain("#M2M[v3.0]|DATA:" + base64.b64encode(stream(SIZE)).decode())


def frame_bomb() -> Explanation:
    return framed(bomb(SIZE))


def token_bomb() -> Explanation:
    wire = base64.b64encode(repeated(Encoding.CL100K_BASE, SIZE // 8)).decode()
    return explain("#TK|C|" + wire)


@pytest.mark.parametrize("make", [brotli_bomb, frame_bomb, token_bomb])
def test_a_bomb_is_cut_off_and_said_to_be_one(make: object) -> None:
    found = make()  # type: ignore[operator]
    assert ["a bomb: " in each.what for each in found.faults] == [True]
    assert len(found.content) < CONTENT_BYTES + 2 * MIB


@pytest.mark.skipif(not memory.measurable(), reason="memory is measured as Linux tells it")
def test_a_bomb_takes_bounded_memory() -> None:
    data = stream(SIZE)
    explain("#M2M[v3.0]|DATA:")
    before = memory.reset()
    framed(data)
    explain("#M2M[v3.0]|DATA:" + base64.b64encode(data).decode())
    assert memory.peak() - before < 128 * MIB


def test_a_bomb_is_not_gone_through_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it comes out of one chunk. The bound is passed by a step at most, and what the library has."""
    out: list[bytes] = []
    real = library.Decompressor

    class Counting:
        def __init__(self) -> None:
            self._decoder = real()

        def process(self, data: bytes, limit: int) -> bytes:
            out.append(bytes(self._decoder.process(data, limit)))
            return out[-1]

        def __getattr__(self, name: str) -> object:
            return getattr(self._decoder, name)

    monkeypatch.setattr(library, "Decompressor", Counting)
    data = library.compress(bytes(4 * CONTENT_BYTES), quality=9)
    explain("#M2M[v3.0]|DATA:" + base64.b64encode(data).decode())
    assert CONTENT_BYTES < sum(map(len, out)) < CONTENT_BYTES + 8 * MIB


def test_content_that_is_sent_as_it_is_has_the_same_bound() -> None:
    for size, broken in ((CONTENT_BYTES, False), (CONTENT_BYTES + 1, True)):
        found = framed(fixed(b"", schema=3, flags=0) + body(b" " * size))
        assert bool(found.faults) is broken
    assert found.faults[0].what == "no reader takes content of more than 16777216 bytes"


HUGE = [
    text(bytes(20) + b"\x00" + b"\xff\xff\xff\x0f" + b"\xe4" * 4 * MIB),  # no header_len, and 2^25 roles
    text(
        fixed(b"\x00" + b"\xff\xff\x0f" + b"\xe4" * 65000) + body(b"")
    ),  # 262,143 roles, and room for 260,000
    "#M2M|1|" + "\x1b" * 4 * MIB,
    "#M2M|1|" + "=" * 4 * MIB,
    "#M2M|1|" + " =A" * MIB,
    "#M2M|1|" + "AA" * 2 * MIB,
    "#M2M|1|" + "/w==" * MIB,
    "#TK|C|" + "gICA" * MIB,  # one varint without an end
    "#TK|C|" + "/////////38A" * (MIB // 3),  # nothing but ids that are too long
    "#TK|C|" + "gAAA" * MIB + "AACA",  # fine up to the last one
    "#TK|L|" + "AAAA" * MIB + "AACA",
    "#TK|" + "C" * 4 * MIB,
    "#TK|" + "\u202e" * 4 * MIB + "|AAAA",
    "#M2M[v3.0]|DATA:" + "gICA" * MIB,
    "\x00" * 4 * MIB,
    "\ud800" * 4 * MIB,
]


@pytest.mark.parametrize("wire", HUGE, ids=range(len(HUGE)))
def test_a_huge_wire_is_explained_in_seconds(wire: str) -> None:
    """It takes a tenth of this or less; what grows with the square would take hours."""
    begin = time.perf_counter()
    found = explain(wire)
    assert len(render(found, colour=True, width=100)) < 100_000
    assert time.perf_counter() - begin < 10
    assert len(found.spans) < 300
    assert len(found.findings) < 50
