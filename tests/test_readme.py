"""What the README shows is what people will see."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from m2m_conformance.client.scene import scenes_of
from m2m_conformance.requirement import load_requirements
from m2m_ref.profile import Profile
from tests.http.live import making, serving

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
    assert timeless(blocks("text")[3]) == timeless(output[output.index("PASSED") :])


def test_what_is_learned_is_real(tmp_path: Path) -> None:
    target = [sys.executable, "-m", "tests.sequence.target", "Silent"]
    output = shown("learn", "--found", str(tmp_path), "--", *target)
    end = output.index("1 of them as vectors")
    assert blocks("text")[4] == output[output.index("learned 5") : end]


def test_what_is_explored_is_real() -> None:
    output = shown("explore")
    assert blocks("text")[5] == output[output.index("agreement") : output.index("\nclosed-is-final")]


def showing(beginning: str) -> str:
    (found,) = (block for block in blocks("text") if block.startswith(beginning))
    return found


def test_what_is_said_of_a_server_is_real() -> None:
    with serving(making()) as url:
        select = ("--select", "http/*", "--select", "engine/*")
        output = shown("run", "--url", url, *select).replace(url, "http://127.0.0.1:3000")
    assert timeless(showing("m2m-conformance 0.1.0, profile core, 214")) == timeless(output)


def test_what_is_said_of_a_client_is_real() -> None:
    client = [sys.executable, "tests/client/wrong.py", "heedless", "{url}"]
    output = shown("serve", "--judge", "--select", "*/reject-version", "--", *client)
    failure = output[output.index("FAILED") : output.index("\n\n               passed")]
    shown_as = "./my-client '{url}'"
    assert showing("FAILED client").rstrip() == failure.replace(shlex.join(client), shown_as)


def test_the_number_of_scenes_is_real() -> None:
    count = len(scenes_of(Profile.CORE, load_requirements()))
    assert f"once for each of {count}\nscenes" in README


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
