"""Goes through bytes field by field, writing spans and findings down."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from m2m_conformance.explain import varint
from m2m_conformance.explain.span import Explanation, Finding, Kind, Span, Weight
from m2m_conformance.explain.text import quote
from m2m_conformance.text import count
from m2m_ref.codec.varint import HEADER_BITS

Part = tuple[str, str, str]
"""A text of a prefix, its field and its meaning."""


class EndError(Exception):
    """The area ends inside a field, or it is not known where the next one begins. It is written down."""


class Walk:
    """A place in `data`, and what was found on the way there.

    Fields are read up to `end`, the end of the part called `area`, and the fault of a field that runs past it
    has the remedy `remedy`. `content` is what the wire was found to hold.
    """

    def __init__(self, data: bytes, prefix: Sequence[Part] = ()) -> None:
        self.data = data
        self.position = 0
        self.content: bytes | None = None
        self.spans: list[Span] = []
        self.findings: list[Finding] = []
        self.within(len(data), "the wire", "")
        self._prefix(prefix)

    def within(self, end: int, area: str, remedy: str) -> None:
        """Read up to `end` from here on."""
        self.end, self.area, self.remedy = end, area, remedy

    @property
    def left(self) -> int:
        """Bytes in front of the end."""
        return self.end - self.position

    def explanation(self, form: str, size: int) -> Explanation:
        """What was found, for a wire of `size` bytes."""
        findings = sorted(self.findings, key=_order)
        return Explanation(form, size, tuple(self.spans), tuple(findings), self.content)

    def span(self, length: int, field: str, meaning: str, kind: Kind = Kind.FIELD) -> Span:
        """The next `length` bytes."""
        made = Span(self.position, self.data[self.position : self.position + length], field, meaning, kind)
        self.position = made.end
        self.spans.append(made)
        return made

    def rest(self, field: str, meaning: str) -> None:
        """All that is left, if anything is, which nobody can read."""
        if self.left:
            self.span(self.left, field, meaning, Kind.IGNORED)

    def find(self, weight: Weight, span: Span | None, what: str, remedy: str = "", place: str = "") -> None:
        """Write something down about a span or a place."""
        self.findings.append(Finding(weight, what, remedy, span, place))

    def fault(self, span: Span | None, what: str, remedy: str = "", place: str = "") -> None:
        """Write down why the wire is refused."""
        self.find(Weight.FAULT, span, what, remedy, place)

    def note(self, span: Span | None, what: str) -> None:
        """Write down what is odd and does no harm."""
        self.find(Weight.NOTE, span, what)

    def field(
        self, length: int, field: str, meaning: Callable[[bytes], str], kind: Kind = Kind.FIELD
    ) -> Span:
        """A field of `length` bytes. Raises EndError if there are fewer."""
        if length > self.left:
            self.cut(field, length, kind)
        raw = self.data[self.position : self.position + length]
        return self.span(length, field, meaning(raw), kind)

    def number(self, length: int, field: str, meaning: Callable[[int], str], kind: Kind = Kind.FIELD) -> int:
        """The value of a little-endian field. Raises EndError as `field` does."""
        made = self.field(length, field, lambda raw: meaning(int.from_bytes(raw, "little")), kind)
        return int.from_bytes(made.raw, "little")

    def varint(self, field: str, meaning: Callable[[int], str] = str) -> int | None:
        """The value of a varint field; None if it is broken. Raises EndError if there is nothing of it."""
        if not self.left:
            self.cut(field, 1, Kind.FIELD)
        value, length, problem = varint.read(self.data, self.position, self.end, HEADER_BITS)
        if value is None:
            self.fault(self.span(length, field, "broken"), problem, "write it in as few bytes as will do")
            return None
        self.span(length, field, meaning(value) + varint.padded(value, length))
        return value

    def text(self, field: str) -> None:
        """A length byte and so much UTF-8. Raises EndError if there is less."""
        length = self.number(1, f"{field} length", str, Kind.LENGTH)
        if not length:
            return
        made = self.field(length, field, _text)
        if (problem := not_utf8(made.raw)) is not None:
            self.fault(made, problem, f"the {field} has to be UTF-8")

    def cut(self, field: str, length: int, kind: Kind) -> None:
        """What is there of a field that should have `length` bytes. Raises EndError."""
        there = self.left
        made = self.span(there, field, f"cut off: {there} of {length} bytes" if there else "missing", kind)
        found = f"only {there} of its {count(length, 'byte')} are" if there else "nothing of it is"
        self.fault(made, f"{found} there, since {self.area} ends at {self.end}", self.remedy)
        raise EndError

    def _prefix(self, parts: Sequence[Part]) -> None:
        raws = [text.encode(errors="surrogatepass") for text, _, _ in parts]
        at = -sum(map(len, raws))
        for raw, (_, field, meaning) in zip(raws, parts, strict=True):
            self.spans.append(Span(at, raw, field, meaning, Kind.PREFIX))
            at += len(raw)


def not_utf8(raw: bytes) -> str | None:
    """What is wrong with bytes that are not UTF-8; None if they are."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return f"byte {error.start} of its {len(raw)}, {raw[error.start]:02x}, is not UTF-8: {error.reason}"
    return None


def _order(finding: Finding) -> float:
    """The order of the wire; what is about no span comes first."""
    return -math.inf if finding.span is None else finding.span.offset


def _text(raw: bytes) -> str:
    return quote(raw.decode(errors="backslashreplace"))
