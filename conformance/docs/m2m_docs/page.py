"""A page of the site, and texts made fit for Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, relpath

from m2m_conformance.requirement import Requirement

ROOT = Path(__file__).resolve().parents[3]
"""The repository."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site: its path below the site's root (Markdown if it ends with .md) and its content."""

    path: str
    content: str | bytes


def link(text: str, target: str, page: str) -> str:
    """A link from the page at one path to another (`path` or `path#anchor`)."""
    return f"[{text}]({relative(target, page)})"


def relative(target: str, page: str) -> str:
    """The same path as seen from a page."""
    path, hash_, anchor = target.partition("#")
    return f"{relpath(path, dirname(page) or '.')}{hash_}{anchor}"


def case_link(name: str, page: str) -> str:
    """A link to a case, by its id."""
    file, _, anchor = name.rpartition("/")
    return link(f"`{name}`", f"cases/{file}.md#{anchor}", page)


def requirement_link(each: Requirement, page: str) -> str:
    """A link to a sentence, by its id."""
    return link(each.id, f"requirements/{each.area}.md#{each.id}", page)


def plain(text: str) -> str:
    """A text of which only code between backticks is Markdown."""
    parts = re.split("(`[^`]+`)", text)
    return "".join(part if part.startswith("`") and len(part) > 1 else _escaped(part) for part in parts)


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*\[\]#{}|]|\b_|_\b)", r"\\\1", text)


def table(titles: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table; a bar in a cell has to be escaped by then."""
    return "".join(f"| {' | '.join(line)} |\n" for line in [titles, ["---"] * len(titles), *lines])


def fenced(text: str, language: str = "") -> str:
    """A block of code, behind more backticks than stand in it."""
    longest = max((len(found) for found in re.findall("^ *(`{3,})", text, flags=re.MULTILINE)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"
