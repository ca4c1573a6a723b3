"""The sessions of real targets, learned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.automaton.alphabet import Kind
from m2m_conformance.learn.graph import dot, mermaid
from m2m_conformance.learn.learner import Algorithm
from m2m_conformance.learn.option import ALGORITHMS
from m2m_conformance.learn.page import page, table
from m2m_conformance.learn.picture import svg
from m2m_conformance.learn.record import record
from m2m_conformance.learn.session import Learned, learned
from m2m_conformance.sequence.part import parts
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.document import validate
from m2m_ref.profile import Profile
from tests.cli.process import CLI
from tests.sequence.target import TARGETS
from tests.sequence.test_source import RULES, embedded, piped
from tests.wrong.target import UncountedClose

ROOT = Path(__file__).parents[2]


def session(target: Target, kind: Kind = Kind.OUTLINE, extra: int = 0) -> Learned:
    target.start()
    try:
        return learned(target, parts(target.profile, kind)[0], extra, Algorithm.KV)
    finally:
        target.stop()


@pytest.mark.parametrize(
    ("profile", "kind"),
    [(Profile.CORE, Kind.OUTLINE), (Profile.CORE, Kind.CLOCK), (Profile.STRICT, Kind.OUTLINE)],
)
def test_the_reference_is_what_the_model_says(profile: Profile, kind: Kind) -> None:
    found = session(Target(embedded(ReferenceAdapter), profile), kind)
    assert found.comparison.equal
    if kind is Kind.OUTLINE:
        assert sorted(found.comparison.learned.states) == sorted(found.part.model.states)
        assert profile is Profile.STRICT or found.effort.queries <= 200
    assert "EQUAL to the model: all" in page(found)


WRONG = session(Target(embedded(UncountedClose)))


def test_every_differing_transition_is_told() -> None:
    comparison = WRONG.comparison
    told = {
        (comparison.model.states[each.state], comparison.model.inputs[each.given])
        for each in comparison.deviations
    }
    assert told == {(state, "close") for state in WRONG.part.model.states}
    assert [each.masked for each in comparison.deviations].count(
        True
    ) == 1  # Closing is reached by close only
    text = page(WRONG)
    assert "DIFFERENT close in Established" in text
    assert "model    CLOSE → Closing, messages_sent+1" in text
    assert "target   CLOSE → Closing\n" in text
    assert "NOT EQUAL to the model: 5 transitions of 175" in text
    assert max(map(len, text.splitlines())) <= 100
    marked = [line for line in table(WRONG).splitlines() if line.startswith("!")]
    assert len(marked) == 5
    assert len(table(WRONG).splitlines()) == 175


def test_a_state_that_does_what_one_of_the_model_does_is_not_called_unknown() -> None:
    found = session(Target(embedded(TARGETS["SilentUntilCloned"])), extra=1)
    assert found.comparison.learned.states.count("Initial 2") == 1
    assert found.comparison.unmatched == []
    assert [each.masked for each in found.comparison.deviations] == [False]
    assert "the model has no state like" not in page(found)


def test_pictures_mark_what_differs() -> None:
    picture = svg(WRONG.comparison, "a & b")
    root = Xml.fromstring(picture)
    groups = [element.get("class") for element in root.iter("{http://www.w3.org/2000/svg}g")]
    assert groups.count("arrow marked") == 5
    assert groups.count("arrow quiet") > 10
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "a & b" in texts
    assert set(WRONG.part.model.states) <= set(texts)
    assert dot(WRONG.comparison).count("penwidth=2") == 5
    assert mermaid(WRONG.comparison).count(": ! close") == 5


def test_a_picture_of_what_is_right_marks_nothing() -> None:
    found = session(Target(embedded(ReferenceAdapter)))
    assert 'class="arrow quiet"' in svg(found.comparison, "m2m_ref")
    assert 'class="arrow marked"' not in svg(found.comparison, "m2m_ref")
    assert "penwidth" not in dot(found.comparison)
    assert "!" not in mermaid(found.comparison)


def test_the_record_is_as_its_schema_says() -> None:
    made = json.loads(json.dumps(record(WRONG)))
    validate(made, "learned.schema.json", Path("record"))
    assert made["equal"] is False
    assert len(made["transitions"]) == 175
    assert made["deviations"][0]["sequence"] == ["close"]


def cli(*words: str, folder: Path, seed: str = "random") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*CLI, "learn", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_same_is_learned_in_every_process(tmp_path: Path) -> None:
    runs = [cli("--table", "--extra-states", "0", folder=tmp_path, seed=seed) for seed in ("0", "1")]
    assert runs[0].returncode == 0, runs[0].stderr
    assert runs[0].stdout == runs[1].stdout
    assert "Established" in runs[0].stdout


def test_what_differs_is_written_as_vectors_and_pictures(tmp_path: Path) -> None:
    target = [sys.executable, str(ROOT / "tests" / "wrong" / "target.py"), "UncountedClose"]
    files = [word for form in ("svg", "dot", "mermaid", "json") for word in (f"--{form}", form)]
    done = cli("--extra-states", "0", *files, "--", *target, folder=tmp_path)
    assert done.returncode == 1, done.stderr
    assert {each.name for each in tmp_path.iterdir()} == {"svg", "dot", "mermaid", "json", "m2m-found"}
    assert len(load_cases(tmp_path / "m2m-found", RULES)) == 4
    assert "4 of them as vectors; again: m2m-conformance run --vectors m2m-found -- " in done.stdout


def test_a_target_that_breaks_is_learned_up_to_there() -> None:
    found = session(Target(piped("Fragile")))
    comparison = found.comparison
    assert "gone" in comparison.learned.states
    (deviation,) = comparison.deviations
    assert comparison.model.inputs[deviation.given] == "create_hello"
    assert "breaks: the target exited with status 3" in deviation.got.result


def test_a_target_that_does_not_do_the_same_every_time_is_told_with_the_sequence(tmp_path: Path) -> None:
    done = cli("--", sys.executable, "-m", "tests.sequence.target", "Moody", folder=tmp_path)
    assert done.returncode == 1
    assert "NOT DETERMINISTIC: the same inputs were answered in two ways" in done.stdout
    assert "  sequence " in done.stdout
    assert "messages_sent+1" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_target_that_breaks_at_everything_is_given_up(tmp_path: Path) -> None:
    script = "import sys\nprint(input() and sys.argv[1], flush=True)\n"
    welcome = (
        '{"jsonrpc":"2.0","id":1,"result":{"value":{"protocol":1,"name":"x","version":"1","language":"y",'
        '"features":["session"]}}}'
    )
    done = cli("--", sys.executable, "-c", script, welcome, folder=tmp_path)
    assert done.returncode == 1
    assert "NOT LEARNED: the target broke 11 times" in done.stdout


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    done = cli("--", "./no-such-adapter", folder=tmp_path)
    assert done.returncode == 2
    assert "no-such-adapter" in done.stderr


def test_options_offer_what_there_is() -> None:
    assert set(ALGORITHMS) == {each.value for each in Algorithm}
