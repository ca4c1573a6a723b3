"""Which functions of the reference each case runs, so that a mutant meets those first that can see it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType

import m2m_ref
from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.case import Case
from m2m_conformance.channel import EmbeddedChannel
from m2m_conformance.series import Judge
from m2m_conformance.target import Target
from m2m_ref.profile import Profile

PACKAGE = Path(m2m_ref.__file__).parent

Function = tuple[str, str]
"""The path of a file below the package, and a name within it."""


@dataclass(frozen=True)
class Reach:
    """`runs` has for each function the numbers of the cases that run it; `order` are all, the quickest first.

    What is `kept` was run by the first case that needed it only, since a cache keeps what it returned.
    """

    runs: Mapping[Function, Set[int]]
    kept: frozenset[Function]
    order: Sequence[int]

    def numbers(self, function: Function, *, every: bool) -> list[int]:
        """The cases that run it, quick ones first; with `every` then the others too."""
        runs = self.runs.get(function, frozenset())
        first = [each for each in self.order if each in runs]
        return list(dict.fromkeys([*first, *self.order])) if every else first


def reach(profile: Profile, cases: Sequence[Case], judge: Judge) -> Reach:
    """Play the cases on the reference, twice, and look which of its functions run."""
    calls = _Calls(PACKAGE)
    target = Target(EmbeddedChannel(lambda: calls.noted(ReferenceAdapter().answer)), profile)
    target.start()
    first, _ = calls.of(target, cases, judge)
    again, seconds = calls.of(target, cases, judge)
    target.stop()
    kept = frozenset(name for name, numbers in first.items() if again.get(name) != numbers)
    return Reach(first, kept, sorted(range(len(cases)), key=seconds.__getitem__))


class _Calls:
    """The functions of a package that are called while a target answers."""

    def __init__(self, package: Path) -> None:
        self._here = f"{package}/"
        self._met: set[CodeType] = set()

    def noted(self, answer: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        """The same, looked at."""

        def noting(line: bytes) -> bytes:
            with self._looking():
                return answer(line)

        return noting

    @contextmanager
    def _looking(self) -> Iterator[None]:
        met = self._met

        def note(frame: FrameType, event: str, _argument: object) -> None:
            if event == "call":
                met.add(frame.f_code)

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            yield
        finally:
            sys.setprofile(before)

    def of(
        self, target: Target, cases: Sequence[Case], judge: Judge
    ) -> tuple[Mapping[Function, Set[int]], list[float]]:
        """For each function the numbers of the cases that run it; and how long each case took, in seconds."""
        found: dict[Function, set[int]] = defaultdict(set)
        seconds = []
        for number, case in enumerate(cases):
            self._met.clear()
            seconds.append(judge(case, target).seconds)
            for code in self._met:
                if function := _function(self._here, code):
                    found[function].add(number)
        return dict(found), seconds


def _function(here: str, code: CodeType) -> Function | None:
    """As the source has it: an expression's function is the one it stands in."""
    if not code.co_filename.startswith(here):
        return None
    name = ".".join(part for part in code.co_qualname.split(".") if not part.startswith("<"))
    return code.co_filename.removeprefix(here), name
