"""Well-formed vector files are kept, and what is kept is never stale."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from m2m_conformance import vector
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.store import Store, cache_path
from m2m_conformance.vector import load_cases
from m2m_ref import document
from m2m_ref.document import DocumentError

RULES = load_requirements()
STEP: dict[str, Any] = {"call": "session.create", "with": {"session": "a"}, "expect": {"value": None}}
DOCUMENT: dict[str, Any] = {
    "format": 1,
    "about": "x",
    "cases": [{"name": "one", "title": "t", "requirements": ["SES-001"], "steps": [STEP]}],
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "m2m-conformance"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "vectors" / "session" / "file.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(DOCUMENT))
    return file


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read as YAML."""
    found: list[Path] = []
    parse = document.parse_document

    def noting(content: bytes, schema: str, file: Path) -> dict[str, Any]:
        found.append(file)
        return parse(content, schema, file)

    monkeypatch.setattr(vector, "parse_document", noting)
    return found


def titles(file: Path) -> list[str]:
    return [case.title for case in load_cases(file.parents[1], RULES)]


def test_a_file_is_read_once(cache: Path, file: Path, parsed: list[Path]) -> None:
    assert titles(file) == titles(file) == ["t"]
    assert parsed == [file]
    assert len(list(cache.iterdir())) == 1


def test_a_changed_file_is_read_again_and_the_old_one_dropped(
    cache: Path, file: Path, parsed: list[Path]
) -> None:
    titles(file)
    (kept,) = cache.iterdir()
    before = kept.stat().st_size
    file.write_text(file.read_text().replace("title: t", "title: u"))
    assert titles(file) == ["u"]
    assert parsed == [file, file]
    assert kept.stat().st_size == before


@pytest.mark.usefixtures("cache")
def test_a_file_is_read_again_when_the_rules_for_files_change(
    file: Path, tmp_path: Path, parsed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "rules.py"
    monkeypatch.setattr(vector, "_MODULES", (str(rules),))
    for text in ("one", "one", "two"):
        rules.write_text(text)
        titles(file)
    assert parsed == [file, file]


@pytest.mark.usefixtures("cache")
def test_a_bad_file_is_not_kept(file: Path) -> None:
    file.write_text(file.read_text().replace("title: t", "title: t\n  flags: [odd]"))
    for _ in range(2):
        with pytest.raises(DocumentError, match="'odd' is not explained"):
            titles(file)


@pytest.mark.usefixtures("cache")
def test_a_requirement_that_is_gone_is_seen_in_a_kept_file(file: Path) -> None:
    titles(file)
    with pytest.raises(DocumentError, match="SES-001 is not a requirement"):
        load_cases(file.parents[1], {})


SPOIL = [lambda kept: kept[:-9], lambda kept: kept[:99] + bytes([kept[99] ^ 1]) + kept[100:]]


@pytest.mark.parametrize("spoil", SPOIL)
def test_a_spoilt_store_is_not_used(cache: Path, file: Path, parsed: list[Path], spoil: Any) -> None:
    titles(file)
    (kept,) = cache.iterdir()
    sound = kept.read_bytes()
    kept.write_bytes(spoil(sound))
    assert titles(file) == ["t"]
    assert parsed == [file, file]
    assert kept.read_bytes() == sound


def test_without_a_place_to_keep_them_files_are_read_each_time(
    tmp_path: Path, file: Path, parsed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "taken"))
    assert titles(file) == titles(file) == ["t"]
    assert parsed == [file, file]


def test_what_json_would_change_is_not_kept(cache: Path, tmp_path: Path) -> None:
    store = Store(tmp_path, [])
    for value in (float("nan"), {1: 2}, (1,), 1 << 64):
        store.put("digest", {"value": value})
    store.save()
    assert not cache.exists()
    store.put("digest", {"value": [1.0, 1, -0.5, "\u2028", None]})
    store.save()
    assert Store(tmp_path, []).get("digest") == {"value": [1.0, 1, -0.5, "\u2028", None]}


def test_a_relative_or_missing_cache_folder_is_the_one_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/of")
    for given in ("", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", given)
        assert cache_path() == Path("/home/of/.cache/m2m-conformance")


@pytest.mark.slow
@pytest.mark.usefixtures("cache")
def test_the_corpus_is_the_same_from_the_store() -> None:
    def shown() -> str:
        cases = load_cases(vectors_path(), RULES)
        # The steps of the largest come to half a gigabyte of text.
        small = (case for case in cases if case.area != "limit" and "http/survive/" not in case.id)
        steps = "\n".join(f"{list(case.steps)}" for case in small)
        return re.sub(" at 0x[0-9a-f]+", "", f"{cases} {steps}")

    assert shown() == shown()
