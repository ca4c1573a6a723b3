"""The check of the built site sees links that lead nowhere, and what would be loaded from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from m2m_docs.check import faults


def found(folder: Path, body: str, style: str = "") -> list[str]:
    (folder / "index.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    (folder / "other.html").write_text('<h2 id="here">Here</h2>', encoding="utf-8")
    (folder / "site.css").write_text(style, encoding="utf-8")
    return list(faults(folder))


def test_a_right_site_has_no_faults(tmp_path: Path) -> None:
    body = (
        '<a id="top" href="other.html#here">a</a><a href="#top">b</a><a href="https://example.org">c</a>'
        '<link rel="stylesheet" href="site.css"><img src="data:image/png;base64,AA==">'
    )
    assert found(tmp_path, body, "a { background: url(data:image/png;base64,AA==) }") == []


@pytest.mark.parametrize(
    ("body", "style", "told"),
    [
        ('<a href="missing.html">a</a>', "", "index.html: missing.html is not there"),
        ('<a href="other.html#nowhere">a</a>', "", "index.html: other.html#nowhere has no such anchor"),
        ('<a href="#nowhere">a</a>', "", "index.html: #nowhere has no such anchor"),
        ('<script src="https://cdn.example.org/a.js"></script>', "", "loads https://cdn.example.org/a.js"),
        ('<script src="//cdn.example.org/a.js"></script>', "", "loads //cdn.example.org/a.js"),
        ('<link rel="preconnect" href="https://fonts.example.org">', "", "loads https://fonts.example.org"),
        ('<img src="https://example.org/badge.svg">', "", "loads https://example.org/badge.svg"),
        ('<img src="missing.png">', "", "missing.png is not there"),
        ("", "@import 'https://example.org/a.css';", "site.css: loads https://example.org/a.css"),
        ("", "a { src: url(https://example.org/a.woff2) }", "site.css: loads https://example.org/a.woff2"),
    ],
)
def test_a_wrong_site_has(body: str, style: str, told: str, tmp_path: Path) -> None:
    (fault,) = found(tmp_path, body, style)
    assert told in fault
