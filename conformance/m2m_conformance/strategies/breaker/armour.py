"""Ways to break base64."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_FOREIGN = (" ", "\n", "\r\n", "\0", "!", ".", "\u0410", "é")
"""Characters that base64 has not got; U+0410 looks like A."""


@st.composite
def bad_base64(draw: st.DrawFn, text: str) -> tuple[str, str]:
    """A sound text broken in one way, and which."""
    foreign, at = draw(st.sampled_from(_FOREIGN)), draw(st.integers(0, len(text)))
    letters = len(text.rstrip("="))
    place = min(at, letters - 1)
    ways = dict(_ways(text, foreign))
    ways["A foreign character stands in the base64"] = text[:at] + foreign + text[at:]
    if letters:
        replaced = text[:place] + foreign[-1] + text[place + 1 :]
        ways["A character of the base64 is a foreign one"] = replaced
    why = draw(st.sampled_from(sorted(ways)))
    return ways[why], why


def _ways(text: str, foreign: str) -> Iterator[tuple[str, str]]:
    """Why, and the broken text, for all ways that such a text can be broken."""
    yield "A foreign character follows the base64", text + foreign
    yield "There is padding too much", text + "="
    if "+" in text or "/" in text:
        yield "The alphabet is that for URLs", text.replace("+", "-").replace("/", "_")
    if text.endswith("="):
        yield "Padding is missing", text[:-1]
        yield "Base64 follows the padding", text + "AAAA"
        yield "Bits are set that stand for nothing", _with_spare_bit(text)


def _with_spare_bit(text: str) -> str:
    """The lowest bit of the last letter set, which padding says is none."""
    letters = text.rstrip("=")
    last = _ALPHABET[_ALPHABET.index(letters[-1]) | 1]
    return letters[:-1] + last + text[len(letters) :]
