"""What the README shows is what people will see."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def shown(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "m2m_conformance", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return done.stdout


def timeless(text: str) -> str:
    return re.sub(r"\d+\.\d\d s", "0.00 s", text)


def test_the_output_of_the_first_command_is_real() -> None:
    assert timeless(blocks("text")[0]) == timeless(shown("run"))


def test_the_failure_is_real() -> None:
    select = [
        "run",
        "--select",
        "session/close/initial",
        "--",
        sys.executable,
        "tests/wrong/target.py",
        "UncountedClose",
    ]
    output = shown(*select).replace(f"{sys.executable} tests/wrong/target.py UncountedClose", "./my-adapter")
    failure = output[output.index("FAILED") : output.index("\n\n               passed")]
    assert blocks("text")[1].rstrip() == failure


def test_what_a_suite_proves_is_real() -> None:
    output = shown("run", "--suite", "wp")
    assert timeless(blocks("text")[2]) == timeless(output[output.index("PASSED") :])


@pytest.mark.parametrize("code", blocks("python"), ids=lambda code: code.splitlines()[0])
def test_the_python_examples_are_real(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    comments = [line for line in code.splitlines() if line.startswith("# ")]
    assert [f"# {line}" for line in done.stdout.splitlines()] == comments
    assert comments


def test_two_commands_do_all_the_set_up() -> None:
    assert len(blocks("sh")) == 2


def test_links_lead_somewhere() -> None:
    for page in [
        *ROOT.glob("*.md"),
        *ROOT.glob("spec/*.md"),
        *ROOT.glob("vectors/*.md"),
        *ROOT.glob("conformance/**/*.md"),
    ]:
        if "node_modules" in page.parts or "conformance/docs/docs" in page.as_posix():
            continue  # not ours; and pages that link to generated ones, which mkdocs holds to be there
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert link.startswith("https://") or (page.parent / link).exists(), f"{page.name}: {link}"
