"""Brotli, content as it is, and base64."""

from __future__ import annotations

import base64
from random import Random

import brotli  # type: ignore[import-untyped]
import pytest

from m2m_conformance.explain import Weight, explain
from tests.explain.build import SOUND, rows, said, text

CONTENT = b"Hello, Hello, Hello"
STREAM = bytes(brotli.compress(CONTENT))


def wire(stream: bytes) -> str:
    return "#M2M[v3.0]|DATA:" + base64.b64encode(stream).decode()


def test_a_brotli_wire_is_prefix_and_stream() -> None:
    found = explain(wire(STREAM))
    assert rows(found) == [
        (-16, "23 4d 32 4d 5b 76 33 2e 30 5d 7c", "prefix", "Brotli, of version 3.0"),
        (-5, "44 41 54 41 3a", "prefix", "base64 of one Brotli stream follows"),
        (0, f"{len(STREAM)} bytes", "stream", "Brotli of 19 bytes of content"),
    ]
    assert (found.form, found.verdict, found.content) == ("Brotli", "sound", CONTENT)


@pytest.mark.parametrize(
    ("stream", "where", "what"),
    [
        (
            STREAM + b"abc",
            f"stream at {len(STREAM)}",
            f"the Brotli stream ends at its byte {len(STREAM)}, and 3 bytes come after it",
        ),
        (
            STREAM[:-3],
            "stream at 0",
            f"the Brotli stream goes on after the {len(STREAM) - 3} bytes that are there",
        ),
        (b"\xff" * 9, "stream at 0", "the Brotli stream breaks at its byte 0"),
        (b"", "stream at 0", "the Brotli stream goes on after the 0 bytes that are there"),
    ],
)
def test_a_broken_stream_is_broken_there(stream: bytes, where: str, what: str) -> None:
    found = explain(wire(stream))
    assert [(each.where, each.what) for each in found.faults] == [(where, what)]


def test_a_stream_that_breaks_late_is_read_up_to_there() -> None:
    """Its first block is whole; what comes behind is not how a block begins."""
    content = bytes(Random(1).randbytes(200_000))
    encoder = brotli.Compressor(quality=1)
    first = bytes(encoder.process(content)) + bytes(encoder.flush())
    found = explain(wire(first + b"\xff" * 5000))
    (fault,) = found.faults
    assert fault.what == f"the Brotli stream breaks at its byte {len(first)}"
    assert rows(found)[2:] == [
        (0, f"{len(first)} bytes", "stream", "Brotli, as far as it goes"),
        (len(first), "5000 bytes", "stream", "Brotli, not read"),
    ]
    assert found.content == content[: 2**16]


def test_content_that_is_not_utf8_is_told() -> None:
    found = explain(wire(bytes(brotli.compress(b"ab\xff"))))
    assert [each.what for each in found.faults] == [
        "in the content, byte 2 of its 3, ff, is not UTF-8: invalid start byte"
    ]


def test_without_data_it_is_no_stream() -> None:
    found = explain("#M2M[v3.0]|BLOB:x")
    assert rows(found)[1:] == [(0, "42 4c 4f 42 3a 78", "not read", "DATA: is missing in front of it")]
    assert said(found.faults) == [
        (
            "not read at 0",
            "DATA: has to follow #M2M[v3.0]|",
            "write #M2M[v3.0]|DATA: and base64 of the stream",
        )
    ]
    assert explain("#M2M[v3.0]|").faults


def test_anything_else_is_content() -> None:
    found = explain("Grüße")
    assert rows(found) == [(0, "47 72 c3 bc c3 9f 65", "content", "as it is, 7 bytes")]
    assert (found.verdict, found.content, found.findings) == ("sound", "Grüße".encode(), ())
    assert explain("").spans == ()


@pytest.mark.parametrize("prefix", ["#T1|", "#DI|", "#M2M[v2.0]|"])
def test_legacy_prefixes_are_refused_by_strict_only(prefix: str) -> None:
    found = explain(prefix + "x")
    assert found.verdict == "sound in core, and refused in strict"
    assert prefix in found.of(Weight.STRICT)[0].what


@pytest.mark.parametrize("start", ["#M2M|2|", "#m2m|1|", " #M2M|1|", "#TK:C|", "#M2M[3.0]|"])
def test_what_is_almost_a_wire_is_noted(start: str) -> None:
    found = explain(start + "AAAA")
    assert found.verdict == "sound"
    assert [each.what[:22] for each in found.of(Weight.NOTE)] == ["it begins almost like "]
    assert not explain("# a heading").findings


def test_text_that_is_not_unicode_is_told() -> None:
    found = explain("ab\udcff")
    assert said(found.faults) == [
        ("character 2", r'"\udcff" is half of a character, and no Unicode text', "send it as UTF-8")
    ]


# Base64. Characters count from 0, the prefix included; 7 are that of a frame.

WHOLE = text(SOUND)
FOREIGN = "send it again; here it is read as A, six zero bits"


@pytest.mark.parametrize(
    ("given", "where", "what", "remedy"),
    [
        (WHOLE[:20] + "*" + WHOLE[21:], "character 20", '"*" is not in the base64 alphabet', FOREIGN),
        (
            WHOLE[:20] + "é\x1b" + WHOLE[22:],
            "character 20",
            '"é" is not in the base64 alphabet, and 1 more',
            FOREIGN,
        ),
        (
            WHOLE[:11] + "\n" + WHOLE[11:] + "\n",
            "character 11",
            r'"\n" is white space, and 1 more',
            "take it away: nothing stands in or after base64",
        ),
        (
            text(SOUND + b"\xff\xff\xff").replace("/", "_"),
            "character 175",
            '"_" is of the URL-safe alphabet, and 3 more',
            "write + for - and / for _, as the standard alphabet has it",
        ),
        (
            WHOLE[:15] + "=" + WHOLE[16:],
            "character 15",
            "padding stands inside the base64",
            "encode all bytes as one text, not in parts",
        ),
        (
            WHOLE + "A",
            "base64",
            "no bytes give 169 characters of base64; the last one is left over",
            "something was cut off or put in; send it again",
        ),
        (WHOLE + "==", "base64", "2 padding characters after 168 characters of base64", "end it with none"),
        ("#TK|C|AA", "base64", "0 padding characters after 2 characters of base64", "end it with =="),
        (
            "#TK|C|AB==",
            "base64",
            "its last character, B, has bits left over that are not zero",
            "it has to be A",
        ),
    ],
)
def test_broken_base64_is_broken_there(given: str, where: str, what: str, remedy: str) -> None:
    assert said(explain(given).faults)[0] == (where, what, remedy)


def test_all_that_can_be_read_of_broken_base64_is_read() -> None:
    """But for a character that is none, and what stands at it, the frame is the same."""
    for given in (WHOLE[:11] + "\n" + WHOLE[11:], WHOLE + "=", WHOLE + "A"):
        found = explain(given)
        assert rows(found) == rows(explain(WHOLE))
        assert len(found.faults) == 1
    found = explain(WHOLE[:100] + "*" + WHOLE[101:])
    assert rows(found)[:-1] == rows(explain(WHOLE))[:-1]
    assert [each.where for each in found.faults] == ["character 100", "crc32 at 40"]
