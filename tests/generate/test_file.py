"""Generated vectors: as many as asked for, all different, the same for the same seed, sound."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import strategies as st

from m2m_conformance.corpus.check import check
from m2m_conformance.generate import AREAS, GenerateError, generate
from m2m_conformance.generate.entry import Entry, exactly, literal
from m2m_conformance.generate.file import draw
from m2m_conformance.pattern import compile_value
from m2m_conformance.requirement import load_requirements
from m2m_conformance.runner import Observer
from m2m_conformance.vector import load_cases
from tests.oracle import strict, wire
from tests.oracle.case import confirm

RULES = load_requirements()
WIRED = ("engine", "frame", "token", "brotli", "security")


def test_there_is_a_generator_for_every_area_but_those_of_limits_and_servers() -> None:
    assert {*AREAS, "limit", "http"} == {rule.area for rule in RULES.values()}


@pytest.mark.parametrize("area", AREAS)
def test_generated_cases_are_many_different_and_sound(area: str, tmp_path: Path) -> None:
    file = generate(area, 60, 5, tmp_path)
    assert file == tmp_path / area / "generated-5.yaml"
    cases = load_cases(tmp_path, RULES)
    assert len({case.id for case in cases}) == 60
    assert len({str([step.params for step in case.steps]) for case in cases}) > 50
    found = check(tmp_path, RULES, Observer())
    assert [str(each) for each in found.problems] == []
    assert found.skipped == {}


@pytest.mark.parametrize("area", AREAS)
def test_the_same_seed_gives_the_same_file_and_another_one_another(area: str, tmp_path: Path) -> None:
    texts = [
        generate(area, 15, seed, tmp_path / folder).read_bytes().split(b"\n", 1)[1]
        for folder, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    assert texts[0] == texts[1]
    assert texts[0] != texts[2].replace(b"of seed 2", b"of seed 1")


@pytest.mark.parametrize("area", WIRED)
def test_the_oracle_confirms_every_generated_wire(area: str, tmp_path: Path) -> None:
    document = yaml.safe_load(generate(area, 120, 11, tmp_path).read_text(encoding="utf-8"))
    confirmed = 0
    for case in document["cases"]:
        oracle = strict if case.get("profile") == "strict" else wire
        confirmed += confirm(document.get("define", {}), case["steps"], oracle)
    assert confirmed == 120


def test_a_wrong_expectation_would_be_seen(tmp_path: Path) -> None:
    file = generate("token", 20, 4, tmp_path)
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    read = next(case for case in document["cases"] if "value" in case["steps"][0]["expect"])
    read["steps"][0]["expect"] = {"error": "decompression"}
    with pytest.raises(AssertionError):
        confirm({}, read["steps"], wire)
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    assert [each.where for each in check(tmp_path, RULES, Observer()).problems] == [read["name"]] * 2


def test_more_than_there_are_is_said_and_nothing_written(tmp_path: Path) -> None:
    def entry(number: int) -> Entry:
        return Entry("t", ["CMP-001"], [{"call": "engine.detect", "with": {"wire": str(number)}}])

    with pytest.raises(GenerateError, match="there are only 4 different cases to be had, not 5"):
        draw(st.integers(0, 3).map(entry), 5, 0)
    assert len(draw(st.integers(0, 3).map(entry), 4, 0)) == 4
    with pytest.raises(GenerateError, match="no generator for 'limit'"):
        generate("limit", 1, 0, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", ["$any", "$$", "$", {"a": ["$peer.id", {"b": "$x"}]}, ["plain", 1, None]])
def test_texts_are_written_for_what_they_are(value: Any) -> None:
    assert compile_value(literal(value), {}, pattern=False) == value


def test_an_exact_pattern_takes_nothing_else() -> None:
    assert exactly({"a": [{"b": "$x"}], "c": 1}) == {"$exactly": {"a": [{"$exactly": {"b": "$$x"}}], "c": 1}}


def test_another_process_in_another_place_makes_the_same(tmp_path: Path) -> None:
    """Whatever else it has loaded."""
    here = generate("frame", 20, 6, tmp_path / "here").read_bytes()
    words = ["vectors", "generate", "--area", "frame", "--count", "20", "--seed", "6", "-o", "there"]
    subprocess.run([sys.executable, "-m", "m2m_conformance", *words], cwd=tmp_path, check=True)
    assert (tmp_path / "there" / "frame" / "generated-6.yaml").read_bytes() == here
