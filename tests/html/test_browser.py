"""The page in a real browser: it filters, links, opens, fits a phone, and needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.html.browser import resize, scheme

Pages = dict[str, Path]


def show(browser: Chrome, file: Path, address: str = "") -> None:
    browser.get(f"{file.as_uri()}{address}")


def all_of(browser: Chrome, selector: str) -> Sequence[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, selector)


def one(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def follow(browser: Chrome, link: WebElement) -> None:
    """Click, and wait until what the new address asks for is done."""
    link.click()
    browser.execute_async_script("requestAnimationFrame(() => setTimeout(arguments[0]))")


def rows(browser: Chrome) -> list[str]:
    return [each.text for each in all_of(browser, "#table tbody tr")]


def cases_of(browser: Chrome) -> int:
    """How many cases the page says it shows."""
    (number,) = re.findall(r"^[\d,]+", one(browser, "#cases-count").text)
    return int(number.replace(",", ""))


def problems(browser: Chrome) -> list[str]:
    """What the browser's console says."""
    return [each["message"] for each in browser.get_log("browser")]  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("name", ["good", "bad", "wire"])
def test_the_verdict_comes_first_and_the_console_is_silent(browser: Chrome, pages: Pages, name: str) -> None:
    show(browser, pages[name])
    assert one(browser, "h1").text.startswith("✓ PASSED" if name == "good" else "✗ NOT PASSED")
    assert problems(browser) == []


def test_a_broken_script_would_be_told(browser: Chrome, pages: Pages, tmp_path: Path) -> None:
    text = pages["good"].read_text(encoding="utf-8").replace('"cases":[[', '"cases":[[[')
    (tmp_path / "broken.html").write_text(text, encoding="utf-8")
    show(browser, tmp_path / "broken.html")
    assert problems(browser)


def test_nothing_is_fetched(browser: Chrome, pages: Pages) -> None:
    show(browser, pages["bad"])
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0


def test_no_other_script_or_style_is_carried_out(browser: Chrome, pages: Pages, tmp_path: Path) -> None:
    text = (
        pages["good"].read_text(encoding="utf-8").replace("<main>", "<script>window.evil = 1</script><main>")
    )
    (tmp_path / "injected.html").write_text(text, encoding="utf-8")
    show(browser, tmp_path / "injected.html")
    assert browser.execute_script("return window.evil") is None
    assert "Content Security Policy" in problems(browser)[0]


def test_cases_are_filtered_by_text_area_outcome_and_level(browser: Chrome, pages: Pages) -> None:
    show(browser, pages["bad"])
    every = cases_of(browser)
    text = one(browser, "input[name=text]")
    text.send_keys("SES-073 closed")
    assert 0 < cases_of(browser) < every
    assert all("SES-073" in each and "closed" in each for each in rows(browser))
    text.clear()
    text.send_keys(Keys.SPACE)
    one(browser, "select[name=area]").send_keys("message")
    assert {each.split("\n")[0].split()[1].split("/")[0] for each in rows(browser)} == {"message"}
    one(browser, "select[name=outcome]").send_keys("failed")
    assert rows(browser) == []
    one(browser, "button[type=reset]").click()
    assert cases_of(browser) == every
    one(browser, "select[name=level]").send_keys("SHOULD")
    assert all(" SHOULD " in each.replace("\n", " ") for each in rows(browser))


def test_the_filter_holds_for_findings_too_and_the_address_keeps_it(browser: Chrome, pages: Pages) -> None:
    show(browser, pages["bad"])
    shown = len(all_of(browser, "details.finding"))
    one(browser, "input[name=text]").send_keys("session/close/initial")
    assert 0 < len(all_of(browser, "details.finding")) < shown
    address = browser.current_url.partition("#")[2]
    show(browser, pages["good"])
    show(browser, pages["bad"], f"#{address}")
    assert one(browser, "input[name=text]").get_attribute("value") == "session/close/initial"
    assert len(all_of(browser, "details.finding")) < shown


def test_numbers_of_the_summary_lead_to_those_cases(browser: Chrome, pages: Pages) -> None:
    show(browser, pages["bad"])
    link = one(browser, "#summary td.failed a")
    number = int(link.text)
    follow(browser, link)
    assert cases_of(browser) == number
    assert all(each.startswith("failed") for each in rows(browser))


def test_a_failed_case_of_the_table_leads_to_its_finding(browser: Chrome, pages: Pages) -> None:
    show(browser, pages["bad"], "#cases?outcome=failed")
    link = all_of(browser, "#table tbody a")[-1]
    case = link.text
    follow(browser, link)
    box = one(browser, f"details[data-case='{case}']")
    assert box.get_attribute("open")
    assert browser.switch_to.active_element.text.startswith("failed")


