"""A target in Python, which a fixture gives and no process runs."""

from __future__ import annotations

from tests.plugin.project import ROOT, Project

CONFTEST = """
import pytest
from my_m2m import Adapter

@pytest.fixture(scope="session")
def m2m_target():
    {gives}
"""
ADAPTER = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from m2m_conformance.adapter.reference import ReferenceAdapter

made = []

class Adapter:
    def __init__(self):
        made.append(self)
        self.right = ReferenceAdapter().server.reply

    def answer(self, request):
        reply = self.right(request)
        del reply["jsonrpc"], reply["id"]
        return self.wrong(request["method"], reply)

    def wrong(self, method, reply):
        return reply
"""
CLOSE = ("--m2m-target", "fixture", "m2m::session/close")


def adapter(project: Project, wrong: str = "return reply", gives: str = "return Adapter()") -> None:
    """A conftest.py that gives an adapter; `wrong` are statements that make of its reply another one."""
    body = wrong.replace("\n", "\n        ")
    project.write(
        "my_m2m.py",
        f"{ADAPTER}\nclass Adapter(Adapter):\n    def wrong(self, method, reply):\n        {body}\n",
    )
    project.write("conftest.py", CONFTEST.format(gives=gives))


def test_an_object_with_a_method_answer_is_judged(project: Project) -> None:
    adapter(
        project,
        "if method == 'session.close':\n    reply['result']['session']['messages_sent'] -= 1\nreturn reply",
    )
    project.ini("m2m_target = fixture", "m2m_select = session/close/*")
    project.write(
        "test_own.py",
        "from my_m2m import made\ndef test_mine(m2m_target):\n    assert made == [m2m_target]\n",
    )
    ended = project.pytest()
    assert ended.outcomes.pop("test_own::test_mine") == "passed"
    message = "step 1, session.close: session.messages_sent: expected 1, got 0"
    assert ended.messages["m2m::session/close/initial"] == message
    assert len(ended.of("failure")) > 3
    assert "again: pytest m2m::session/close/initial\n" in ended.out
    assert "or: m2m-conformance" not in ended.out


def test_nothing_of_a_fixture_runs_while_cases_are_collected(project: Project) -> None:
    adapter(project, gives="raise RuntimeError('made')")
    collected, ended = project.several((*CLOSE, "--collect-only", "-q"), CLOSE)
    assert (collected.status, collected.out.count("m2m::session/close/")) == (0, 8)
    assert (ended.status, len(ended.of("error"))) == (1, 8)
    assert "RuntimeError: made" in ended.out


def test_a_fixture_can_use_others_and_end_what_it_began(project: Project) -> None:
    adapter(project)
    project.write(
        "conftest.py",
        "import pytest\nfrom my_m2m import Adapter\n\n"
        "@pytest.fixture(scope='session')\ndef m2m_target(tmp_path_factory):\n"
        "    yield Adapter()\n    print('ended', tmp_path_factory.getbasetemp().is_dir())\n\n"
        "@pytest.fixture(autouse=True)\ndef around(request):\n    print('around', request.node.name)\n",
    )
    ended = project.pytest(*CLOSE, "-s")
    assert ended.out.count("ended True") == 1
    assert "around session/close/initial" in ended.out


def test_an_exception_is_a_broken_target_and_costs_its_case_only(project: Project) -> None:
    adapter(
        project,
        "if method == 'session.close':\n    print('closing')\n    raise ValueError('no')\nreturn reply",
        "return Adapter",
    )
    ended = project.pytest(*CLOSE, "m2m::session/hello/own-id", "m2m::session/illegal")
    assert len(ended.of("failure")) > 10, "and it is not given up, since that takes no time"
    assert "session/hello/own-id" in ended.of("passed")
    assert ended.messages["m2m::session/close/initial"].endswith("the adapter raised ValueError: no")
    assert "raise ValueError('no')" in ended.out
    assert "Captured stdout call" in ended.out


def test_what_a_target_has_not_got_is_skipped_with_its_reason(project: Project) -> None:
    adapter(
        project,
        "if method == 'initialize':\n"
        "    value = reply['result']['value']\n"
        "    value['features'] = [each for each in value['features'] if each not in ('clone', 'm2m')]\n"
        "    value['lacks'] = {'clone': 'sessions are not copied'}\nreturn reply",
    )
    ended = project.pytest("--m2m-target", "fixture", "m2m::session/clone", "m2m::session/close", "-rs")
    assert ended.messages["m2m::session/clone/initial"] == "clone: sessions are not copied"
    assert "session/close/initial" in ended.of("passed")


def test_without_a_fixture_it_is_said_where_one_belongs(project: Project) -> None:
    ended = project.pytest("--m2m-target", "fixture", "m2m::session/close/initial")
    told = f"no fixture m2m_target gives an adapter; define it in {project.folder}/conftest.py"
    assert ended.messages == {"m2m::session/close/initial": told}


def test_what_is_no_adapter_is_said_to_be_none(project: Project) -> None:
    adapter(project, gives="return 5")
    ended = project.pytest(*CLOSE)
    assert {*ended.messages.values()} == {
        "5 is no adapter: it has no method answer(request), and is no function"
    }
