"""Models that are wrong in one thing of one row, and whether the derived suite tells them from the model."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from m2m_conformance.automaton.alphabet import Input
from m2m_conformance.automaton.behaviour import behaviour, key
from m2m_conformance.automaton.foreseen import Foreseen, result_of
from m2m_conformance.automaton.mealy import Word
from m2m_conformance.derive.script import codec_error
from m2m_conformance.mutate.fate import Fate
from m2m_conformance.sequence.part import Part
from m2m_ref.model import Failure, Model, Row

_FEW = 30

Place = tuple[str, str]
"""An event and a state."""


@dataclass(frozen=True)
class Mutant:
    """A model with one row replaced; `change` says what is other about it."""

    row: Row
    wrong: Row
    change: str

    def __str__(self) -> str:
        return f"{self.row.id}: {self.change}"

    @property
    def place(self) -> Place:
        """Where it is wrong."""
        return self.row.event, self.row.state

    def of(self, model: Model) -> Model:
        """The wrong model."""
        return replace(model, rows=tuple(self.wrong if row == self.row else row for row in model.rows))


def mutants(model: Model) -> Iterator[Mutant]:
    """Each target, each counter, each effect and each result of each row changed to every other."""
    results = {result_of(row): _result(row) for row in model.rows}
    for row in model.rows:
        for fields, change in _changes(model, row, results):
            yield Mutant(row, replace(row, **fields), change)


def _result(row: Row) -> dict[str, Any]:
    """What a row hands back; the codec's own error by its kind, so that it means the same elsewhere."""
    failure = row.failure
    if failure and failure.kind is None:
        failure = Failure(codec_error(row), failure.text)
    return {"reply": row.reply, "returns": row.returns, "failure": failure}


def _changes(
    model: Model, row: Row, results: dict[str, dict[str, Any]]
) -> Iterator[tuple[dict[str, Any], str]]:
    for state in model.states:
        if state != row.target:
            yield {"target": state}, f"leads to {state}"
    for counter in ("sent", "received"):
        other = 1 - getattr(row, counter)
        yield {counter: other}, f"counts as {counter}" if other else f"does not count as {counter}"
    yield {"touch": not row.touch}, "does not touch" if row.touch else "touches"
    for effect in model.effects:
        without = tuple(each for each in row.effects if each != effect)
        if without != row.effects:
            yield {"effects": without}, f"does not {effect}"
        else:
            yield {"effects": (*row.effects, effect)}, f"does {effect}"
    for result, fields in results.items():
        if result != result_of(row):
            yield fields, f"returns {result}"


class Trial:
    """The suite of a part for no extra states, played against wrong models.

    A wrong row may make many more states, so that the suite's proof does not hold for it: hence the trial.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self._words = list(part.suite(0))
        self._through = _through(part, self._words)
        self._sessions: dict[Hashable, Foreseen] = {}
        behaviour(part.model, part.alphabet, self._sessions)

    def kills(self, mutant: Mutant, most: int | None = None) -> bool:
        """Whether one of the words shows that it is wrong, or one of `most`.

        Only words that come to its row can.
        """
        model = mutant.of(self.part.model)
        through = self._through[mutant.place][:most]
        return any(self._differs(model, self._words[number]) for number in through)

    def _differs(self, model: Model, word: Word) -> bool:
        session, state = Foreseen(model, self.part.alphabet), 0
        for given in word:
            if session.step(self.part.alphabet.inputs[given]) != self.part.machine.output[state][given]:
                return True
            state = self.part.machine.target[state][given]
        return False

    def equivalent(self, mutant: Mutant) -> bool:
        """Whether no sequence of these inputs, however long, tells it from the model.

        Side by side they are given every input for which the row may decide, in every session there is, and
        then every input until they are alike again.
        """
        wrong = mutant.of(self.part.model)
        beside = [(session, _with(session, wrong)) for session in self._sessions.values()]
        queue = [pair for pair in beside if pair[0].twin.state == mutant.row.state]
        met, known = len(queue), set[Hashable]()
        for number, pair in enumerate(queue):  # which grows
            for given in self._given(mutant) if number < met else self.part.alphabet.inputs:
                right, other = pair[0].copy(), pair[1].copy()
                if right.step(given) != other.step(given):
                    return False
                keys = key(right), key(other)
                if keys[0] != keys[1] and keys not in known:
                    known.add(keys)
                    queue.append((right, other))
        return True

    def _given(self, mutant: Mutant) -> list[Input]:
        return [each for each in self.part.alphabet.inputs if mutant.row.event in self._events(each)]

    def _events(self, given: Input) -> tuple[str | None, ...]:
        return (given.event, self.part.model.events[given.event].first) if given.event else ()


def fate(trials: Sequence[Trial], mutant: Mutant) -> Fate:
    """What becomes of it, the quick way: most are shown by a few words."""
    if any(trial.kills(mutant, _FEW) for trial in trials):
        return Fate.KILLED
    if all(trial.equivalent(mutant) for trial in trials):
        return Fate.EQUIVALENT
    return Fate.KILLED if any(trial.kills(mutant) for trial in trials) else Fate.HOLE


def _with(session: Foreseen, model: Model) -> Foreseen:
    other = session.copy()
    other.twin.model = model
    return other


def _through(part: Part, words: Sequence[Word]) -> dict[Place, list[int]]:
    """For each event in each state the numbers of the words in which it happens there."""
    found: dict[Place, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        for place in _places(part, word):
            found[place].append(number)
    for numbers in found.values():  # so that the first few are not all alike
        random.Random(0).shuffle(numbers)
    return found


def _places(part: Part, word: Word) -> set[Place]:
    """Every event of a word, and what comes before it by itself, in the state that it meets."""
    session, met = Foreseen(part.model, part.alphabet), set()
    for given in part.inputs(word):
        state = session.twin.state
        session.step(given)
        if session.row:
            met |= {(session.row.event, session.row.state)}
        if given.event and (first := part.model.events[given.event].first):
            met.add((first, state))
    return met
