"""Checks a corpus of vectors, whoever wrote it: its files, and by playing its cases on the reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.case import SERVER, Case, of_profile
from m2m_conformance.channel import EmbeddedChannel
from m2m_conformance.http.address import Address
from m2m_conformance.http.channel import HttpChannel
from m2m_conformance.http.source import HttpCorpus
from m2m_conformance.outcome import Outcome, Stop, Verdict
from m2m_conformance.requirement import Requirement
from m2m_conformance.runner import Observer, Runner
from m2m_conformance.serve import child
from m2m_conformance.target import Target
from m2m_conformance.vector import VectorFile, read_vectors
from m2m_ref.document import DocumentError
from m2m_ref.profile import Profile


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: in which file, at which case or place (empty if it is the whole file), and why."""

    file: str
    where: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.where, self.reason) if part)


@dataclass(frozen=True, slots=True)
class Found:
    """What a check comes to. `skipped` is why a case was not played, by its id."""

    files: int
    cases: int
    problems: Sequence[Problem]
    skipped: Mapping[str, str]


def check(folder: Path, requirements: Mapping[str, Requirement], observer: Observer) -> Found:
    """Everything that is wrong with the vectors below `folder`.

    The cases of sound files are played on the reference, in each profile they are of, so every wire in them
    is read again; `observer` is told.
    """
    problems = list(_misplaced(folder))
    files = list(_sound(folder, requirements, problems))
    owned = [(str(file.file), case) for file in files for case in file.cases()]
    cases, path_of = [case for _, case in owned], {case.id: path for path, case in owned}
    skipped: dict[str, str] = {}
    for profile in Profile:
        for verdict in _played(of_profile(cases, profile, advisory=False), profile, observer):
            if verdict.outcome is Outcome.SKIPPED:
                skipped[verdict.case.id] = verdict.message
            elif verdict.outcome is not Outcome.PASSED:
                problems.append(_differs(path_of[verdict.case.id], verdict, profile))
    return Found(len(files), len(cases), problems, skipped)


def _sound(
    folder: Path, requirements: Mapping[str, Requirement], problems: list[Problem]
) -> Iterator[VectorFile]:
    """The files in which nothing is wrong; what is in the others is added to `problems`."""
    for path in sorted(folder.glob("*/*.yaml")):
        try:
            file = read_vectors(path, folder, requirements)
            errors = list(file.errors())
        except DocumentError as error:
            errors = [error]
        problems += [Problem(error.file, error.where, error.reason) for error in errors]
        if not errors:
            yield file


def _played(cases: Sequence[Case], profile: Profile, observer: Observer) -> Iterator[Verdict]:
    target = Target(EmbeddedChannel(lambda: ReferenceAdapter().answer), profile)
    asked = [case for case in cases if SERVER not in case.needs]
    yield from _run(Runner(target, asked, observer))
    if served := [case for case in cases if SERVER in case.needs]:
        yield from _served(served, profile, observer)


def _served(cases: Sequence[Case], profile: Profile, observer: Observer) -> Sequence[Verdict]:
    """The verdicts on the cases of servers, from the reference's."""
    if not child.installed():
        reason = "the reference's server is not installed: pip install 'm2m-conformance[http]'"
        return [Verdict(case, Outcome.SKIPPED, reason) for case in cases]
    with child.serving("--profile", profile.value) as server:
        target = Target(HttpChannel(Address.of(server.url), None), profile)
        return _run(Runner(target, cases, observer, judge=HttpCorpus(cases).judge))


def _run(runner: Runner) -> Sequence[Verdict]:
    """Of a whole run: cases that were not played are not sound. Raises KeyboardInterrupt."""
    run = runner.run()
    if run.stopped is Stop.INTERRUPT:
        raise KeyboardInterrupt
    return run.verdicts


def _differs(file: str, verdict: Verdict, profile: Profile) -> Problem:
    name = verdict.case.id.rpartition("/")[2]
    return Problem(file, name, f"{verdict.message} (from the reference, profile {profile.value})")


def _misplaced(folder: Path) -> Iterator[Problem]:
    """Folders with vector files where no run would find them; and a folder without any vectors is none."""
    found = [path for kind in ("*.yaml", "*.yml") for path in sorted(folder.rglob(kind))]
    lost = [path for path in found if path.suffix == ".yml" or len(path.relative_to(folder).parts) != 2]
    for parent, count in Counter(path.parent for path in lost).items():
        reason = f"{count} not read by a run; vectors are in AREA/NAME.yaml"
        yield Problem(str(parent), next(path.name for path in lost if path.parent == parent), reason)
    if not found:
        yield Problem(str(folder), "", "has no vectors in it, which are in AREA/NAME.yaml")
