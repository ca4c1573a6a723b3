"""A pytest that was not asked for it has the plugin, and nothing from it."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib.metadata import entry_points

from tests.plugin.project import Project

OURS = """
import sys
def test_mine():
    ours = sorted(name for name in sys.modules if name.partition(".")[0] in ("m2m_conformance", "m2m_ref"))
    package = "m2m_conformance.plugin"
    assert ours == ["m2m_conformance", package, f"{package}.option", f"{package}.place"]
"""


def test_pytest_finds_it() -> None:
    (found,) = entry_points(group="pytest11", name="m2m")
    assert found.value == "m2m_conformance.plugin"


def test_it_imports_nothing_and_says_nothing_unless_it_is_asked(project: Project) -> None:
    project.write("test_own.py", OURS)
    ended = project.pytest("-W", "error", "--strict-markers", "--strict-config")
    assert (ended.status, ended.outcomes) == (0, {"test_own::test_mine": "passed"})
    assert "m2m:" not in ended.out
    assert "m2m_target" not in project.pytest("--fixtures").out


def test_it_imports_only_what_pytest_has_imported() -> None:
    code = (
        "import sys, pytest; before = {*sys.modules}; import m2m_conformance.plugin; "
        "print(*sorted(name for name in {*sys.modules} - before if not name.startswith('m2m_conformance')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_it_is_there_in_less_than_five_milliseconds() -> None:
    """The least of some imports, each in a process of its own: the machine may be busy."""
    code = (
        "import time, pytest; began = time.process_time(); import m2m_conformance.plugin; "
        "print(time.process_time() - began)"
    )
    taken: list[float] = []
    deadline = time.monotonic() + 30
    while (not taken or min(taken) > 0.005) and time.monotonic() < deadline:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        taken.append(float(done.stdout))
    assert min(taken) < 0.005


def test_the_help_has_the_options_and_the_ini_options(project: Project) -> None:
    project.ini("m2m_target = reference", "m2m_vectors = gone")
    out = project.pytest("--help").out
    for name in ("target", "url", "profile", "select", "exclude", "suite", "baseline", "vectors", "timeout"):
        assert f"--m2m-{name}=" in out
        assert f"m2m_{name} (" in out


def test_the_command_line_does_without_pytest() -> None:
    code = "import sys, m2m_conformance.cli, m2m_conformance.command; print('pytest' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
