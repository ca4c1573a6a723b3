"""Failures as vector files, each with a shortest case that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from m2m_conformance.automaton.conversation import Conversation
from m2m_conformance.automaton.mealy import Word
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.derive.dump import dump
from m2m_conformance.derive.offer import PLAIN
from m2m_conformance.derive.script import Script
from m2m_conformance.derive.stimulus import stimulus
from m2m_conformance.derive.title import outcome, words
from m2m_conformance.judge import judge
from m2m_conformance.outcome import Outcome
from m2m_conformance.requirement import Requirement
from m2m_conformance.sequence.judge import broken, requirements_of
from m2m_conformance.sequence.part import Part
from m2m_conformance.sequence.play import Failure, Play, Player
from m2m_conformance.sequence.shrink import shrink
from m2m_conformance.sequence.trial import slug
from m2m_conformance.target import Target, UnsupportedError
from m2m_conformance.vector import read_vectors

AREA = "found"
COMMENT = "A failure that was found, as short as it gets; play it with `m2m-conformance run --vectors`."


@dataclass(frozen=True)
class Finding:
    """A failure, its file and the id of its case; `again`: whether that fails when it is played."""

    failure: Failure
    file: Path
    case: str
    again: bool


class Finder:
    """Shrinks failures on `target`, which is started for it, and writes them below `folder`."""

    def __init__(self, target: Target, folder: Path, requirements: Mapping[str, Requirement]) -> None:
        self._target = target
        self._folder = folder
        self._requirements = requirements

    def findings(self, failures: Iterable[Failure]) -> Iterator[Finding]:
        """One finding for each fault of each row. Raises OSError, and CommandError."""
        known: set[str] = set()
        self._target.start()
        try:
            for failure in failures:
                if failure.word and (name := name_of(failure)) not in known:
                    known.add(name)
                    yield self._finding(name, shrink(failure, self._player(failure.part)))
        finally:
            self._target.stop()

    def _player(self, part: Part) -> Play:
        player = Player(self._target, part)

        def play(word: Word) -> Failure | None:
            try:
                return player.play(word)
            except UnsupportedError:
                return None
            except BrokenTargetError as error:
                self._restart()
                return Failure(part, player.at, (broken(error),)) if player.at else None

        return play

    def _restart(self) -> None:
        self._target.stop()
        self._target.start()

    def _finding(self, name: str, failure: Failure) -> Finding:
        file = self._folder / AREA / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        document = document_of(failure, name, requirements_of(failure, self._requirements))
        file.write_text(dump(document, COMMENT), encoding="utf-8")
        (case,) = read_vectors(file, self._folder, self._requirements).cases()
        found = judge(case, self._target).outcome
        if found is Outcome.ERRORED:
            self._restart()
        return Finding(failure, file, case.id, found in (Outcome.FAILED, Outcome.ERRORED))


def name_of(failure: Failure) -> str:
    """The row and the fields that are wrong, as a name."""
    row = failure.part.row(failure.word)
    fields = (each.path.rpartition(".")[2] for each in failure.differences)
    what = row.id.removesuffix("/always") if row else failure.fault[0]
    return slug(" ".join((what, *fields)))


def document_of(failure: Failure, name: str, requirements: list[str]) -> dict[str, Any]:
    """The vector file of a failure."""
    part = failure.part
    case = {
        "name": name,
        "title": _title(failure),
        "requirements": requirements,
        "profile": part.alphabet.profile.value,
        "notes": f"By the model, {part.name}: {', '.join(part.machine.names(failure.word))}.",
        "steps": steps_of(part, failure.word),
    }
    about = "A sequence of calls that a target did not take as the model says."
    return {"format": 1, "about": about, "define": {"plain": PLAIN}, "cases": [case]}


def _title(failure: Failure) -> str:
    row = failure.part.row(failure.word)
    if row is None:
        return "A session has expired when it was idle for longer than its timeout, and not before"
    return f"{words(row, failure.part.model)} {outcome(row)}"


def steps_of(part: Part, word: Word) -> list[dict[str, Any]]:
    """The steps of a vector that plays a word and expects what the model foresees."""
    script = Script(part.model, part.alphabet.own, part.alphabet.timeout)
    talk = Conversation(part.alphabet)
    for given in part.inputs(word):
        scene = talk.scene(given)
        if given.event is None:
            script.wait(given.seconds)
            script.look()
        else:
            made = stimulus(part.model.events[given.event], given.wrong, scene)
            if made.call == "session.clone":
                script.clone(made, taken=given.taken)
            else:
                script.play(made, scene.other)
        talk.handle, talk.seen = script.handle, script.twin.snapshot()
    return script.steps