def test_a_finding_tells_rule_difference_steps_and_command(browser: Chrome, pages: Pages) -> None:
    show(browser, pages["bad"], "#findings?case=session/close/initial")
    group = one(browser, "article:has(details[open])")
    assert group.text.startswith("SES-073 MUST\nclose in Initial")
    assert "session.rs:322-326" in group.text
    box = one(browser, "details[open]")
    assert box.find_element(By.CSS_SELECTOR, ".differences .expected").text == "1"
    assert box.find_element(By.CSS_SELECTOR, ".differences .got").text == "0"
    lines = [each.text for each in box.find_elements(By.CSS_SELECTOR, ".steps > ol > li")]
    assert [each.split("\n")[0] for each in lines] == [
        "session.create peer → nothing Initial",
        "session.close peer → CLOSE Initial → Closing",
    ]
    assert [each.text for each in box.find_elements(By.CSS_SELECTOR, "svg .label")] == [
        "create",
        "close",
        "CLOSE",
    ]
    assert "--select session/close/initial -- " in box.find_element(By.CSS_SELECTOR, ".again").text


def test_bytes_are_explained_where_they_matter_and_what_differs_is_marked(
    browser: Chrome, pages: Pages
) -> None:
    show(browser, pages["wire"])
    one(browser, "details.finding > summary").click()
    marked = [each.text for each in all_of(browser, "details[open] .differences mark")]
    assert len(marked) == 2
    differing = {each.text.split("\n")[0] for each in all_of(browser, ".wire tr.differs td:nth-child(3)")}
    assert "roles differs" in differing
    assert "model differs" not in differing


def test_places_where_findings_begin_lead_to_them(browser: Chrome, pages: Pages) -> None:
    show(browser, pages["bad"])
    link = one(browser, ".faults a")
    follow(browser, link)
    assert len(all_of(browser, "details.finding")) > 0
    assert link.text.split()[0] == one(browser, "#findings-count").text.split()[0]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", ["good", "bad", "wire"])
def test_a_phone_scrolls_down_only(browser: Chrome, pages: Pages, name: str, colours: str) -> None:
    resize(browser, 400)
    scheme(browser, colours)
    show(browser, pages[name])
    browser.execute_script("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    assert browser.execute_script("return document.documentElement.scrollWidth") == 400


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_texts_stand_out_from_what_is_behind_them(browser: Chrome, pages: Pages, colours: str) -> None:
    """The contrast that WCAG 2 asks for at level AA, 4.5, of each text with what is behind it."""
    scheme(browser, colours)
    show(browser, pages["bad"])
    assert browser.execute_script(CONTRAST) == []
    grey = {"light": "#aaaaaa", "dark": "#444444"}[colours]
    browser.execute_script("document.documentElement.style.setProperty('--soft', arguments[0])", grey)
    assert len(browser.execute_script(CONTRAST)) > 5


CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


def test_the_keyboard_reaches_and_opens_everything(browser: Chrome, pages: Pages) -> None:
    show(browser, pages["bad"])
    body = one(browser, "body")
    body.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to the findings"
    one(browser, "details.finding > summary").send_keys(Keys.ENTER)
    assert len(all_of(browser, "details.finding[open]")) == 1
    left_out = browser.execute_script(
        "return [...document.querySelectorAll('a, button, input, select, summary')]"
        ".filter((each) => each.tabIndex < 0).length"
    )
    assert left_out == 0


def test_a_screen_reader_is_told_what_things_are(browser: Chrome, pages: Pages) -> None:
    show(browser, pages["bad"])
    tree = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    said = [
        (each["role"]["value"], each.get("name", {}).get("value", "")) for each in tree if not each["ignored"]
    ]
    unnamed = {role for role, name in said if role in NAMED and not name.strip()}
    assert unnamed == set()
    assert {("main", ""), ("search", "Filter findings and cases")} <= set(said)
    assert any(role == "heading" and name.endswith("failed") for role, name in said)
    assert ("table", "By area") in said


NAMED = {
    "link",
    "button",
    "searchbox",
    "combobox",
    "heading",
    "region",
    "navigation",
    "search",
    "columnheader",
}


def test_without_scripts_the_verdict_the_summary_and_the_machine_are_there(
    browser: Chrome, pages: Pages
) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(browser, pages["bad"])
        assert one(browser, "h1").text.startswith("✗ NOT PASSED")
        assert "turned off" in one(browser, "noscript").text
        assert all_of(browser, ".grid td.failed")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
