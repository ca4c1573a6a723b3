"""What mkdocs calls while it builds the site: adds the pages that are generated or included (m2m_docs)."""

from __future__ import annotations

from functools import cache
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from m2m_docs.include import HAND_WRITTEN, Links
from m2m_docs.page import Page as Made
from m2m_docs.site import pages

_links = Links()


@cache
def _made() -> dict[str, Made]:
    return {each.path: each for each in pages(_links)}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Make the pages, anew for each build; put those of a folder where the navigation names it."""
    _made.cache_clear()
    _links.sources.clear()
    config.nav = _expanded(config.nav)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, and those that hand-written ones link to."""
    for file in list(files.documentation_pages()):
        _turned(file.content_string, file.src_uri)
    for each in [*_made().values(), *_links.pages()]:
        files.append(File.generated(config, each.path, content=each.content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the links of hand-written pages."""
    return markdown if page.file.generated_by else _turned(markdown, page.file.src_uri)


def _turned(markdown: str, path: str) -> str:
    return _links.turned(markdown, f"{HAND_WRITTEN}/{path}", path)


def _expanded(entry: Any) -> Any:
    if isinstance(entry, list):
        return [_expanded(each) for each in entry]
    if isinstance(entry, dict):
        return {title: _expanded(each) for title, each in entry.items()}
    return _folder(entry) if entry.endswith("/") else entry


def _folder(folder: str) -> list[Any]:
    """The pages of a folder, those of folders in it together."""
    found: list[Any] = []
    inner: dict[str, list[str]] = {}
    for path in _made():
        name, slash, _ = path.removeprefix(folder).partition("/")
        if path.startswith(folder) and not slash:
            found.append(path)
        elif path.startswith(folder):
            inner.setdefault(name, []).append(path)
    return [*found, *({name: those} for name, those in inner.items())]
