"""The player of pages notices what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.play import PageError, fits, play

FENCE = "```"


def page(*parts: str) -> str:
    """A page of these parts, in which ~ stands for the fence."""
    return "\n\n".join(parts).replace("~", FENCE) + "\n"


def test_a_right_page_passes(tmp_path: Path) -> None:
    play(
        page(
            '~yaml title="a.txt"\none\n~', "~sh\ncat a.txt\n~", "~text\none\n~", "Prose.", "~text\nshown\n~"
        ),
        tmp_path,
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("~sh\nm2m-conformance walk\n~",), "line 1 ends with 2, not 0"),
        (("~sh\nfalse\ntrue\n~",), "line 1 ends with 1, not 0"),
        (("~sh\nfalse | true\n~",), "line 1 ends with 1, not 0"),
        (("<!-- exit 1 -->\n~sh\ntrue\n~",), "line 2 ends with 0, not 1"),
        (("~sh\necho one\n~", "~text\ntwo\n~"), "line 5: the page shows"),
        (("~sh\necho one; echo two\n~", "~text\none\n~"), "line 5: the page shows"),
        (("~sh\necho one\n~", "It prints", "<!-- output -->\n~text\ntwo\n~"), "line 8: the page shows"),
        (("=== A\n\n    ~sh\n    false\n    ~",), "line 3 ends with 1"),
        (("~python\nraise SystemExit(3)\n~",), "line 1 ends with 3"),
        (('~py title="a.py"\n1\n~', '<!-- above for -->\n~py title="a.py"\n2\n~'), "0 lines of a.py begin"),
    ],
)
def test_a_wrong_page_does_not(wrong: tuple[str, ...], told: str, tmp_path: Path) -> None:
    with pytest.raises(PageError, match=told):
        play(page(*wrong), tmp_path)


def test_a_comment_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 3: a comment begins with one of exit"):
        play(page("Prose.", "<!-- exits 1 -->", "~sh\nfalse\n~"), tmp_path)


def test_a_part_goes_above_a_line(tmp_path: Path) -> None:
    play(
        page(
            '~python title="a.py"\nprint(1)\nfor n in [3]: print(n)\n~',
            '<!-- above for n -->\n~python title="a.py"\nprint(2)\n~',
            "~sh\npython a.py\n~",
            "~text\n1\n2\n3\n~",
        ),
        tmp_path,
    )


def test_a_server_runs_on_until_the_page_ends(tmp_path: Path) -> None:
    play(
        page(
            "<!-- background -->\n~sh\nm2m-conformance serve --port 3000\n~",
            "~sh\nm2m-conformance run --url http://127.0.0.1:3000 --select http/server/health\n~",
            "~text\n…\ntarget: http://127.0.0.1:3000 0.1.0 (over HTTP)\n…\n~",
        ),
        tmp_path,
    )


@pytest.mark.parametrize(
    ("shown", "printed", "whether"),
    [
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nd\n", True),
        ("…\nd\n", "a\nd\n", True),
        ("a\n…\n", "a\nb\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("b\n…\n", "a\nb\n", False),
        ("(0.10 s)\n", "(12 s)\n", True),
        ("1 s\n", "1 sheep\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_what_is_shown_is_what_is_printed(shown: str, printed: str, whether: bool) -> None:
    assert fits(shown, printed) == whether
