"""The public names of the Python packages as pages, from their docstrings."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Iterator
from types import ModuleType

import m2m_ref
from m2m_conformance import strategies
from m2m_docs.page import Page

_PAGES = {"api/m2m_ref.md": m2m_ref, "api/strategies.md": strategies}


def api_pages() -> list[Page]:
    """A page for each package."""
    return [Page(path, "\n\n".join(_package(module)) + "\n") for path, module in _PAGES.items()]


def _package(module: ModuleType) -> Iterator[str]:
    """What the package says of itself, then its names, those of a module together."""
    yield f"# {module.__name__}"
    yield inspect.getdoc(module) or ""
    by_origin: dict[str, list[str]] = defaultdict(list)
    for name in module.__all__:
        by_origin[getattr(module, name).__module__].append(name)
    for origin in sorted(by_origin):
        yield from (f"::: {origin}.{name}" for name in by_origin[origin])
