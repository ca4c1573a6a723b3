"""The JSON build holds the whole corpus, and people can use it without our code."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from m2m_conformance import __version__
from m2m_conformance.case import Case
from m2m_conformance.corpus.build import build
from m2m_conformance.pattern import compile_value
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.vector import load_cases, load_files

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "conformance" / "example"
PAGE = (ROOT / "vectors" / "JSON.md").read_text(encoding="utf-8")
RULES = load_requirements()
NODE = shutil.which("node")


def make(folder: Path, vectors: Path | None = None) -> Path:
    build(load_files(vectors or vectors_path(), RULES), RULES, folder)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("built"))


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def cases(folder: Path) -> dict[str, dict[str, Any]]:
    areas = {rule.area for rule in RULES.values()}
    return {case["id"]: case for area in areas for case in read(folder / f"{area}.json")["cases"]}


def test_the_same_vectors_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = make(tmp_path / "again")
    names = sorted(file.name for file in built.iterdir())
    assert names == sorted(file.name for file in again.iterdir())
    assert all((built / name).read_bytes() == (again / name).read_bytes() for name in names)


def test_the_manifest_tells_of_every_file(built: Path) -> None:
    manifest = read(built / "manifest.json")
    entries = {entry["name"]: entry for entry in manifest["files"]}
    assert set(entries) | {"manifest.json"} == {file.name for file in built.iterdir()}
    for name, entry in entries.items():
        content = (built / name).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert entry.get("cases") == (len(read(built / name)["cases"]) if "cases" in entry else None)
    assert manifest["version"] == __version__
    assert manifest["protocol"] == "3.0"
    assert manifest["cases"] == len(cases(built)) == sum(entry.get("cases", 0) for entry in entries.values())


def test_every_file_is_as_the_schema_beside_it_says_and_a_changed_one_is_not(built: Path) -> None:
    schema = jsonschema_rs.validator_for(read(built / "schema.json"))
    for area in {rule.area for rule in RULES.values()}:
        assert [str(error) for error in schema.iter_errors(read(built / f"{area}.json"))] == []
    token = read(built / "token.json")
    changes: list[dict[str, Any]] = [
        {"level": "SHALL"},
        {"id": "x"},
        {"steps": []},
        {"needs": ["magic"]},
        {"a": 1},
    ]
    for change in changes:
        broken = {**token, "cases": [{**token["cases"][0], **change}]}
        assert not schema.is_valid(broken), change
    assert not schema.is_valid({**token, "cases": [{**token["cases"][0], "retired": "and played"}]})


def test_every_sentence_is_there(built: Path) -> None:
    texts = {each["id"]: each["text"] for each in read(built / "requirements.json")["requirements"]}
    assert texts == {rule.id: rule.text for rule in RULES.values()}


def compiled(case: dict[str, Any]) -> list[str]:
    """The steps of a built case with nothing defined, as text; rows by themselves."""
    steps = [*case.get("setup", []), *case["steps"]]
    made = [
        (
            step["call"],
            compile_value(step["with"], {}, pattern=False),
            compile_value(step["expect"], {}, pattern=True),
        )
        for step in steps
    ]
    rows = [compile_value(row, {}, pattern=False) for row in case.get("rows", [])]
    return [nameless(each) for each in (*made, *rows)]


def played(case: Case) -> list[str]:
    """The same of a case that was read from YAML: each step once, then the values of each row."""
    rows = [step.row for step in case.steps if step.row]
    once = [step for step in case.steps if re.match("setup|step|row 1,", step.label)]
    return [nameless(each) for each in (*((step.call, step.params, step.expect) for step in once), *rows)]


def nameless(value: Any) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def test_every_case_is_there_and_says_the_same_with_nothing_defined(built: Path) -> None:
    found = cases(built)
    for case in load_cases(vectors_path(), RULES):
        other = found.pop(case.id)
        assert (other["title"], other["level"]) == (case.title, case.level.name)
        assert (other["profile"], other["requirements"]) == (case.profile, list(case.requirements))
        assert (frozenset(other["needs"]), frozenset(other["without"])) == (case.needs, case.without)
        assert compiled(other) == played(case), case.id
    assert found == {}


def test_a_definition_that_is_not_put_in_would_be_seen(built: Path) -> None:
    case = cases(built)["token/read/hello-c"]
    (given,) = (each for each in load_cases(vectors_path(), RULES) if each.id == case["id"])
    assert compiled(case) == played(given)
    case["steps"][0]["with"]["wire"] = "$hello"
    assert compiled(case) != played(given)


def test_flags_are_explained(built: Path) -> None:
    for area in {rule.area for rule in RULES.values()}:
        document = read(built / f"{area}.json")
        used = {flag for case in document["cases"] for flag in case.get("flags", [])}
        assert used == set(document["flags"]) & used
        assert all(document["flags"][flag] for flag in used)


def test_a_retired_case_is_listed_without_steps(tmp_path: Path) -> None:
    file = tmp_path / "vectors" / "token" / "old.yaml"
    file.parent.mkdir(parents=True)
    gone = {"name": "gone", "title": "t", "requirements": ["TOK-001"], "retired": "It was wrong."}
    file.write_text(json.dumps({"format": 1, "about": "x", "cases": [gone]}))
    (case,) = read(make(tmp_path / "out", tmp_path / "vectors") / "token.json")["cases"]
    assert case["retired"] == "It was wrong."
    assert "steps" not in case


def test_the_case_on_the_page_is_one_of_the_build(built: Path) -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    assert json.loads(shown) == cases(built)["token/read/hello-c"]


def example(
    script: str, built: Path, *areas: str, folder: Path = EXAMPLES
) -> subprocess.CompletedProcess[str]:
    program = [sys.executable] if script.endswith(".py") else [NODE or "node"]
    words = [*program, str(folder / script), str(built), *areas]
    return subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)


def outputs() -> list[str]:
    return re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)


needs_node = pytest.mark.skipif(
    NODE is None, reason="there is no node on this machine: loop.mjs is not tried"
)


def test_the_example_in_python_does_what_the_page_says(built: Path) -> None:
    done = example("loop.py", built, "session", "negotiation", "message")
    assert (done.returncode, done.stdout, done.stderr) == (0, outputs()[0], "")


@needs_node
def test_the_example_in_javascript_does_what_the_page_says(built: Path) -> None:
    done = example("loop.mjs", built, "brotli", "engine")
    assert (done.returncode, done.stderr) == (0, "")
    begin, end = outputs()[1].split("…\n")
    assert done.stdout.startswith(begin)
    assert done.stdout.endswith(end)


def copied(tmp_path: Path, file: str, right: str, wrong: str) -> Path:
    """The examples and what they use, one of the files with a mistake in it."""
    shutil.copytree(ROOT / "conformance" / "example", tmp_path / "conformance" / "example")
    shutil.copytree(
        ROOT / "conformance" / "adapters" / "python_stdlib",
        tmp_path / "conformance" / "adapters" / "python_stdlib",
    )
    path = tmp_path / "conformance" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    return tmp_path / "conformance" / "example"


ADAPTER = "adapters/python_stdlib/adapter.py"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("algorithm, ...sizes }", "algorithm, ...sizes, compressed_bytes: 7 }"),
        ("fatal: true", "fatal: false"),
        (
            "brotliCompressSync(Buffer.from(content)).toString('base64')",
            "brotliCompressSync(Buffer.from(content).reverse()).toString('base64')",
        ),
        ("throw new Refused('invalid_message'", "throw new Refused('decompression'"),
    ],
)
@needs_node
def test_the_example_in_javascript_catches_a_mistake(
    built: Path, tmp_path: Path, right: str, wrong: str
) -> None:
    folder = copied(tmp_path, "example/implementation.mjs", right, wrong)
    done = example("loop.mjs", built, "brotli", "engine", folder=folder)
    assert done.returncode == 1
    assert "MUST " in done.stdout


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('.partition(".")[0]', '.partition("-")[0]'),
        ('theirs["encodings"]), "Cl100kBase")', 'theirs["encodings"]), "O200kBase")'),
        ("self.now += given", "self.now -= given"),
    ],
)
def test_the_example_in_python_catches_a_mistake(built: Path, tmp_path: Path, right: str, wrong: str) -> None:
    folder = copied(tmp_path, ADAPTER, right, wrong)
    done = example("loop.py", built, "session", "negotiation", "message", folder=folder)
    assert done.returncode == 1
    assert "MUST " in done.stdout


def test_the_examples_play_what_they_can(built: Path) -> None:
    numbers = Counter(map(int, re.findall(r"(\d+) passed", " ".join(outputs()))))
    assert min(numbers) > 100
