"""Shards divide a selection without overlap, and `run --shard` plays, lists and refuses what it should."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from m2m_conformance.cli import main
from m2m_conformance.requirement import Level
from m2m_conformance.shard import Shard, selection
from tests.baseline.bench import PASSES, Bench
from tests.test_report import case

CASES = [case(str(number)) for number in range(25)]


@pytest.mark.parametrize("of", [1, 2, 3, 7, 24, 25, 26, 60])
def test_all_shards_together_are_the_selection_and_none_has_what_another_one_has(of: int) -> None:
    shards = [Shard(number, of, len(CASES), "", "") for number in range(1, of + 1)]
    parts = [shard.part(CASES) for shard in shards]
    assert sorted(chain(*parts), key=CASES.index) == CASES
    assert [shard.size for shard in shards] == [len(part) for part in parts]
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_a_selection_is_told_from_others() -> None:
    level = replace(CASES[0], level=Level.MAY)
    title = replace(CASES[0], title="another one")
    selections = [CASES, CASES[:-1], CASES[::-1], [level, *CASES[1:]], []]
    assert len({selection(each) for each in selections}) == len(selections)
    assert selection([title, *CASES[1:]]) == selection(CASES)
    assert selection(CASES[:0]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def ids(listed: str) -> list[str]:
    return [line.partition("  ")[0] for line in listed.splitlines()]


@pytest.mark.parametrize("words", [["--select", "*/c*"], ["--suite", "wp", "--alphabet", "outline"]], ids=str)
def test_lists_of_shards_are_the_list_of_what_is_played(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--list", *words]) == 0
    whole = [line for line in capsys.readouterr().out.splitlines() if "(retired: " not in line]
    lists = []
    for number in (1, 2, 3):
        assert main(["run", "--list", *words, "--shard", f"{number}/3"]) == 0
        lists.append(ids(capsys.readouterr().out))
    assert [lists[number % 3][number // 3] for number in range(len(whole))] == ids("\n".join(whole))
    assert sum(map(len, lists)) == len(whole) > 20


@pytest.mark.parametrize(
    "text",
    ["", "1", "/", "0/3", "4/3", "-1/3", "1/0", "1/3/5", "a/b", "1.0/2", " 1/2", "1/10000", "\u0661/\u0662"],
)
def test_what_is_no_shard_is_refused_in_a_sentence(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", f"--shard={text}"]) == 2
    said = capsys.readouterr().err
    reason = "is not I/N with 1 ≤ I ≤ N ≤ 9999, such as 2/3; m2m-conformance run --help says more"
    assert said == f"m2m-conformance: --shard: {text!r} {reason}\n"


def test_a_shard_writes_no_baseline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "known.yaml"
    assert main(["run", "--shard", "1/2", "--baseline", str(file), "--update-baseline"]) == 2
    assert "--update-baseline needs a whole run; leave --shard out" in capsys.readouterr().err
    assert not file.exists()


def test_the_first_and_the_last_line_say_which_shard_it_is(bench: Bench) -> None:
    bench.cases(a=PASSES, b=PASSES, c=PASSES)
    assert main(["run", "--vectors", str(bench.folder), "--shard", "1/2"]) == 0
    first, *_, last = bench.capture.readouterr().out.splitlines()
    assert first.endswith(", profile core, shard 1/2: 2 of 3 cases")
    assert last.startswith("SHARD 1/2 PASSED: 2 cases  (")


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path, capsys)
