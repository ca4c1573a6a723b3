"""Documents of the repository as pages of the site: the rule stays where it is, links are turned.

What a page links to that is no document is shown as a page of its own, below source/.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from posixpath import join, normpath
from xml.sax.saxutils import escape

from m2m_docs.page import ROOT, Page, fenced, relative

DOCUMENTS = {
    "spec/protocol.md": "protocol/index.md",
    "spec/adapter.md": "protocol/adapter.md",
    "vectors/README.md": "vectors/index.md",
    "vectors/JSON.md": "vectors/json.md",
    "conformance/verdict/m2m-protocol-0.4.0.md": "verdict/crate.md",
    "conformance/verdict/m2m-server-0.4.0.md": "verdict/server.md",
    "conformance/verdict/interop.md": "verdict/interop.md",
    "ARCHITECTURE.md": "project/architecture.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
}
"""The documents that are pages, by their path in the repository."""

GENERATED = {
    "README.md": "start.md",
    "spec/session.md": "model/core.md",
    "spec/session-strict.md": "model/strict.md",
    "spec/requirements.yaml": "requirements/index.md",
}
"""What other pages of the site stand for."""

HAND_WRITTEN = "conformance/docs/docs"
_LANGUAGES = {".py": "python", ".rs": "rust", ".ts": "typescript", ".mjs": "javascript", ".yml": "yaml"}
_IMAGES = (".svg", ".png")
_LINK = re.compile(r"(?<=\]\()([^)\s]+)(?=\))")
_BAR = r"\|"
_BARRED = re.compile(r"`([^`]*\\\|[^`]*)`")
_CODE = re.compile(r"^( *)(`{3,}).*?^\1\2`*$", flags=re.MULTILINE | re.DOTALL)


class Links:
    """Turns links, and remembers what they lead to that is not a page yet."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {}

    def turned(self, text: str, file: str, page: str) -> str:
        """The Markdown of a `file` of the repository as it stands on a `page` of the site."""

        def turn(found: re.Match[str]) -> str:
            return self._turned(found[1], file, page)

        return _outside_code(text, lambda part: _as_on_github(_LINK.sub(turn, part)))

    def _turned(self, target: str, file: str, page: str) -> str:
        path, hash_, anchor = target.partition("#")
        if not path or "://" in path or path.startswith("mailto:"):
            return target
        there = normpath(join(str(Path(file).parent), path))
        if there.startswith(f"{HAND_WRITTEN}/"):
            return relative(there.removeprefix(f"{HAND_WRITTEN}/"), page) + hash_ + anchor
        return relative(self._place(there), page) + hash_ + anchor

    def _place(self, there: str) -> str:
        if (ROOT / there).is_dir() and (ROOT / there / "README.md").is_file():
            there = f"{there}/README.md"
        known = DOCUMENTS.get(there) or GENERATED.get(there) or _cases(there)
        if known or not (ROOT / there).exists():  # a page that is generated, or a link that is refused later
            return known or there
        as_it_is = there.endswith((".md", *_IMAGES))
        return self.sources.setdefault(there, f"source/{there}{'' if as_it_is else '.md'}")

    def pages(self) -> list[Page]:
        """The pages of all that was linked to, and of what those link to."""
        made: dict[str, Page] = {}
        while missing := self.sources.keys() - made.keys():
            made |= {there: self._source(there, self.sources[there]) for there in sorted(missing)}
        return list(made.values())

    def _source(self, there: str, page: str) -> Page:
        file = ROOT / there
        if there.endswith(_IMAGES):
            return Page(page, file.read_bytes())
        if there.endswith(".md"):
            return Page(page, self.turned(file.read_text(encoding="utf-8"), there, page))
        content = self._listing(there, page) if file.is_dir() else _code(file)
        return Page(page, f"# {there}\n\n{content}")

    def _listing(self, there: str, page: str) -> str:
        files = sorted(each for each in (ROOT / there).iterdir() if each.is_file())
        return "".join(
            f"- [{each.name}]({relative(self._place(f'{there}/{each.name}'), page)})\n" for each in files
        )


def _cases(there: str) -> str:
    """The page of a vector file's cases; empty for any other file."""
    found = re.fullmatch(r"vectors/(.+)\.yaml", there)
    return f"cases/{found[1]}.md" if found else ""


def _code(file: Path) -> str:
    return fenced(
        file.read_text(encoding="utf-8"), _LANGUAGES.get(file.suffix, file.suffix.removeprefix("."))
    )


def _as_on_github(text: str) -> str:
    """What Python-Markdown would read in another way: bars in code in tables, lists two spaces in."""

    def code(found: re.Match[str]) -> str:
        return f"<code>{escape(found[1]).replace(_BAR, '&#124;')}</code>"

    rows = (_BARRED.sub(code, line) if line.startswith("|") else line for line in text.split("\n"))
    return re.sub(r"^  (?=[-*] )", "    ", "\n".join(rows), flags=re.MULTILINE)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, change(text[end:])])


def documents(links: Links) -> list[Page]:
    """The documents of the repository as pages."""
    return [
        Page(page, links.turned((ROOT / file).read_text(encoding="utf-8"), file, page))
        for file, page in DOCUMENTS.items()
    ]
