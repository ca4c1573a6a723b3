"""Opens a text form: prefix, Unicode and base64, up to where its bytes begin."""

from __future__ import annotations

from collections.abc import Sequence

from m2m_conformance.explain import base64
from m2m_conformance.explain.text import quote
from m2m_conformance.explain.walk import Part, Walk


def opened(wire: str, prefix: Sequence[Part]) -> Walk:
    """A walk through the bytes that follow the prefix in base64."""
    data, findings = base64.read(wire, sum(len(text) for text, _, _ in prefix))
    way = Walk(data, prefix)
    hold_unicode(way, wire)
    way.findings += findings
    return way


def unpacked(wire: str, prefix: Sequence[Part] = ()) -> Walk:
    """A walk through what follows the prefix, if that is no base64."""
    way = Walk(wire[sum(len(text) for text, _, _ in prefix) :].encode(errors="surrogatepass"), prefix)
    hold_unicode(way, wire)
    return way


def hold_unicode(way: Walk, wire: str) -> None:
    """Write down where a wire is no Unicode text, which no form is."""
    try:
        wire.encode()
    except UnicodeEncodeError as error:
        what = f"{quote(wire[error.start])} is half of a character, and no Unicode text"
        way.fault(None, what, "send it as UTF-8", place=f"character {error.start}")


def size_of(wire: str) -> int:
    """The bytes of a wire as it is sent."""
    return len(wire.encode(errors="surrogatepass"))
