"""`run --baseline FILE --update-baseline`: what is added, kept, narrowed and dropped."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from m2m_conformance.cli import main
from tests.baseline.bench import (
    BREAKS,
    BROKEN,
    FAILS,
    MESSAGE,
    OTHER_MESSAGE,
    OTHERWISE,
    PASSES,
    SKIPPED,
    WARNS,
    Bench,
)

WRONG = [sys.executable, str(Path(__file__).parents[1] / "wrong" / "target.py")]


def test_an_update_writes_what_makes_the_same_run_pass(bench: Bench) -> None:
    bench.cases(fine=PASSES, bad=FAILS, broken=BREAKS, soft=WARNS, lacking=SKIPPED)
    done = bench.run("--update-baseline")
    assert done.status == 0
    assert done.last == "PASSED: 1 case, 2 known failures, 1 skipped"
    assert f"{bench.file}: 2 added, 0 dropped, 2 in all" in done.out
    assert "  added engine/detect/bad\n  added engine/detect/broken\n" in done.out
    assert bench.written() == [
        {"case": "engine/detect/bad", "message": MESSAGE},
        {"case": "engine/detect/broken", "message": BROKEN},
    ]
    text = bench.file.read_text(encoding="utf-8")
    assert text.startswith("# Known failures. `m2m-conformance run --baseline FILE --update-baseline` writes")
    assert text.endswith("\n")
    again = bench.run()
    assert (again.status, again.last) == (done.status, done.last)


def test_an_update_keeps_what_holds_and_drops_what_does_not(bench: Bench) -> None:
    bench.cases(
        fine=PASSES, bad=FAILS, changed=OTHERWISE, broken=BREAKS, soft=WARNS, lacking=SKIPPED, left_out=FAILS
    )
    bench.entries(
        ("engine/detect/soft", "*", "only a SHOULD"),
        ("engine/detect/left-out", "not this", "not selected"),
        ("engine/detect/fine", MESSAGE, "long fixed"),
        ("engine/detect/lacking", "not this", "no llama here"),
        ("engine/detect/b*d", "step 1*", "a glob, a star"),
        ("engine/detect/changed", MESSAGE, "another one"),
        ("engine/detect/gone", MESSAGE),
        about="Why there are any.",
    )
    words = ["--exclude", "*/left-out"]
    done = bench.run(*words, "--update-baseline")
    assert done.status == 0
    assert bench.written() == [
        {"case": "engine/detect/soft", "message": "*", "reason": "only a SHOULD"},
        {"case": "engine/detect/left-out", "message": "not this", "reason": "not selected"},
        {"case": "engine/detect/lacking", "message": "not this", "reason": "no llama here"},
        {"case": "engine/detect/b*d", "message": "step 1*", "reason": "a glob, a star"},
        {"case": "engine/detect/changed", "message": OTHER_MESSAGE},
        {"case": "engine/detect/broken", "message": BROKEN},
    ]
    assert yaml.safe_load(bench.file.read_text(encoding="utf-8"))["about"] == "Why there are any."
    assert f"{bench.file}: 2 added, 3 dropped, 6 in all" in done.out
    for line in (
        "dropped engine/detect/fine: the case passes",
        "dropped engine/detect/changed: the case ends with another message",
        "dropped engine/detect/gone: no case has such an id",
    ):
        assert f"  {line}\n" in done.out
    assert bench.run(*words).status == 0


def test_an_update_narrows_a_glob_some_of_whose_cases_pass(bench: Bench) -> None:
    bench.cases(bad_1=FAILS, bad_2=PASSES, bad_3=OTHERWISE, bad_4=SKIPPED, bad_5=FAILS)
    bench.entries(("engine/detect/bad-*", '*expected "m2m"*', "since 0.4"))
    done = bench.run("--update-baseline", "--exclude", "*-5")
    assert done.status == 0
    narrowed = {"message": '*expected "m2m"*', "reason": "since 0.4"}
    assert bench.written() == [
        {"case": "engine/detect/bad-1"} | narrowed,
        {"case": "engine/detect/bad-4"} | narrowed,
        {"case": "engine/detect/bad-5"} | narrowed,
        {"case": "engine/detect/bad-3", "message": OTHER_MESSAGE},
    ]
    assert "3 entries for one case each in its place" in " ".join(done.out.split())
    assert bench.run().status == 0, "the case that was left out is still covered"


def test_an_update_with_nothing_to_change_leaves_the_file_alone(bench: Bench) -> None:
    bench.cases(bad=FAILS)
    text = f"# by hand\nformat: 1\nfailures:\n- {{message: '{MESSAGE}', case: engine/detect/bad}}\n"
    bench.file.write_text(text, encoding="utf-8")
    done = bench.run("--update-baseline")
    assert done.status == 0
    assert "0 added, 0 dropped, 1 in all" in done.out
    assert bench.file.read_text(encoding="utf-8") == text


def test_an_update_with_nothing_to_list_writes_an_empty_list(bench: Bench) -> None:
    bench.cases(fine=PASSES)
    assert bench.run("--update-baseline").status == 0
    assert bench.written() == []
    assert bench.run().last == "PASSED: 1 case"


def test_an_update_that_checked_nothing_ends_as_the_run_would(bench: Bench) -> None:
    bench.cases(lacking=SKIPPED)
    assert bench.run("--update-baseline").status == 1
    assert bench.run().status == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--update-baseline"], "--update-baseline needs --baseline FILE"),
        (["--update-baseline", "--baseline", "f", "--fail-fast"], "leave --fail-fast out"),
    ],
)
def test_options_that_do_not_go_together(
    words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", *words]) == 2
    assert reason in capsys.readouterr().err


def test_a_wrong_target_is_brought_under_a_baseline_and_noticed_when_it_is_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", "--baseline", str(tmp_path / "known.yaml"), "--select", "session/close/*"]
    wrong = ["--", *WRONG, "UncountedClose"]
    assert main([*words, *wrong]) == 2, "there is no file yet"
    assert main([*words, "--update-baseline", *wrong]) == 0
    assert main([*words, *wrong]) == 0
    assert main(["run", "--select", "session/close/*", *wrong]) == 1
    capsys.readouterr()
    assert main(words) == 1, "the reference closes as it should"
    assert "session/close/initial: the case passes: remove the entry" in capsys.readouterr().out
