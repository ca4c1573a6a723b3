"""The page: what a person sees."""

from __future__ import annotations

import base64

import brotli  # type: ignore[import-untyped]
import pytest

from m2m_conformance.explain import Explanation, Finding, Kind, Span, Weight, explain, render
from tests.explain.build import FIELDS, REQUEST, SOUND, body, fixed, text

PAGE = """\
M2M frame, text form, 175 bytes
broken: crc32 at 40: f276b8cb stands here, the content's is f275b8cb

  offset  bytes                    field              meaning
          23 4d 32 4d 7c 31 7c     prefix             M2M frame, version 1; base64 follows
       0  24 00                    header_len         36: 20 fixed and 16 variable
       2  01                       schema             01 request
       3  00                       security           00 none
       4  40 00 00 00              flags              00000040: max_tokens
       8  00 00 00 00 00 00 00 00  reserved           zero
          00 00 00 00
      20  06                       model length       6
      21  67 70 74 2d 34 6f        model              "gpt-4o"
      27  01                       message count      1
      28  01                       roles              user (01)
      29  05                       content hint       5 bytes of text in the messages
      30  ac 02                    max tokens         300
      32  98 c5 44 3b              cost estimate      0.0030025 USD
      36  52 00 00 00              payload_len        82
!     40  cb b8 76 f2              crc32              f276b8cb, of the content
      44  7b 22 6d 6f 64 65 6c 22  payload            JSON text, 82 bytes
          3a 22 67 70 74 2d 34 6f
          … (82 bytes)

faults: every reader refuses the wire
! crc32 at 40: f276b8cb stands here, the content's is f275b8cb
    do: it was damaged: send it again

what could be read of the content, 82 bytes
  {"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}],"max_tokens":300}
"""
BROKEN = text(SOUND[:42] + b"\x76" + SOUND[43:])


def page(wire: str, width: int = 100) -> str:
    return render(explain(wire), colour=False, width=width)


def test_a_page_shows_rows_then_faults_then_content() -> None:
    assert page(BROKEN) == PAGE


def test_colours_are_by_kind_and_on_request_only() -> None:
    coloured = render(explain(BROKEN), colour=True, width=100)
    for part in (
        "\033[31mbroken: crc32 at 40",
        "\033[1m23 4d 32 4d 7c 31 7c\033[0m",  # a prefix
        "\033[33m24 00\033[0m",  # a length
        "\033[36m67 70 74 2d 34 6f\033[0m",  # a field
        "\033[31m!\033[0m     40  \033[31mcb b8 76 f2\033[0m",  # a fault
        "\033[32mpayload\033[0m",
    ):
        assert part in coloured
    assert "\033[32msound\033[0m" in render(explain(text(SOUND)), colour=True, width=100)
    assert "\033" not in page(BROKEN)


@pytest.mark.parametrize("width", [1, 60, 72, 100, 200])
def test_a_page_keeps_to_its_width(width: int) -> None:
    variable = b"\xc8" + b"m" * 200 + FIELDS[7:]
    lines = page(text(fixed(variable, flags=0xFFFF) + body(REQUEST)), width).splitlines()
    assert max(map(len, lines)) <= max(width, 60)


HOSTILE = "\x1b[2J\x9b1m\r\n\t\u202e\u2028\x00"


@pytest.mark.parametrize(
    "wire",
    [
        HOSTILE,
        f"#TK|{HOSTILE}|AA==",
        f"#TK|{HOSTILE}",
        f"#M2M[v3.0]|{HOSTILE}",
        f"#M2M|1|{HOSTILE}",
        f"#M2M[v3.0]|DATA:{HOSTILE}",
        "#M2M[v3.0]|DATA:" + base64.b64encode(brotli.compress(HOSTILE.encode())).decode(),
        text(fixed(b"\x07\x1b[2J\xc2\x9b1" + FIELDS[7:]) + body(HOSTILE.encode())),
        text(fixed(b"\x07\x1b[2J\xff\x9b1" + FIELDS[7:]) + body(b"\xff\x1b[2J")),
        "#TK|C|j8sF",  # the token `ESC [`
    ],
)
def test_a_hostile_wire_does_nothing_to_the_terminal(wire: str) -> None:
    for line in page(wire).split("\n"):
        assert line.isprintable()


def test_not_even_an_explanation_does_anything_to_the_terminal() -> None:
    span = Span(0, b"", HOSTILE, HOSTILE, Kind.FIELD)
    finding = Finding(Weight.FAULT, HOSTILE, HOSTILE, span)
    shown = render(Explanation(HOSTILE, 0, (span,), (finding,), None), colour=False, width=100)
    assert all(line.isprintable() for line in shown.split("\n"))


def test_what_does_not_print_is_shown_escaped() -> None:
    assert r'"\x1b[2J\x9b1"' in page(text(fixed(b"\x07\x1b[2J\xc2\x9b1" + FIELDS[7:]) + body(REQUEST)))
    assert r"  a\x1b[2J\n\u202eb" in page("a\x1b[2J\n\u202eb")
    assert r'91535 "\x1b["' in page("#TK|C|j8sF")


def test_long_content_is_cut_and_short_content_is_not() -> None:
    for content, cut in (("x" * 1600, False), ("x" * 1601, True), ("é" * 1600, False), ("é" * 1601, True)):
        assert (f"\n  … ({len(content.encode())} bytes)\n" in page(content)) is cut
        assert page(content).count(content[0]) >= 1600


def test_what_limits_a_verdict_is_shown() -> None:
    strict = page(text(SOUND + b"abc"))
    assert "~    126  61 62 63                 after payload      ignored in core" in strict
    assert "in strict an error, in core none\n~ after payload at 126: 3 bytes" in strict
    secured = page(text(fixed(FIELDS, security=1) + body(REQUEST) + bytes(32)))
    assert "not checked\n- it is secured with HMAC" in secured
    assert "\ncontent, unverified, 82 bytes\n" in secured
    assert "notes\n- content at 0: it begins almost like" in page("#m2m")
