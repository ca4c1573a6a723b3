"""What is generated for the site leaves nothing out, and its links are turned to its pages."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from functools import cache

import pytest

import m2m_ref
from m2m_conformance import strategies
from m2m_conformance.cli import parser
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.usage import Parser
from m2m_conformance.vector import load_cases
from m2m_docs.include import DOCUMENTS, Links
from m2m_docs.page import Page, plain
from m2m_docs.site import pages
from m2m_ref.model import profile_model
from m2m_ref.profile import Profile
from tests.docs.play import ROOT


@cache
def site() -> dict[str, Page]:
    return {each.path: each for each in pages(Links())}


def text(path: str) -> str:
    content = site()[path].content
    assert isinstance(content, str)
    return content


def test_every_requirement_has_its_place_with_its_cases() -> None:
    requirements = load_requirements()
    found = {each.id: text(f"requirements/{each.area}.md") for each in requirements.values()}
    for name, page in found.items():
        assert f"## {name} {{#{name}}}\n" in page
    for case in load_cases(vectors_path(), requirements):
        for name in case.requirements:
            part = found[name].partition(f"{{#{name}}}")[2].partition("\n## ")[0]
            assert f"`{case.id}`" in part


def test_every_case_has_its_place_with_its_yaml() -> None:
    for case in load_cases(vectors_path(), load_requirements()):
        file, _, name = case.id.rpartition("/")
        part = text(f"cases/{file}.md").partition(f"\n## {name} {{#{name}}}\n")[2].partition("\n\n## ")[0]
        assert f"<code>- name: {name}\n" in part
        assert part.count("<pre") == 1
        assert plain(case.title) in part


@pytest.mark.parametrize("profile", list(Profile), ids=lambda each: each.value)
def test_every_row_of_a_model_has_its_place(profile: Profile) -> None:
    model = profile_model(profile)
    page = text(f"model/{profile.value}.md")
    for row in model.rows:
        assert page.count(f'<a id="{row.id}"></a>') == 1
        assert f"(#{row.id})" in page or row.when != "always"
    assert "mermaid" not in page
    cells = [line for line in page.splitlines() if line.startswith("| `")]
    assert {line.count(" | ") for line in cells} == {len(model.states)}
    assert len(cells) == len({row.event for row in model.rows})


def commands(top: Parser) -> Iterator[Parser]:
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def options(command: Parser) -> Iterator[str]:
    for action in command._actions:
        if action.help != argparse.SUPPRESS and not isinstance(action, argparse._HelpAction):
            yield from action.option_strings


def test_every_command_has_its_place() -> None:
    for command in commands(parser()):
        name = command.prog.split()[-1]
        page = text(f"command/{name}.md")
        assert f"[`{name}`]({name}.md) | {plain(command.summary)}" in text("command/index.md")
        for each in (command, *commands(command)):
            assert all(re.search(f"<code>{option}[ <]", page) for option in options(each))
            assert all(f"\n{words}\n" in page for _, words in each.examples)
            assert all(f"| {number} | {plain(when)} |" in page for number, when in each.status.items())
            assert all(line.strip() in page for line in each.notes.splitlines() if line[:1] == " ")


def test_every_public_name_has_its_place() -> None:
    for path, module in (("api/m2m_ref.md", m2m_ref), ("api/strategies.md", strategies)):
        shown = re.findall(r"^::: \S+\.(\w+)$", text(path), flags=re.MULTILINE)
        assert sorted(shown) == sorted(module.__all__)


def test_links_are_turned_to_the_pages_of_the_site() -> None:
    links = Links()

    def turned(target: str, file: str = "spec/adapter.md", page: str = "protocol/adapter.md") -> str:
        return links.turned(f"[it]({target})", file, page)

    assert turned("protocol.md#keys") == "[it](index.md#keys)"
    assert turned("session.md") == "[it](../model/core.md)"
    assert turned("#framing") == "[it](#framing)"
    assert turned("https://example.org/a.md") == "[it](https://example.org/a.md)"
    assert turned("../conformance/adapters/python_stdlib") == (
        "[it](../source/conformance/adapters/python_stdlib/README.md)"
    )
    assert turned("no-such-file.md") == "[it](../spec/no-such-file.md)"
    assert turned("report.md#again", "conformance/docs/docs/start.md", "start.md") == "[it](report.md#again)"
    made = {page.path for page in links.pages()}
    assert "source/conformance/adapters/python_stdlib/README.md" in made
    assert "source/conformance/adapters/python_stdlib/adapter.py.md" in made


def test_links_in_code_are_left_alone() -> None:
    code = "```text\n[it](protocol.md)\n```"
    assert Links().turned(code, "spec/adapter.md", "protocol/adapter.md") == code


def test_what_github_reads_in_its_own_way_is_made_plain() -> None:
    def shown(text: str) -> str:
        return Links().turned(text, "spec/adapter.md", "protocol/adapter.md")

    assert shown(r"| a | `#TK\|<` |") == "| a | <code>#TK&#124;&lt;</code> |"
    assert shown("- a\n  - b\n") == "- a\n    - b\n"
    assert shown("`a` | `b`") == "`a` | `b`"


def test_documents_are_there() -> None:
    assert all((ROOT / file).is_file() for file in DOCUMENTS)


def test_what_is_plain_text_stays_so() -> None:
    assert plain("a < b & `x_y*` [c] *d* _e_") == r"a &lt; b &amp; `x_y*` \[c\] \*d\* \_e\_"
