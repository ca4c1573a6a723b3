"""What an explanation is made of: spans of bytes, findings about them, and the content."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What the bytes of a span are for; the page gives each kind a colour of its own."""

    PREFIX = "prefix"
    LENGTH = "length"
    FIELD = "field"
    PAYLOAD = "payload"
    SEAL = "seal"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """Some bytes of a wire, what they are called and what they mean.

    `offset` counts bytes from behind the prefix and after base64, as `header_len` does; what belongs to the
    prefix has a negative one. `raw` is empty where a field is missing. `field` and `meaning` are printable.
    """

    offset: int
    raw: bytes
    field: str
    meaning: str
    kind: Kind

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.offset + len(self.raw)


class Weight(Enum):
    """How much a finding matters. Its value is its title on the page."""

    FAULT = "faults: every reader refuses the wire"
    STRICT = "in strict an error, in core none"
    UNCHECKED = "not checked"
    NOTE = "notes"


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """Something to say about a wire: where, what, and what should be there or be done.

    `span` is what it is about, `place` says where it is if that is no span. All texts are printable.
    """

    weight: Weight
    what: str
    remedy: str = ""
    span: Span | None = None
    place: str = ""

    @property
    def where(self) -> str:
        """The place in words, as `crc32 at 40`; empty for the wire as a whole."""
        if self.span is None:
            return self.place
        return self.span.field if self.span.offset < 0 else f"{self.span.field} at {self.span.offset}"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


@dataclass(frozen=True, slots=True)
class Explanation:
    """A wire, taken apart.

    `spans` follow each other without gaps. `size` is the bytes of the wire as it is sent. `content` is None
    where none could be read; with faults it may be less than was sent, or something else.
    """

    form: str
    size: int
    spans: tuple[Span, ...]
    findings: tuple[Finding, ...]
    content: bytes | None

    def of(self, weight: Weight) -> list[Finding]:
        """The findings of one weight, in the order of the wire."""
        return [each for each in self.findings if each.weight is weight]

    @property
    def faults(self) -> list[Finding]:
        """Why readers of both profiles refuse the wire."""
        return self.of(Weight.FAULT)

    @property
    def verdict(self) -> str:
        """`sound`, with what limits that, or `broken` and by what."""
        if faults := self.faults:
            return f"broken: {faults[0]}" + (f"; and {len(faults) - 1} more" if faults[1:] else "")
        stricter, unchecked = self.of(Weight.STRICT), self.of(Weight.UNCHECKED)
        sound = "sound in core, and refused in strict" if stricter else "sound"
        return f"{sound}, as far as can be seen: {unchecked[0].what}" if unchecked else sound
