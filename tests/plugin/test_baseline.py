"""What a baseline lists is expected to fail; what it lists wrongly fails."""

from __future__ import annotations

from tests.baseline.bench import BREAKS, BROKEN, FAILS, MESSAGE, OTHERWISE, PASSES, WARNS
from tests.plugin.project import Project

TARGET = ("--m2m-target", "reference")


def test_a_listed_failure_is_an_xfail_with_the_reason_of_the_entry(project: Project) -> None:
    vectors = project.vectors(fine=PASSES, bad=FAILS, broken=BREAKS, soft=WARNS, worse=OTHERWISE)
    baseline = project.baseline(
        ("engine/detect/bad", MESSAGE, "The wire is looked at twice."),
        ("engine/detect/[bw]*", "*parameter 'wire' is missing"),
        ("engine/detect/soft", MESSAGE),
    )
    words = (*TARGET, "--m2m-vectors", vectors, "--m2m-baseline", baseline, "m2m::")
    ended, as_they_are = project.several((*words, "-rx"), (*words, "--runxfail"))
    assert ended.of("xfail") == ["engine/detect/bad", "engine/detect/broken", "engine/detect/soft"]
    assert ended.of("failure") == ["engine/detect/worse"]
    assert ended.messages["m2m::engine/detect/bad"] == "The wire is looked at twice."
    assert ended.messages["m2m::engine/detect/broken"] == BROKEN
    assert "XFAIL m2m::engine/detect/bad - The wire is looked at twice." in ended.out
    assert as_they_are.of("failure") == ["engine/detect/bad", "engine/detect/broken", "engine/detect/worse"]


def test_all_that_fails_is_listed_so_the_run_passes(project: Project) -> None:
    words = (*TARGET, "--m2m-vectors", project.vectors(fine=PASSES, bad=FAILS))
    ended = project.pytest(*words, "--m2m-baseline", project.baseline(("*/bad", MESSAGE)))
    assert (ended.status, ended.of("xfail")) == (0, ["engine/detect/bad"])


def test_a_listed_case_that_passes_fails(project: Project) -> None:
    words = (*TARGET, "--m2m-vectors", project.vectors(fine=PASSES, bad=FAILS))
    ended = project.pytest(*words, "--m2m-baseline", project.baseline(("engine/detect/*", MESSAGE)))
    assert (ended.status, ended.of("failure")) == (1, ["engine/detect/fine"])
    assert "known.yaml lists it" in ended.messages["m2m::engine/detect/fine"]
    assert f"case engine/detect/*, message {MESSAGE!r}" in ended.out


def test_an_entry_that_is_about_nothing_fails_the_run(project: Project) -> None:
    words = (*TARGET, "--m2m-vectors", project.vectors(fine=PASSES, bad=FAILS))
    baseline = project.baseline(("engine/detect/bad", MESSAGE), ("engine/detect/gone", MESSAGE))
    ended = project.pytest(*words, "--m2m-baseline", baseline)
    assert (ended.status, ended.of("failure")) == (1, [])
    assert "stale entry of the baseline, engine/detect/gone: no case has such an id" in ended.out


def test_an_entry_with_a_message_that_never_comes_fails_the_run(project: Project) -> None:
    """The cases that it names are known by another one, so that none of them fails."""
    words = (*TARGET, "--m2m-vectors", project.vectors(bad=FAILS, worse=FAILS))
    baseline = project.baseline(("engine/detect/*", MESSAGE), ("*/detect/*", "another"))
    listed = (*words, "--m2m-baseline", baseline)
    ended, part = project.several((*listed, "m2m::"), (*listed, "m2m::engine/detect/bad"))
    assert (ended.status, len(ended.of("xfail"))) == (1, 2)
    assert "each of the 2 cases it names ends with another message" in ended.out
    assert part.status == 0, "nobody can tell"
