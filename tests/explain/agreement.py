"""What must hold of the explanation of any wire, by the reference's readers and by base64."""

from __future__ import annotations

import base64
from collections.abc import Callable
from itertools import pairwise

from m2m_conformance.explain import Explanation, Weight, explain, render
from m2m_ref import CodecEngine
from m2m_ref.error import CryptoError, M2MError, TokenizerError
from m2m_ref.profile import Profile

Explain = Callable[..., Explanation]
PREFIXES = ("#M2M[v3.0]|DATA:", "#M2M[v3.0]|", "#M2M|1|")


def hold(wire: str, *, binary: bool = False, by: Explain = explain) -> None:
    """The explanation has all bytes once, the verdict of the readers of both profiles, and a plain page."""
    found = by(wire, binary=binary)
    hold_spans(found, wire, binary)
    hold_verdict(found, wire, binary)
    hold_page(found)


def read(wire: str, binary: bool, profile: Profile) -> str:
    """The content, by the reference. Raises M2MError."""
    engine = CodecEngine(profile=profile)
    return (
        engine.decompress_binary(base64.b64decode(wire, validate=True)) if binary else engine.decompress(wire)
    )


def hold_verdict(found: Explanation, wire: str, binary: bool) -> None:
    """Faults, if and only if a core reader refuses; those or strict findings for a strict one."""
    faults, stricter = bool(found.faults), bool(found.of(Weight.STRICT))
    for profile, refused in ((Profile.CORE, faults), (Profile.STRICT, faults or stricter)):
        try:
            content = read(wire, binary, profile)
        except (CryptoError, TokenizerError):  # it got no further, and an explanation may
            assert refused or found.of(Weight.UNCHECKED), f"{profile}: sound, and nothing unchecked"
        except M2MError as error:
            assert refused, f"{profile} refuses: {error}"
        else:
            assert not refused, f"{profile} reads it: {found.verdict}"
            assert found.content == content.encode()


def hold_spans(found: Explanation, wire: str, binary: bool) -> None:
    """Spans follow each other, from the first byte to the last."""
    for one, other in pairwise(found.spans):
        assert one.end == other.offset
    whole = b"".join(span.raw for span in found.spans)
    sent = in_bytes(wire, binary)
    assert sent is None or whole == sent
    if found.spans:
        assert found.spans[0].offset == -sum(len(each.raw) for each in found.spans if each.offset < 0)
    assert {id(each.span) for each in found.findings if each.span} <= set(map(id, found.spans))


def in_bytes(wire: str, binary: bool) -> bytes | None:
    """The bytes that spans have to cover; None if the base64 is broken."""
    if binary and not wire.startswith(("#M2M", "#TK|")):
        return packed("", wire)
    if wire.startswith("#TK|"):
        start, bar, rest = wire[4:].partition("|")
        return packed(f"#TK|{start}{bar}", rest)
    prefix = next((each for each in PREFIXES if wire.startswith(each)), None)
    if prefix is None or prefix == "#M2M[v3.0]|":
        return wire.encode(errors="surrogatepass")
    return packed(prefix, wire[len(prefix) :])


def packed(start: str, text: str) -> bytes | None:
    try:
        return start.encode(errors="surrogatepass") + base64.b64decode(text, validate=True)
    except ValueError:
        return None


def hold_page(found: Explanation) -> None:
    """Nothing of the wire can do anything to a terminal, and lines are no longer than asked for."""
    page = render(found, colour=False, width=100)
    assert page.endswith("\n")
    for line in page.splitlines(keepends=True):
        assert line.endswith("\n") and line[:-1].isprintable()
        assert len(line) <= 101
    coloured = render(found, colour=True, width=100)
    for number in ("1", "2", "31", "32", "33", "35", "36", "0"):
        coloured = coloured.replace(f"\033[{number}m", "")
    assert coloured == page
