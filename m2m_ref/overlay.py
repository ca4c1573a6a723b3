"""Puts the strict profile's part of the session machine over core's (spec/strict.yaml, spec/session.yaml).

What comes out is a document like session.yaml, held to the same schema, with the rules that its rows cite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from m2m_ref.document import DocumentError, validate

_SECTIONS = ("events", "facts", "guards", "effects", "replies", "errors")

Document = dict[str, Any]


def lay_over(core: Document, strict: Document, file: Path) -> Document:
    """The session document of the strict profile. `file` is where `strict` stands, for errors.

    Raises DocumentError if the result breaks the schema of session.yaml, if a row cites a rule that there is
    not, if one that is not core's cites none, or if a rule shows nowhere.
    """
    over = strict["session"]
    merged = {**core, "profile": strict["profile"]}
    merged |= {section: {**core[section], **over[section]} for section in _SECTIONS}
    merged["rows"] = _rows(core["rows"], over["rows"])
    validate(merged, "session.schema.json", file)
    _Citation(core, strict, file).run()
    return _tidy(merged)


def rules_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules a row cites."""
    cited = row.get("rule", ())
    return (cited,) if isinstance(cited, str) else tuple(cited)


def _rows(core: Document, over: Document) -> Document:
    return {event: {**core.get(event, {}), **over.get(event, {})} for event in {**core, **over}}


class _Citation:
    """Holds rows and rules together. Every finding is raised as a DocumentError."""

    def __init__(self, core: Document, strict: Document, file: Path) -> None:
        self.core = core["rows"]
        self.rows = strict["session"]["rows"]
        self.changed = {name for name in core["guards"] if name in strict["session"]["guards"]}
        self.rules = strict["rules"]
        self.settings = strict["settings"]
        self.file = file

    def run(self) -> None:
        for where, event, state, row in self.each():
            self.row(where, row, self.core.get(event, {}).get(state, []))
        for name, setting in self.settings.items():
            self.known(f"settings.{name}", setting["rule"])
        self.all_shown()

    def each(self) -> Iterator[tuple[str, str, str, Document]]:
        for event, by_state in self.rows.items():
            for state, rows in by_state.items():
                for number, row in enumerate(rows):
                    yield f"session.rows.{event}.{state}[{number}]", event, state, row

    def row(self, where: str, row: Document, core: list[Document]) -> None:
        for rule in rules_of(row):
            self.known(where, rule)
        plain = {key: value for key, value in row.items() if key != "rule"}
        same = plain in core and row.get("when") not in self.changed
        if "rule" not in row and not same:
            raise DocumentError(self.file, where, "is not a row of core and names no rule")
        if "rule" in row and same:
            raise DocumentError(self.file, where, "names a rule and is what core has; leave the rule out")

    def known(self, where: str, rule: str) -> None:
        if rule not in self.rules:
            raise DocumentError(self.file, where, f"{rule!r} is not one of rules")

    def all_shown(self) -> None:
        shown = {rule for _, _, _, row in self.each() for rule in rules_of(row)}
        shown |= {setting["rule"] for setting in self.settings.values()}
        for name, rule in self.rules.items():
            if (name in shown) == rule.get("both", False):
                what = (
                    "shows in rows or settings" if name in shown else "shows neither in rows nor in settings"
                )
                raise DocumentError(self.file, f"rules.{name}", f"{what}, and `both` says otherwise")


def _tidy(document: Document) -> Document:
    """Without the guards and facts that no row uses any more."""
    rows = [row for by_state in document["rows"].values() for group in by_state.values() for row in group]
    used = {row["when"] for row in rows if "when" in row}
    guards = {name: guard for name, guard in document["guards"].items() if name in used}
    asked = {fact for guard in guards.values() for fact in guard}
    facts = {name: text for name, text in document["facts"].items() if name in asked}
    return {**document, "guards": guards, "facts": facts}
