"""Words that tell the states of a minimal machine apart (the W-method's W, the Wp-method's W_q)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations

from m2m_conformance.automaton.mealy import Mealy, Out, Word

Machine = Mealy[Out]


def characterization(machine: Mealy[Out]) -> tuple[Word, ...]:
    """Words of which at least one tells any two states apart, few and short; never empty.

    Raises ValueError if two states cannot be told apart.
    """
    states = range(len(machine.states))
    chosen: list[Word] = []
    while len(_groups(machine, states, chosen)) < len(states):
        chosen.append(_next(machine, chosen))
    for word in list(chosen):  # one that was chosen early may no longer be needed
        fewer = [each for each in chosen if each != word]
        if len(_groups(machine, states, fewer)) == len(states):
            chosen = fewer
    return tuple(sorted(chosen)) or ((0,),)


def _next(machine: Mealy[Out], chosen: list[Word]) -> Word:
    """The single input that tells most apart of what is not yet; if none does, a shortest word that does."""
    states = range(len(machine.states))
    before = len(_groups(machine, states, chosen))
    single = ((given,) for given in range(len(machine.inputs)))
    found = {word: len(_groups(machine, states, [*chosen, word])) for word in single}
    best = max(found, key=lambda word: found[word])
    if found[best] > before:
        return best
    group = next(each for each in _groups(machine, states, chosen) if len(each) > 1)
    words = (_told(machine, *pair) for pair in combinations(group, 2))
    return min(words, key=lambda word: (len(word), word))


def identification(machine: Mealy[Out], words: Iterable[Word]) -> list[tuple[Word, ...]]:
    """For each state, as few of `words` as tell it from all others."""
    every = list(words)
    return [tuple(sorted(_identifying(machine, state, every))) for state in range(len(machine.states))]


def _identifying(machine: Mealy[Out], state: int, words: list[Word]) -> Iterator[Word]:
    """Greedily: the word first that tells most of the others apart from it."""
    left = set(range(len(machine.states))) - {state}
    while left:
        word = max(words, key=lambda each: len(_told_apart(machine, state, left, each)))
        left -= _told_apart(machine, state, left, word)
        yield word


def _told_apart(machine: Mealy[Out], state: int, others: Iterable[int], word: Word) -> set[int]:
    own = machine.run(word, state)
    return {other for other in others if machine.run(word, other) != own}


def _groups(machine: Mealy[Out], states: Iterable[int], words: Iterable[Word]) -> list[list[int]]:
    """The states that look the same through `words`, together."""
    groups: dict[Hashable, list[int]] = {}
    for state in states:
        groups.setdefault(tuple(tuple(machine.run(word, state)) for word in words), []).append(state)
    return list(groups.values())


def _told(machine: Mealy[Out], one: int, other: int) -> Word:
    word = separating((machine, one), (machine, other))
    if word is None:
        raise ValueError(f"{machine.states[one]} and {machine.states[other]} cannot be told apart")
    return word


def separating(one: tuple[Mealy[Out], int], other: tuple[Mealy[Out], int]) -> Word | None:
    """A shortest word that shows something else from each machine and state; None if there is none."""
    (machine, start), (beside, begin) = one, other
    queue: list[tuple[int, int, Word]] = [(start, begin, ())]
    known = {(start, begin)}
    for first, second, word in queue:  # which grows
        for given in range(len(machine.inputs)):
            longer = (*word, given)
            if machine.output[first][given] != beside.output[second][given]:
                return longer
            pair = machine.target[first][given], beside.target[second][given]
            if pair not in known:
                known.add(pair)
                queue.append((*pair, longer))
    return None
