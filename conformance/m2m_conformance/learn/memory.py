"""What a black box has answered so far. Nothing is asked twice, and an answer that changes is found out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from m2m_conformance.automaton.mealy import Word

Out = TypeVar("Out", bound=Hashable)
Out_co = TypeVar("Out_co", bound=Hashable, covariant=True)


class BlackBox(Protocol[Out_co]):
    """A machine of which nothing is known but what it shows."""

    def query(self, word: Word) -> Sequence[Out_co]:
        """What is seen of each input of `word`, from the start.

        It ends early where the machine broke: what is seen last is then all there is from there on.
        """


class NondeterminismError(Exception):
    """The same inputs were answered in two ways: `word` are the inputs, `answers` those to the last one."""

    def __init__(self, word: Word, answers: tuple[object, object]) -> None:
        super().__init__(word, answers)
        self.word = word
        self.answers = answers


@dataclass
class _Node(Generic[Out]):
    """Where a sequence of inputs led. `final`: the machine broke there."""

    after: dict[int, tuple[Out, _Node[Out]]] = field(default_factory=dict)
    final: Out | None = None


class Memory(Generic[Out]):
    """Asks `box`, and remembers. `queries` and `steps` count what it was really asked.

    `observer` is told how many queries there were, each time.
    """

    def __init__(self, box: BlackBox[Out], observer: Callable[[int], None] = lambda _: None) -> None:
        self._box = box
        self._observer = observer
        self._root: _Node[Out] = _Node()
        self.queries = self.steps = 0

    def query(self, word: Word) -> list[Out]:
        """What is seen of each input. Raises NondeterminismError."""
        return self.known(word) or self._asked(word)

    def known(self, word: Word) -> list[Out] | None:
        """What was seen of each input; None if not all of them were given before."""
        node, seen = self._root, []
        for given in word:
            if node.final is not None:
                seen.append(node.final)
                continue
            if given not in node.after:
                return None
            out, node = node.after[given]
            seen.append(out)
        return seen

    def _asked(self, word: Word) -> list[Out]:
        answers = list(self._box.query(word))
        self.queries += 1
        self._observer(self.queries)
        self.steps += len(answers)
        node = self._root
        for at, out in enumerate(answers):
            known, after = node.after.setdefault(word[at], (out, _Node()))
            if known != out:
                raise NondeterminismError(word[: at + 1], (known, out))
            node = after
        if len(answers) < len(word):
            node.final = answers[-1]
        return answers + [answers[-1]] * (len(word) - len(answers))
