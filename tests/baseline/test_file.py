"""The file of known failures: what its messages match, and that it is read and written as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_conformance.baseline import Baseline, Entry, load_baseline
from m2m_conformance.case import Case
from m2m_conformance.outcome import Outcome, Verdict
from m2m_conformance.requirement import Level, load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.vector import load_cases
from tests.baseline.bench import FAILS, MESSAGE, Bench

CASE = Case("a/b/c", "a", "a title", Level.MUST, ("CMP-001",), frozenset(), (), "", ())


@pytest.mark.parametrize(
    ("message", "covers"),
    [
        (MESSAGE, True),
        ("step 1, *: value: expected *, got *", True),
        ("*", True),
        ("*got *none*", True),
        ("**none*", True),
        (MESSAGE[:-1], False),
        (MESSAGE[1:], False),
        (MESSAGE.replace("m2m", "?2m"), False),
        (MESSAGE.replace("m2m", "[m]2m"), False),
        (MESSAGE.upper(), False),
        (f"{MESSAGE} ", False),
    ],
)
def test_only_the_star_is_special_in_a_message_and_it_is_the_whole(message: str, covers: bool) -> None:
    verdict = Verdict(CASE, Outcome.FAILED, MESSAGE)
    assert Entry("session/ping/x", message).covers(verdict) is covers


@pytest.mark.parametrize("text", ["a?b", "a[b]c", "a[!b]", "]", "a.b\\d", "a*b", "a\nb"])
def test_a_message_covers_itself_whatever_is_in_it(text: str) -> None:
    assert Entry("x", text).covers(Verdict(CASE, Outcome.ERRORED, text))
    assert not Entry("x", text).covers(Verdict(CASE, Outcome.ERRORED, f"{text}x"))


def test_an_update_that_cannot_be_written_leaves_the_old_file_and_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.cases(bad=FAILS)
    bench.entries(("engine/detect/gone", "x"))
    before = bench.file.read_text(encoding="utf-8")

    def full(self: Path, content: bytes) -> None:
        with self.open("wb") as stream:
            stream.write(content[:20])
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    done = bench.run("--update-baseline")
    assert done.status == 2
    assert "No space left on device" in done.err
    assert bench.file.read_text(encoding="utf-8") == before
    assert {each.name for each in bench.folder.iterdir()} == {"engine", "known.yaml"}


def test_who_reads_the_file_while_it_is_written_sees_the_old_one_whole(bench: Bench) -> None:
    bench.cases(bad=FAILS)
    bench.entries(("engine/detect/gone", "x"))
    before = bench.file.read_text(encoding="utf-8")
    with bench.file.open(encoding="utf-8") as reader:
        assert bench.run("--update-baseline").status == 0
        assert reader.read() == before
    assert bench.file.read_text(encoding="utf-8") != before


def test_an_update_writes_through_a_link(bench: Bench) -> None:
    bench.cases(bad=FAILS)
    real = bench.folder / "real.yaml"
    bench.file.symlink_to(real)
    assert bench.run("--update-baseline").status == 0
    assert bench.file.is_symlink()
    assert real.is_file()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@settings(deadline=None)
@given(st.lists(st.builds(Entry, TEXTS, TEXTS, TEXTS | st.just(""))), TEXTS)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry], about: str
) -> None:
    file = tmp_path_factory.mktemp("written") / "known.yaml"
    Baseline(file, [], entries, about).write()
    read = load_baseline(file, [])
    assert read.entries == entries
    first = file.read_bytes()
    read.write()
    assert file.read_bytes() == first
    assert yaml.safe_load(first.decode())["about"] == about


def test_long_messages_stay_on_one_line_and_paragraphs_are_paragraphs(bench: Bench) -> None:
    message = 'step 1, engine.compress: value: expected "' + "x y: " * 200 + '", got "ü"'
    Baseline(bench.file, [], [Entry("a", message, "one\ntwo\n")]).write()
    text = bench.file.read_text(encoding="utf-8")
    assert f"    message: '{message}'\n    reason: |\n      one\n      two\n" in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("format: 2\nfailures: []\n", "known.yaml: format"),
        ("format: 1\nfailures:\n  - {case: x}\n", 'failures[0]: "message" is a required property'),
        ("format: 1\nfailures:\n  - {case: x, message: 5}\n", "failures[0].message"),
        ("format: 1\nfailures:\n  - {case: x, message: y, why: z}\n", "failures[0]"),
        ("format: 1\nfailures: []\nfailures: []\n", "line 3: key 'failures' twice"),
        ("format: 1\n\tfailures: []\n", "line 2"),
        ("", "known.yaml"),
    ],
)
@pytest.mark.parametrize("words", [[], ["--update-baseline"]])
def test_a_bad_file_ends_the_run_with_2_and_is_not_touched(
    bench: Bench, text: str, reason: str, words: list[str]
) -> None:
    bench.cases(bad=FAILS)
    bench.file.write_text(text, encoding="utf-8")
    done = bench.run(*words)
    assert done.status == 2
    assert str(bench.file) in done.err
    assert reason in done.err
    assert bench.file.read_text(encoding="utf-8") == text


def test_a_file_that_is_not_there_ends_the_run_with_2(bench: Bench) -> None:
    bench.cases(bad=FAILS)
    done = bench.run()
    assert done.status == 2
    assert f"{bench.file}: No such file or directory" in done.err


@pytest.mark.slow
def test_a_baseline_of_every_case_covers_every_case() -> None:
    cases = load_cases(vectors_path(), load_requirements())
    ids = [each.id for each in cases]
    baseline = Baseline(Path("x"), ids, [Entry(each.id, "*") for each in cases])
    verdicts = [Verdict(each, Outcome.FAILED, "x") for each in cases]
    assert all(baseline.knows(each) for each in verdicts)
    update = baseline.updated(verdicts)
    assert (list(update.added), list(update.dropped)) == ([], [])
