"""Failures as vectors, each with a shortest case that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from m2m_conformance.automaton.conversation import Conversation
from m2m_conformance.automaton.mealy import Word
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.derive.offer import PLAIN
from m2m_conformance.derive.script import Script
from m2m_conformance.derive.stimulus import stimulus
from m2m_conformance.derive.title import outcome, words
from m2m_conformance.found import FoundFolder
from m2m_conformance.outcome import Verdict
from m2m_conformance.requirement import Requirement
from m2m_conformance.sequence.judge import broken, requirements_of
from m2m_conformance.sequence.part import Part
from m2m_conformance.sequence.play import Failure, Play, Player
from m2m_conformance.sequence.shrink import shrink
from m2m_conformance.target import Target, UnsupportedError

_MOST_BREAKS = 5


class Finder:
    """Shrinks failures on `target`, which is started for it, and writes them below `folder`."""

    def __init__(self, target: Target, folder: Path, requirements: Mapping[str, Requirement]) -> None:
        self._target = target
        self._folder = FoundFolder(folder, target, requirements)
        self._requirements = requirements

    def verdicts(self, failures: Iterable[Failure]) -> Iterator[Verdict]:
        """How the case of each fault ends. Raises OSError, and CommandError."""
        known: set[tuple[str, ...]] = set()
        self._target.start()
        try:
            for failure in failures:
                if failure.word and failure.fault not in known:
                    known.add(failure.fault)
                    yield self._found(shrink(failure, self._play(failure)))
        finally:
            self._target.stop()

    def _found(self, failure: Failure) -> Verdict:
        case = case_of(failure, requirements_of(failure, self._requirements))
        return self._folder.add(failure.fault, case, failure.differences, {"plain": PLAIN})

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
                self._target.restart()
                return Failure(failure.part, player.at, (broken(error),)) if player.at else None

        return play


def case_of(failure: Failure, requirements: list[str]) -> dict[str, Any]:
    """The vector of a failure, but for its name."""
    part = failure.part
    return {
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
