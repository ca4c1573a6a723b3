"""What reports cost: each kind, of a run of 20,000 cases of which every tenth failed, beside the JSON report.

    python -m bench.report [--cases N] [--rounds N]

page  what a browser takes until it is there, and for each letter typed into its filter
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.ratio import compare
from m2m_conformance.case import Case
from m2m_conformance.difference import Difference
from m2m_conformance.evidence import UNTRACED, Exchange, Trace
from m2m_conformance.outcome import Outcome, Run, Verdict
from m2m_conformance.reply import Reply
from m2m_conformance.report.context import Context
from m2m_conformance.report.file import WRITERS
from m2m_conformance.requirement import load_requirements
from m2m_conformance.series import MOST_TRACES
from m2m_conformance.target import TargetInfo

REQUIREMENTS = load_requirements()
FILE = 50  # cases of one vector file
FOUND = (Difference("session.messages_sent", "1", "0"),)
PING = Exchange("session.process_message", {"session": "a", "message": {"type": "PING"}}, Reply(None))


def verdict(number: int) -> Verdict:
    """One of many: every tenth failed, and the first of a file have their trace."""
    rules = [*REQUIREMENTS.values()]
    rule = rules[number % len(rules)]
    name = f"session/file-{number // FILE}/case-{number}"
    case = Case(name, "session", "A title as long as most", rule.level, (rule.id,), frozenset(), (), "", ())
    if number % 10:
        return Verdict(case, Outcome.PASSED, seconds=0.001)
    trace = Trace((PING,) * 5) if number % FILE < MOST_TRACES else UNTRACED
    message = f"step 5, session.process_message: {FOUND[0]}"
    return Verdict(
        case, Outcome.FAILED, message, 0.001, "step 5", PING.call, FOUND, "a log\n" * 5, trace=trace
    )


def written(run: Run, folder: Path, rounds: int) -> None:
    """Each kind of report beside the JSON one."""
    context = Context(REQUIREMENTS)
    for name, writer in WRITERS.items():
        made = compare(
            lambda writer=writer, name=name: writer(run, context, folder / name),  # type: ignore[misc]
            lambda: WRITERS["json"](run, context, folder / "json"),
            rounds,
        )
        size = (folder / name).stat().st_size
        print(f"{name:9} {size / 1e6:7.2f} MB {made}", flush=True)


FILTER = """
const field = document.querySelector("[name=text]");
return [...arguments[0]].map((letter) => {
  field.value += letter;
  const began = performance.now();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.offsetHeight;
  return performance.now() - began;
});
"""


@contextmanager
def browser() -> Iterator[Any]:
    """A browser, or None."""
    from tests.html.browser import BROWSER, DRIVER, browsing

    if not (BROWSER and DRIVER):
        yield None
        return
    with browsing() as driver:
        yield driver


def shown(page: Path) -> None:
    """How long the page takes until it is there, and for each letter of a filter."""
    with browser() as driver:
        if driver is None:
            print("filter    chromium or its driver is not installed")
            return
        driver.get(page.as_uri())
        entry = "return performance.getEntriesByType('navigation')[0].domComplete"
        print(f"page      there after {driver.execute_script(entry):.0f} ms", end=", ")
        letters = driver.execute_script(FILTER, "SES-073")
        print(f"a letter in the filter {max(letters):.0f} ms at most")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    verdicts = [verdict(number) for number in range(options.cases)]
    run = Run(TargetInfo("target", "1", "C"), ("./target",), verdicts, 1.0)
    with tempfile.TemporaryDirectory() as name:
        written(run, Path(name), options.rounds)
        (Path(name) / "html").rename(Path(name) / "page.html")
        shown(Path(name) / "page.html")


if __name__ == "__main__":
    main()
