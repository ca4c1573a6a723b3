"""Which functions of the reference each case runs, so that a mutant meets those first that can see it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from m2m_conformance.case import Case
from m2m_conformance.runner import Judge
from m2m_conformance.start import channel
from m2m_conformance.target import Target
from m2m_ref.profile import Profile

Function = tuple[str, str]
"""The path of a file below the package, and a name within it."""


def reach(
    package: Path, profile: Profile, cases: Sequence[Case], judge: Judge
) -> Mapping[Function, list[int]]:
    """For each function that any case runs the numbers of those that may see what is wrong with it.

    What a cache keeps is run by the first that needs it only, and not at all when they are played again: that
    may be seen by every one.
    """
    target = Target(channel((), None), profile)
    target.start()
    first, again = (_runs(package, target, cases, judge) for _ in range(2))
    target.stop()
    every = range(len(cases))
    return {
        function: numbers if again.get(function) == numbers else list(dict.fromkeys([*numbers, *every]))
        for function, numbers in first.items()
    }


def _runs(package: Path, target: Target, cases: Sequence[Case], judge: Judge) -> dict[Function, list[int]]:
    found: dict[Function, list[int]] = defaultdict(list)
    for number, case in enumerate(cases):
        with _called(package) as called:
            judge(case, target)
        for function in called:
            found[function].append(number)
    return found


@contextmanager
def _called(package: Path) -> Iterator[set[Function]]:
    """The functions of a package that are called meanwhile."""
    called: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            called.add((frame.f_code.co_filename, frame.f_code.co_qualname))

    functions: set[Function] = set()
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield functions
    finally:
        sys.setprofile(before)
        here = f"{package}/"
        functions |= {
            (path.removeprefix(here), _name(name)) for path, name in called if path.startswith(here)
        }


def _name(qualified: str) -> str:
    """As the source has it: an expression's function is the one it stands in."""
    return ".".join(part for part in qualified.split(".") if not part.startswith("<"))
