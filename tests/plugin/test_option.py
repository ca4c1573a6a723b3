"""Options on the command line and in the ini file, and what is said of wrong ones."""

from __future__ import annotations

import sys

from tests.baseline.bench import FAILS, MESSAGE, PASSES
from tests.plugin.project import Project, wrong

WRONG = [
    (
        ["--m2m-target", "./nope"],
        "--m2m-target: cannot start './nope': No such file or directory; build it first",
    ),
    (["--m2m-target", "nope --flag"], "--m2m-target: cannot start 'nope': No such file or directory"),
    (
        ["--m2m-target", "./test_own.py"],
        "--m2m-target: cannot start './test_own.py': Permission denied; make it",
    ),
    (["--m2m-target", "refrence"], "--m2m-target: there is no program 'refrence'; did you mean reference?"),
    (["--m2m-target", "'./a"], '--m2m-target "\'./a" is no command: No closing quotation'),
    (["--m2m-target", ""], "--m2m-target is empty; it names the command that starts an adapter"),
    (["--m2m-target", "reference", "--m2m-url", "http://127.0.0.1:1"], "two targets; leave one out"),
    (["--m2m-url", "ftp://x"], "--m2m-url 'ftp://x': 'ftp://x' is not like http://HOST:PORT"),
    (
        ["--m2m-url", "http://127.0.0.1:1", "--m2m-suite", "wp"],
        "--m2m-suite plays sequences, which need an adapter",
    ),
    (["--m2m-target", "reference", "--m2m-profile", "lax"], "--m2m-profile 'lax': it is core or strict"),
    (["--m2m-target", "reference", "-o", "m2m_profile=lax"], "m2m_profile 'lax': it is core or strict"),
    (["--m2m-target", "reference", "--m2m-suite", "w"], "--m2m-suite 'w': the only one is wp"),
    (
        ["--m2m-target", "reference", "--m2m-timeout", "0"],
        "--m2m-timeout '0': it is a number of seconds, more than 0",
    ),
    (["--m2m-target", "reference", "--m2m-timeout", "x"], "--m2m-timeout 'x': it is a number of seconds"),
    (["--m2m-target", "reference", "--m2m-baseline", "gone.yaml"], "gone.yaml: No such file or directory"),
    (["--m2m-target", "reference", "--m2m-baseline", "pytest.ini"], "pytest.ini"),
    (["--m2m-target", "reference", "--m2m-vectors", "gone"], "gone: is not a folder"),
    (["--m2m-target", "reference", "--m2m-select", "gone/*"], "none of the 1 cases of M2M is selected"),
    (
        ["--m2m-target", "reference", "m2m::gone"],
        "not found: m2m::gone (no case has this id, or one below it)",
    ),
    (["m2m::engine/detect/a"], "file or directory not found: m2m::engine/detect/a"),
]


def test_each_mistake_is_one_sentence_and_exit_status_4(project: Project) -> None:
    project.ini(f"m2m_vectors = {project.vectors(a=PASSES)}")
    runs = project.several(*(words for words, _ in WRONG))
    for (words, told), ended in zip(WRONG, runs, strict=True):
        errors = [line for line in ended.out.splitlines() if line.startswith("ERROR: ")]
        assert (ended.status, len(errors)) == (4, 1), (words, ended.out)
        assert told in errors[0], words


def test_every_option_can_stand_in_the_ini_file(project: Project) -> None:
    project.vectors(a=PASSES, b=FAILS, c=FAILS, d=PASSES)
    project.baseline(("*/b", MESSAGE, "Known."))
    project.ini(
        "m2m_target = reference",
        "m2m_vectors = vectors",
        "m2m_baseline = known.yaml",
        "m2m_select = engine/detect/[abc] nothing/*",
        "m2m_exclude = */c",
        "m2m_profile = strict",
        "m2m_timeout = 3",
    )
    words = ("-o", "m2m_exclude=*/a", "--m2m-select", "*/[ad]", "--m2m-profile", "core")
    ended, overridden = project.several((), words)
    assert ended.outcomes == {
        "test_own::test_mine": "passed",
        "m2m::engine/detect/a": "passed",
        "m2m::engine/detect/b": "xfail",
    }
    assert "profile strict, target: reference" in ended.out
    assert overridden.of("passed") == ["test_own::test_mine", "engine/detect/d"]
    assert "profile core" in overridden.out


