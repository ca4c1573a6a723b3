"""Holds a built site to what is promised of it: python -m m2m_docs.check FOLDER

Every link leads to a file and an anchor that are there; nothing that a page shows or runs is from elsewhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
_TO_READ = ("canonical", "prev", "next")
"""Links of a head that load nothing."""


class _Reader(HTMLParser):
    """The anchors of a page, what it links to, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.add(given["href"])
        if tag == "link" and "href" in given:
            place = self.links if given.get("rel") in _TO_READ else self.loaded
            place.add(given["href"])
        if _LOADED.get(tag, "") in given:
            self.loaded.add(given[_LOADED[tag]])


def faults(folder: Path) -> Iterator[str]:
    """What is wrong, a sentence each."""
    pages = {file: _read(file) for file in sorted(folder.rglob("*.html"))}
    for file, page in pages.items():
        if file.name == "404.html":
            continue  # its links begin with /, since nobody knows where it will be shown
        name = file.relative_to(folder)
        for link in sorted(page.loaded | page.links):
            split = urlsplit(link)
            if split.scheme or split.netloc:
                if link in page.loaded and split.scheme != "data":
                    yield f"{name}: loads {link}"
                continue
            target = (file.parent / unquote(split.path)).resolve() if split.path else file
            if not target.is_file():
                yield f"{name}: {link} is not there"
            elif split.fragment and target in pages and unquote(split.fragment) not in pages[target].anchors:
                yield f"{name}: {link} has no such anchor"
    for file in sorted(folder.rglob("*.css")):
        for link in re.findall(r"(?:url\(|@import )['\"]?(https?:[^)'\"]+|//[^)'\"]+)", _text(file)):
            yield f"{file.relative_to(folder)}: loads {link}"


def _read(file: Path) -> _Reader:
    reader = _Reader()
    reader.feed(_text(file))
    return reader


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def main() -> int:
    """The exit status: 0 if nothing is wrong."""
    found = list(faults(Path(sys.argv[1]).resolve()))
    print(*found, sep="\n") if found else print("every link of the site leads somewhere, nothing is loaded")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
