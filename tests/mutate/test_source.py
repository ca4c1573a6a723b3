"""Source mutants: which there are, what finds them out, and what is said of those that nothing finds out."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from m2m_conformance.case import select
from m2m_conformance.mutate import known, mode
from m2m_conformance.mutate.campaign import Plan, rows, source
from m2m_conformance.mutate.change import Found
from m2m_conformance.mutate.kill import kills
from m2m_conformance.mutate.known import Known, load_known
from m2m_conformance.mutate.reach import Function
from m2m_conformance.mutate.source import SourceMutant, files, mutants
from m2m_conformance.mutate.tally import Tally
from m2m_conformance.status import NotDoneError
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref.profile import Profile

pytest.importorskip("mutmut", reason="mutmut is not installed: source mutants are not tested")


@cache
def all_mutants() -> list[SourceMutant]:
    return [each for file in files() for each in mutants(file)]


def named(text: str) -> SourceMutant:
    (found,) = (each for each in all_mutants() if str(each) == text)
    return found


def test_session_negotiation_message_and_codec_are_mutated_and_nothing_else() -> None:
    paths = {each.path for each in all_mutants()}
    assert {"session.py", "execution.py", "guard.py", "capability.py", "message.py", "payload.py"} <= paths
    assert {"codec/engine.py", "codec/frame/writer.py", "codec/varint.py", "codec/tokennative.py"} <= paths
    assert not {"model.py", "diagram.py", "document.py"} & paths
    assert len(all_mutants()) > 3000


def test_each_has_its_own_name_and_is_one_change_that_can_be_compiled() -> None:
    assert len(set(map(str, all_mutants()))) == len(all_mutants())
    for each in all_mutants()[::150]:
        text = (files()[0].parent / each.path).read_text(encoding="utf-8")
        assert each.code != text
        compile(each.code, each.path, "exec")


def test_texts_of_errors_are_free() -> None:
    assert not [str(each) for each in all_mutants() if each.path == "session.py" and "of the" in each.change]


def test_what_is_listed_is_there_and_has_a_reason() -> None:
    listed = load_known()
    assert listed.stale(all_mutants()) == []
    assert all(len(reason.split()) >= 4 for reason in [*listed.functions.values(), *listed.mutants.values()])
    assert len(listed.mutants) < 0.15 * len(all_mutants())


def test_what_is_not_there_any_more_is_stale() -> None:
    listed = Known(
        {"session.py gone": "r"}, {"session.py Session.close: a → b": "r", str(all_mutants()[0]): "r"}
    )
    assert listed.stale(all_mutants()) == ["session.py gone", "session.py Session.close: a → b"]


def test_an_entry_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("- reason: one\n  mutants: [a]\n- reason: two\n  mutants: [a]\n")
    with pytest.raises(ValueError, match=r"a stands in list\.yaml twice"):
        load_known(file)


SOME = ["session/*row/receive-*", "frame/request/*", "engine/choice/*"]


@pytest.fixture(scope="module", autouse=True)
def fewer_cases() -> Iterator[None]:
    """Some of the corpus, since every case is played to see what it runs, and less of what is random."""
    load = load_cases
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mode, "load_cases", lambda *given: select(load(*given), SOME, []))
        patch.setattr(mode, "_EXAMPLES", 5)
        mode.corpus.cache_clear()
        yield
        mode.corpus.cache_clear()


@pytest.fixture
def wrong() -> list[SourceMutant]:
    """One that runs in a fork, one whose result a cache keeps, and one that no case runs."""
    some = [next(each for each in all_mutants() if each.function == "Execution._move")]
    some += [next(each for each in all_mutants() if each.function == "_table" and '"layout"' in each.change)]
    some += [next(each for each in all_mutants() if each.function == "FrameInfo.schema_name")]
    return some


def found(mutants: list[SourceMutant], *modes: str, each: bool = False) -> list[Found]:
    return list(kills([mutant.made() for mutant in mutants], modes, Profile, each=each, jobs=2))


def test_a_wrong_expression_is_found_out_and_one_that_never_runs_is_not(wrong: list[SourceMutant]) -> None:
    session, table, unseen = found(wrong, "corpus")
    assert str(session["corpus"]).startswith("session/")
    assert "/" in str(table["corpus"])
    assert unseen == {"corpus": None}


@pytest.mark.slow
def test_each_mode_finds_out_what_is_wrong_with_every_session(wrong: list[SourceMutant]) -> None:
    (by,) = found(wrong[:1], "corpus", "walks", "fuzz", each=True)
    assert all(by.values()), by
    (first,) = found(wrong[:1], "corpus", "walks")
    assert first.keys() == {"corpus"}


def test_a_mode_that_fails_the_reference_is_refused(
    wrong: list[SourceMutant], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Never(mode.Conversations):
        def killer(self, function: Function, target: Target, *, every: bool) -> str | None:
            return "always"

    monkeypatch.setitem(mode.MODES, "fuzz", lambda _: Never())
    with pytest.raises(NotDoneError, match="the reference as it is does not pass: fuzz: always"):
        found(wrong[:1], "fuzz")


def fates(monkeypatch: pytest.MonkeyPatch, listed: Known, only: str) -> Tally:
    monkeypatch.setattr(known, "load_known", lambda: listed)
    return source(Plan(only=only, sample=1, modes=("corpus",), jobs=1), lambda *_: None)


@pytest.mark.slow
def test_what_survives_is_a_hole_unless_it_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    only = "codec/frame/inspect.py FrameInfo.schema_name: *"
    hole = fates(monkeypatch, Known({}, {}), only)
    assert (hole.killed, len(hole.equivalents), len(hole.holes)) == (0, 0, 1)
    every = {
        str(each): "none can see it" for each in all_mutants() if each.function == "FrameInfo.schema_name"
    }
    listed = fates(monkeypatch, Known({}, every), only)
    assert (listed.killed, [each.reason for each in listed.survivors]) == (0, ["none can see it"])
    assert not listed.stale
    left = fates(monkeypatch, Known({"codec/frame/inspect.py FrameInfo.schema_name": "r"}, {}), only)
    assert left.total == 0


@pytest.mark.slow
def test_what_is_listed_and_found_out_is_stale(
    wrong: list[SourceMutant], monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = fates(monkeypatch, Known({}, {str(wrong[0]): "it is said"}), glob.escape(str(wrong[0])))
    assert tally.killed == 1
    assert tally.stale[0].startswith(f"{wrong[0]}: killed by session/")


@pytest.mark.slow
def test_the_reference_on_a_wrong_model_is_found_out_too() -> None:
    only = "receive_ping/Established/always: *"
    tally = rows(Plan(only=only, modes=("corpus", "walks"), each=True, jobs=2), lambda *_: None)
    assert (tally.killed, tally.holes) == (26, [])
    assert all(0 < tally.modes[mode] <= 26 for mode in ("corpus", "walks"))