def test_what_stands_for_the_ini_file_is_part_of_the_command_that_plays_a_case_again(
    project: Project,
) -> None:
    project.vectors(bad=FAILS)
    project.write("ci/other.ini", "[pytest]\nm2m_vectors = ../vectors\n")
    words = ("-c", "ci/other.ini", "-o", "m2m_target=reference", "-o", "console_output_style=count")
    ended = project.pytest(*words, "--rootdir", ".", "m2m::")
    again = "pytest m2m::engine/detect/bad -c ci/other.ini -o m2m_target=reference"
    assert f"again: {again}\n" in ended.out


def test_the_native_table_of_pyproject_will_do(project: Project) -> None:
    (project.folder / "pytest.ini").unlink()
    project.vectors(a=PASSES, b=PASSES)
    options = 'm2m_target = "reference"\nm2m_vectors = "vectors"\nm2m_exclude = ["*/b"]\nm2m_timeout = "2"\n'
    project.write("pyproject.toml", f"[tool.pytest]\n{options}")
    assert project.pytest("m2m::").of("passed") == ["engine/detect/a"]


def test_pyproject_has_lists(project: Project) -> None:
    (project.folder / "pytest.ini").unlink()
    project.vectors(a=PASSES, b=PASSES, c=PASSES)
    project.write(
        "pyproject.toml",
        '[tool.pytest.ini_options]\nm2m_target = "reference"\nm2m_vectors = "vectors"\n'
        'm2m_select = ["*/a", "*/b"]\nm2m_exclude = ["*/b"]\n',
    )
    assert project.pytest("m2m::").of("passed") == ["engine/detect/a"]


def test_what_the_ini_file_names_starts_from_where_it_is(project: Project) -> None:
    project.write("sub/test_sub.py", "def test_sub():\n    pass\n")
    project.write("adapter.py", "from m2m_conformance.cli import main\nmain(['adapter'])\n")
    project.vectors(bad=FAILS)
    project.ini(f"m2m_target = {sys.executable} adapter.py", "m2m_vectors = vectors")
    ended, above = project.several((), ("../m2m::engine/detect/bad",), here="sub")
    assert ended.outcomes == {"sub.test_sub::test_sub": "passed", "m2m::engine/detect/bad": "failure"}
    assert "again: pytest m2m::engine/detect/bad\n" in ended.out
    run = f"m2m-conformance run --vectors {project.folder}/vectors --select engine/detect/bad"
    assert f"or: cd {project.folder} && {run} -- {sys.executable} adapter.py\n" in ended.out
    assert above.of("failure") == ["engine/detect/bad"]


def test_the_ini_files_target_is_left_alone_when_other_things_are_named(project: Project) -> None:
    project.ini("m2m_target = reference")
    for ended in project.several(["test_own.py"], ["."]):
        assert ended.outcomes == {"test_own::test_mine": "passed"}
        assert "m2m: not collected, since other things are named; name m2m:: too to have it" in ended.out


def test_the_command_line_goes_before_the_ini_file(project: Project) -> None:
    project.ini("m2m_target = nothing", f"m2m_vectors = {project.vectors(bad=FAILS)}", "m2m_profile = strict")
    again = f"--m2m-target '{wrong('ReferenceAdapter')}' --m2m-timeout 7"
    ended, elsewhere = project.several(
        ("--m2m-target", wrong("ReferenceAdapter"), "--m2m-timeout", "7", "m2m::"),
        ("--m2m-url", "http://127.0.0.1:9", "-o", "m2m_vectors=", "m2m::http/server/health"),
    )
    assert f"again: pytest m2m::engine/detect/bad {again}\n" in ended.out
    assert "profile strict, target: http://127.0.0.1:9" in elsewhere.out
