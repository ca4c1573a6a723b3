"""Failures as vector files, each with a shortest case that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
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
from m2m_conformance.outcome import Outcome, Verdict, steady
from m2m_conformance.requirement import Requirement
from m2m_conformance.sequence.judge import broken, requirements_of
from m2m_conformance.sequence.part import Part
from m2m_conformance.sequence.play import Failure, Play, Player
from m2m_conformance.sequence.shrink import shrink
from m2m_conformance.sequence.trial import slug
from m2m_conformance.target import Target, UnsupportedError
from m2m_conformance.vector import read_vectors

AREA = "found"
_MOST_BREAKS = 5
COMMENT = "A failure that was found, as short as it gets; play it with `m2m-conformance run --vectors`."


@dataclass(frozen=True)
class Finding:
    """A failure, the file it was written to, and how its case ends when it is played."""

    failure: Failure
    file: Path
    verdict: Verdict


class Finder:
    """Shrinks failures on `target`, which is started for it, and writes them below `folder`."""

    def __init__(self, target: Target, folder: Path, requirements: Mapping[str, Requirement]) -> None:
        self._target = target
        self._folder = folder
        self._requirements = requirements
        self._cases: dict[Path, list[dict[str, Any]]] = {}

    def findings(self, failures: Iterable[Failure]) -> Iterator[Finding]:
        """One finding for each fault of each row. Raises OSError, and CommandError."""
        known: set[tuple[str, ...]] = set()
        self._target.start()
        try:
            for failure in failures:
                if failure.word and failure.fault not in known:
                    known.add(failure.fault)
                    yield self._finding(shrink(failure, self._play(failure)))
        finally:
            self._target.stop()

    def _play(self, failure: Failure) -> Play:
        """Plays words anew. Those that break the target may take a whole time limit each: only a few."""
        player = Player(self._target, failure.part)
        breaks = 0

        def play(word: Word) -> Failure | None:
            nonlocal breaks
            try:
                return player.play(word) if breaks < _MOST_BREAKS else None
            except UnsupportedError:
                return None
            except BrokenTargetError as error:
                breaks += 1
                self._restart()
                return Failure(failure.part, player.at, (broken(error),)) if player.at else None

        return play

    def _restart(self) -> None:
        self._target.stop()
        self._target.start()

    def _finding(self, failure: Failure) -> Finding:
        what, *fields = failure.fault
        file = self._folder / AREA / f"{slug(what.removesuffix('/always'))}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        name = slug(" ".join(each.rpartition(".")[2] for each in fields))
        cases = self._cases.setdefault(file, [])
        cases.append(case_of(failure, name, requirements_of(failure, self._requirements)))
        file.write_text(dump(document_of(cases), COMMENT), encoding="utf-8")
        *_, case = read_vectors(file, self._folder, self._requirements).cases()
        verdict = judge(case, self._target)
        if verdict.outcome is Outcome.ERRORED:
            self._restart()
        return Finding(failure, file, _held(verdict, failure))


def _held(verdict: Verdict, failure: Failure) -> Verdict:
    """The verdict; a failure that is gone when it is played again is one all the same."""
    if verdict.outcome in (Outcome.FAILED, Outcome.ERRORED):
        return replace(verdict, message=steady(verdict.message))
    case, found = verdict.case, failure.differences
    label = "once; when it was played again it did not fail, so the target does not do the same every time"
    message = f"{label}: {found[0]}"
    return Verdict(case, Outcome.FAILED, message, label=label, call=failure.fault[0], differences=found)


def document_of(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """The vector file of failures of one row."""
    about = "Sequences of calls that a target did not take as the model says."
    return {"format": 1, "about": about, "define": {"plain": PLAIN}, "cases": cases}


def case_of(failure: Failure, name: str, requirements: list[str]) -> dict[str, Any]:
    """The vector of a failure."""
    part = failure.part
    return {
        "name": name,
        "title": _title(failure),
        "requirements": requirements,
        "profile": part.alphabet.profile.value,
        "notes": f"By the model, {part.name}: {', '.join(part.machine.names(failure.word))}.",
        "steps": steps_of(part, failure.word),
    }


def _title(failure: Failure) -> str:
    if failure.row is None:
        return "A session has expired when it was idle for longer than its timeout, and not before"
    return f"{words(failure.row, failure.part.model)} {outcome(failure.row)}"


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
