"""Carries out `m2m-conformance learn`."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from m2m_conformance import __version__
from m2m_conformance.automaton.alphabet import Kind
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.learn.box import BrokenTooOftenError
from m2m_conformance.learn.graph import dot, mermaid
from m2m_conformance.learn.learner import Algorithm
from m2m_conformance.learn.memory import NondeterminismError
from m2m_conformance.learn.page import page, table
from m2m_conformance.learn.picture import svg
from m2m_conformance.learn.record import record
from m2m_conformance.learn.session import Learned, learned
from m2m_conformance.output import write
from m2m_conformance.requirement import load_requirements
from m2m_conformance.sequence.finding import Finder
from m2m_conformance.sequence.part import Part, left_out, parts
from m2m_conformance.sequence.play import Failure, Player
from m2m_conformance.sequence.source import features_of
from m2m_conformance.start import channel
from m2m_conformance.status import INTERRUPTED, NotDoneError
from m2m_conformance.target import Target
from m2m_conformance.text import Progress, count
from m2m_ref.profile import Profile

EQUAL, DIFFERENT = 0, 1


def learn(options: argparse.Namespace, command: Sequence[str]) -> int:
    """`m2m-conformance learn`: the exit status."""
    target = Target(channel(command, options.timeout), Profile(options.profile))
    try:
        return _learn(options, target)
    except BrokenTargetError as error:
        raise NotDoneError(f"the target broke where it must not: {error}") from error
    finally:
        target.stop()


def _learn(options: argparse.Namespace, target: Target) -> int:
    part = parts(target.profile, Kind(options.alphabet), features_of(target))[0]
    target.start()
    print(f"m2m-conformance {__version__}, profile {target.profile.value}, alphabet {part.name}")
    print(f"target: {target.info.name} {target.info.version} ({target.info.language})")
    for text in left_out([part]):
        print(f"  the target has {text}")
    print(flush=True)
    counter = _Counter()
    try:
        found = _asked(target, part, options, counter)
    except NondeterminismError as error:
        return _ended("\n".join(_changed(part, error)), DIFFERENT)
    except BrokenTooOftenError as error:
        return _ended(f"NOT LEARNED: {error}", DIFFERENT)
    except KeyboardInterrupt:
        return _ended(f"NOT LEARNED: interrupted after {count(counter.asked, 'sequence')}", INTERRUPTED)
    _show(found, options)
    _write(found, options)
    print("\n".join(_found(found, target, options)), end="")
    return EQUAL if found.comparison.equal else DIFFERENT


class _Counter(Progress):
    """Shows how many sequences the target was asked."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self.asked = 0

    def __call__(self, asked: int) -> None:
        self.asked = asked
        self.show(f"{asked} sequences")


def _asked(target: Target, part: Part, options: argparse.Namespace, counter: _Counter) -> Learned:
    try:
        return learned(target, part, options.extra_states, Algorithm(options.algorithm), counter)
    finally:
        counter.clear()


def _ended(text: str, status: int) -> int:
    print(text)
    return status


def _changed(part: Part, error: NondeterminismError) -> Iterator[str]:
    yield "NOT DETERMINISTIC: the same inputs were answered in two ways"
    yield f"  sequence {', '.join(part.machine.names(error.word))}"
    yield f"  once     {error.answers[0]}"
    yield f"  then     {error.answers[1]}"


def _show(found: Learned, options: argparse.Namespace) -> None:
    if options.table:
        print(table(found))
    print(page(found), end="")


def _write(found: Learned, options: argparse.Namespace) -> None:
    comparison = found.comparison
    title = f"{found.target.name} {found.target.version}, profile {found.part.alphabet.profile.value}"
    texts = {
        "svg": svg(comparison, title),
        "dot": dot(comparison),
        "mermaid": mermaid(comparison),
        "json": json.dumps(record(found), ensure_ascii=False, indent=1) + "\n",
    }
    for form, text in texts.items():
        file: Path | None = getattr(options, form)
        if file is not None:
            write(file, text.encode())


def _found(found: Learned, target: Target, options: argparse.Namespace) -> Iterator[str]:
    """The differences as vectors: of those that others hide, the ones that hide them."""
    failures = list(_failures(found, target))
    if not failures:
        return
    target.stop()
    finder = Finder(target, options.found, load_requirements())
    number = sum(1 for _ in finder.verdicts(failures))
    words = ["m2m-conformance", "run", "--vectors", str(options.found)]
    words += ["--profile", options.profile] if options.profile != "core" else []
    words += ["--", *target.command] if target.command else []
    yield f"{number} of them as vectors; again: {shlex.join(words)}\n"


def _failures(found: Learned, target: Target) -> Iterator[Failure]:
    player = Player(target, found.part)
    for deviation in found.comparison.deviations:
        try:
            failure = player.play(deviation.word)
        except BrokenTargetError:
            target.stop()
            target.start()
            continue
        if failure:
            yield failure
