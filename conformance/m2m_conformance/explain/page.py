"""The explanation as a page of text, for a terminal or a log."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import zip_longest

from m2m_conformance.explain.span import Explanation, Finding, Kind, Span, Weight
from m2m_conformance.explain.text import begin
from m2m_conformance.text import count, printable

_ROW, _NARROW_ROW = 8, 4  # bytes in a line
_NARROW = 80  # columns under which a line has fewer bytes
_WHOLE = 4  # lines of bytes that are shown of a span; of one with more the first two are
_FIELD = 17
_LEAST = 60  # columns, since less has no room for the table
_CONTENT = 1600  # characters of content

_COLOURS = {
    Kind.PREFIX: "1",
    Kind.LENGTH: "33",
    Kind.FIELD: "36",
    Kind.PAYLOAD: "32",
    Kind.SEAL: "35",
    Kind.IGNORED: "2",
}
_BROKEN, _STRICT, _SOUND = "31", "33", "32"
_MARKS = {Weight.FAULT: "!", Weight.STRICT: "~"}


def render(explanation: Explanation, *, colour: bool, width: int) -> str:
    """The page, at most `width` columns wide if that is 60 or more. All it holds of a wire is printable."""
    return "\n".join(_Page(explanation, colour, max(width, _LEAST)).lines()) + "\n"


class _Page:
    def __init__(self, explanation: Explanation, colour: bool, width: int) -> None:
        self._it = explanation
        self._colour = colour
        self._width = width
        offsets = [str(span.offset) for span in explanation.spans if span.offset >= 0]
        self._offset = max(map(len, [*offsets, "offset"]))
        self._row_bytes = _NARROW_ROW if width < _NARROW else _ROW
        self._bytes = 3 * self._row_bytes - 1
        self._meaning = max(width - 2 - self._offset - self._bytes - _FIELD - 6, 12)

    def lines(self) -> Iterator[str]:
        """All lines, without their ends."""
        yield from self._head()
        yield ""
        yield self._row((" ", "offset", "bytes", "field", "meaning"), "1")
        for span in self._it.spans:
            yield from self._span(span)
        for weight in Weight:
            yield from self._findings(weight)
        yield from self._content()

    def _head(self) -> Iterator[str]:
        it = self._it
        colour = _BROKEN if it.faults else _SOUND if it.verdict == "sound" else _STRICT
        yield from self._wrap(f"{it.form}, {count(it.size, 'byte')}", "")
        for line in self._wrap(it.verdict, ""):
            yield self._paint(line, colour)

    def _span(self, span: Span) -> Iterator[str]:
        """The lines of one span: its bytes and its meaning, side by side."""
        weights = {each.weight for each in self._it.findings if each.span is span}
        mark = next((sign for weight, sign in _MARKS.items() if weight in weights), " ")
        colour = _BROKEN if Weight.FAULT in weights else _COLOURS[span.kind]
        meaning = textwrap.wrap(printable(span.meaning), self._meaning) or [""]
        field = textwrap.wrap(printable(span.field), _FIELD)
        offset = str(span.offset) if span.offset >= 0 else ""
        for cells in zip_longest([mark], [offset], self._hex(span.raw), field, meaning, fillvalue=""):
            yield self._row(cells, colour)

    def _row(self, cells: tuple[str, ...], colour: str) -> str:
        mark, offset, raw, field, meaning = cells
        sign = self._paint(mark or " ", _BROKEN if mark == "!" else _STRICT)
        columns = self._padded(raw, self._bytes, colour) + self._padded(field, _FIELD, colour)
        return f"{sign} {offset:>{self._offset}}  {columns}{meaning}".rstrip()

    def _hex(self, raw: bytes) -> list[str]:
        """Bytes in lines, cut if they are many."""
        size = self._row_bytes
        shown = raw if len(raw) <= _WHOLE * size else raw[: 2 * size]
        lines = [shown[at : at + size].hex(" ") for at in range(0, len(shown), size)]
        return lines + ([f"… ({count(len(raw), 'byte')})"] if len(shown) < len(raw) else [])

    def _padded(self, text: str, width: int, colour: str) -> str:
        """A cell of a column. The colour ends with the text."""
        return self._paint(text, colour) + " " * (width + 2 - len(text))

    def _findings(self, weight: Weight) -> Iterator[str]:
        found = self._it.of(weight)
        if not found:
            return
        yield ""
        yield self._paint(weight.value, _BROKEN if weight is Weight.FAULT else "1")
        for each in found:
            yield from self._finding(each, _MARKS.get(weight, "-"))

    def _finding(self, finding: Finding, mark: str) -> Iterator[str]:
        yield from self._wrap(f"{mark} {finding}", "    ")
        if finding.remedy:
            yield from self._wrap(f"    do: {finding.remedy}", "        ")

    def _content(self) -> Iterator[str]:
        raw = self._it.content
        if raw is None or (self._it.faults and not raw):
            return
        what = "what could be read of the content" if self._it.faults else "content"
        what += ", unverified" if self._it.of(Weight.UNCHECKED) else ""
        yield ""
        yield self._paint(f"{what}, {count(len(raw), 'byte')}", "1")
        text, whole = begin(raw, _CONTENT)
        size = self._width - 2
        yield from (f"  {text[at : at + size]}" for at in range(0, len(text), size))
        if not whole:
            yield f"  … ({count(len(raw), 'byte')})"

    def _wrap(self, text: str, indent: str) -> list[str]:
        return textwrap.wrap(printable(text), self._width, subsequent_indent=indent, break_on_hyphens=False)

    def _paint(self, text: str, colour: str) -> str:
        return f"\033[{colour}m{text}\033[0m" if self._colour and text.strip() else text
