"""Words that tell a machine from all others of a known size (W: Chow 1978, Wp: Fujiwara et al. 1991).

A machine of at most n + K states, n being those of the model, that shows what the model foresees of every
word of the suite for K shows it of every word there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from m2m_conformance.automaton.identification import characterization, identification
from m2m_conformance.automaton.mealy import Mealy, Out, Word, cover


class Method(StrEnum):
    """How the state at the end of a word is told from others: by all words of W, or by those it needs."""

    W = "w"
    WP = "wp"


class Suite:
    """The words for a minimal machine and `extra` states more: none is the beginning of another one.

    Iterating gives them in the order of their inputs, one at a time; with a large `extra` there are millions.
    Where the words that identify a state do without the input `watch`, it is tried too. The proof does not
    need it: it shows targets with many more states, as those that forget to restart a clock have.
    """

    def __init__(
        self, machine: Mealy[Out], extra: int, method: Method = Method.WP, watch: int | None = None
    ) -> None:
        self.machine = machine
        self.extra = extra
        self.method = method
        self.cover = cover(machine)
        self.words = characterization(machine)
        self._last = self._identifying(watch)
        self._covered = set(self.cover.values())

    def _identifying(self, watch: int | None) -> list[tuple[Word, ...]]:
        if self.method is Method.W:
            found = [self.words] * len(self.machine.states)
        else:
            found = identification(self.machine, self.words)
        if watch is None:
            return found
        return [words if any(watch in word for word in words) else (*words, (watch,)) for words in found]

    def __iter__(self) -> Iterator[Word]:
        return self._below((), 0, self.extra + 1, frozenset())

    def heads(self) -> list[Word]:
        """The words one input longer than a word of the cover, in order; each other word begins with one."""
        given = range(len(self.machine.inputs))
        longer = ((*word, each) for word in self._covered for each in given)
        return sorted(word for word in longer if word not in self._covered)

    def below(self, head: Word) -> Iterator[Word]:
        """The words that begin with one of the heads."""
        endings: frozenset[Word] = frozenset()
        state = 0
        for each in head:
            ends = endings | frozenset(self.words)
            endings = frozenset(end[1:] for end in ends if end[0] == each and len(end) > 1)
            state = self.machine.target[state][each]
        return self._below(head, state, self.extra, endings)

    def _below(self, word: Word, state: int, slack: int, endings: frozenset[Word]) -> Iterator[Word]:
        """The words that begin with `word`.

        From the last state of the cover on, `slack` more inputs are all tried, then those that identify the
        state; `endings` are what is left of identifying words that began before.
        """
        ends = endings | frozenset(self._endings(state, slack))
        given = range(len(self.machine.inputs)) if slack > 0 else sorted({each[0] for each in ends})
        if not given:
            yield word
        for each in given:
            longer = (*word, each)
            left = frozenset(end[1:] for end in ends if end[0] == each and len(end) > 1)
            more = self.extra + 1 if longer in self._covered else max(slack - 1, -1)
            yield from self._below(longer, self.machine.target[state][each], more, left)

    def _endings(self, state: int, slack: int) -> tuple[Word, ...]:
        if slack < 0:
            return ()
        return self.words if slack > 0 else self._last[state]
