"""Looks at the built site from disk in a real browser: python -m tests.docs.look FOLDER

At the width of a desk's screen and of a phone, dark and light: nothing in the console, nothing loaded from
elsewhere, no scrolling sideways; and the search finds a requirement.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.html.browser import BROWSER, DRIVER, MISSING, browsing, resize, scheme

PAGES = (
    "index.html",
    "adapter.html",
    "pytest.html",
    "report.html",
    "api/m2m_ref.html",
    "cases/session/hello.html",
    "command/run.html",
    "model/strict.html",
    "protocol/index.html",
    "requirements/session.html",
)
_LOADED = "return performance.getEntriesByType('resource').map(entry => entry.name)"
_DRAWN = "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(arguments[0], 100)))"
_WIDE = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(driver: Chrome, folder: Path) -> Iterator[str]:
    """What is wrong with the pages, a sentence each."""
    for page in PAGES:
        resize(driver, 1280)
        driver.get((folder / page).as_uri())
        yield from (f"{page}: {what}" for what in _seen(driver))
    yield from _search(driver, folder)


def _seen(driver: Chrome) -> Iterator[str]:
    for width in (1280, 400):
        for colours in ("light", "dark"):
            resize(driver, width)
            scheme(driver, colours)
            driver.execute_async_script(_DRAWN)
            if (wide := driver.execute_script(_WIDE)) > 0:
                yield f"is {wide} pixels too wide for {width}, {colours}"
    for address in driver.execute_script(_LOADED):
        if not address.startswith(("file:", "data:", "blob:")):
            yield f"loads {address}"
    yield from (entry["message"] for entry in driver.get_log("browser"))  # type: ignore[no-untyped-call]


def _search(driver: Chrome, folder: Path) -> Iterator[str]:
    resize(driver, 1280)
    driver.get((folder / "start.html").as_uri())
    field = driver.find_element(By.CSS_SELECTOR, "input[name=query]")
    field.click()
    field.send_keys("SES-004")
    first = (By.CSS_SELECTOR, ".md-search-result__item")
    found = WebDriverWait(driver, 60).until(lambda browser: browser.find_elements(*first))
    if "SES-004" not in found[0].text:
        yield f"the search for SES-004 finds {found[0].text!r} first"


def main() -> int:
    """The exit status: 0 if nothing is wrong, 3 if there is no browser."""
    if not (BROWSER and DRIVER):
        print(f"!! SKIPPED: {MISSING}")
        return 3
    with browsing() as driver:
        found = list(faults(driver, Path(sys.argv[1]).resolve()))
    print(*found or [f"{len(PAGES)} pages seen by a browser, nothing is wrong"], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
