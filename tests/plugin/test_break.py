"""A target that breaks is started afresh, given up where there is no use, and never green."""

from __future__ import annotations

import sys

from tests.plugin.project import Project, wrong


def test_a_crash_costs_its_case_only(project: Project) -> None:
    ended = project.pytest(
        "--m2m-target", wrong("Exiting"), "m2m::session/clone/closing", "m2m::session/stats"
    )
    assert ended.of("failure") == ["session/clone/closing"]
    assert len(ended.of("passed")) == 9
    assert "the target exited with status 3" in ended.messages["m2m::session/clone/closing"]


def test_a_hang_costs_its_case_the_time_limit(project: Project) -> None:
    limit = ("--m2m-timeout", "5")
    ended = project.pytest(
        "--m2m-target", wrong("Hanging"), *limit, "m2m::session/close/initial", "m2m::session/hello/own-id"
    )
    assert ended.of("failure") == ["session/close/initial"]
    assert ended.of("passed") == ["session/hello/own-id"]
    assert "no reply within the time limit of 5 s" in ended.messages["m2m::session/close/initial"]
    assert f"--m2m-target '{wrong('Hanging')}' --m2m-timeout 5\n" in ended.out
    assert (
        f"m2m-conformance run --timeout 5 --select session/close/initial -- {wrong('Hanging')}\n" in ended.out
    )


def test_a_target_that_always_breaks_is_given_up_and_what_is_left_fails_at_once(project: Project) -> None:
    project.write("silent.py", "import sys\nsys.stderr.write('no licence')\nsys.stdin.read()\n")
    ended = project.pytest(
        "--m2m-target", f"{sys.executable} silent.py", "--m2m-timeout", "0.3", "m2m::session", "--tb=no"
    )
    assert ended.status == 1
    assert len(ended.of("failure")) == len(ended.outcomes) == 480
    messages = [*ended.messages.values()]
    assert set(messages[:10]) == {"initialize: no reply within the time limit of 0.3 s"}
    assert set(messages[10:]) == {"not played, since the target broke 10 times in a row"}


def test_what_a_target_wrote_to_stderr_is_shown(project: Project) -> None:
    project.write("crash.py", "raise SystemExit('no licence')\n")
    ended = project.pytest("--m2m-target", f"{sys.executable} crash.py", "m2m::session/close/initial")
    assert "  the target's stderr ends:\n    | no licence\n" in ended.out
    assert "target: has not said who it is" in ended.out


def test_a_program_that_is_no_program_fails_at_once(project: Project) -> None:
    project.write("adapter", "nothing that a system would run").chmod(0o755)
    ended = project.pytest("--m2m-target", "./adapter", "m2m::session/close")
    assert (ended.status, len(ended.of("failure"))) == (1, 8)
    (message,) = {*ended.messages.values()}
    assert message.startswith("cannot start './adapter': Exec format error; a script has its interpreter")


def test_a_server_that_is_not_there_fails_at_once(project: Project) -> None:
    ended = project.pytest("--m2m-url", "http://127.0.0.1:9", "m2m::http/server")
    assert ended.status == 1
    assert len(ended.of("failure")) == len(ended.outcomes) > 2
    assert all("start the server first" in each for each in ended.messages.values())
