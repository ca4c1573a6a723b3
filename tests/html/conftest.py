"""Pages of real runs, and a browser that stays open for the tests of this folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from m2m_conformance.cli import main
from tests.html.browser import BROWSER, DRIVER, MISSING, browsing, resize


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """`good`: the reference; `bad`: it does not count a CLOSE; `wire`: it writes other roles."""
    folder = tmp_path_factory.mktemp("pages")
    wrong = [sys.executable, "tests/wrong/target.py"]
    runs = {
        "good": ["--select", "session/c*"],
        "bad": ["--select", "session/*", "--select", "message/*", "--", *wrong, "UncountedClose"],
        "wire": ["--select", "frame/role/*", "--", *wrong, "SwappedRoles"],
    }
    for name, words in runs.items():
        assert main(["run", "--html", str(folder / f"{name}.html"), *words]) == int(name != "good")
    return {name: folder / f"{name}.html" for name in runs}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chrome]:
    if not (BROWSER and DRIVER):
        pytest.skip(MISSING)
    with browsing() as driver:
        yield driver


@pytest.fixture
def browser(chromium: Chrome) -> Chrome:
    """At the size of a desk's screen, with nothing open and an empty log."""
    resize(chromium, 1280)
    chromium.get("about:blank")
    chromium.get_log("browser")  # type: ignore[no-untyped-call]
    return chromium
