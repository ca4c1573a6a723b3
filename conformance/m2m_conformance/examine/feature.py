"""What is declared is there, and what is not declared does no harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from m2m_conformance.examine import remedy
from m2m_conformance.examine.check import Exchange, FaultError, UnexaminedError
from m2m_conformance.examine.sample import SAMPLES, Sample
from m2m_conformance.examine.subject import Answer, Subject
from m2m_conformance.schema import plain
from m2m_conformance.target import REPLY
from m2m_ref.document import DocumentError, validate

_VALUE = f"{REPLY}#/$defs/value/properties/"
_NO_ANSWER = ("", "answer")
"""The checks that a fault is about which only tells that there was no answer."""


@dataclass(frozen=True, slots=True)
class Played:
    """A sample that was asked for, and what came of it; `fault` if it broke the adapter."""

    sample: Sample
    answer: Answer
    shown: Exchange
    fault: FaultError | None = None


def declared(subject: Subject) -> None:
    """Each declared feature has something that is answered. Faults that are about other checks come first."""
    every = _declared(subject)
    for each in every:
        if each.fault and each.fault.check not in _NO_ANSWER:
            raise each.fault
    missing = {name: found[0] for name, found in _by_feature(every).items() if _gone(found)}
    if missing:
        told = "; ".join(
            f"{name}: {each.sample.method} is answered with {each.answer}" for name, each in missing.items()
        )
        raise FaultError(
            f"declared, but not there: {told}",
            "Answer it, or take it out of `features`; `lacks` may say why it is not there",
            shown=next(iter(missing.values())).shown,
        )


def partial(subject: Subject) -> None:
    """Every method of a declared feature is there."""
    every = _declared(subject)
    if all(each.fault for each in every):
        raise UnexaminedError("no right request is answered yet")
    found = {each.sample.name: each for each in every if each.answer.missing}
    if found:
        raise FaultError(
            f"not there yet: {', '.join(found)}",
            "Cases that need one of them will be skipped; add them when the rest is right",
            advice=True,
            shown=next(iter(found.values())).shown,
        )


def calls(subject: Subject) -> None:
    """Right requests neither break the adapter nor are they too much for it."""
    for each in _declared(subject):
        if each.fault and each.fault.check not in _NO_ANSWER:
            raise each.fault
        if each.fault:
            came = f"{each.sample.name}: {each.fault.came}"
            more = f". {remedy.REFUSED_SO}" * each.fault.crashed
            raise FaultError(came, each.fault.do + more, shown=each.fault.shown)
        if not (each.answer.carried or each.answer.kind or each.answer.missing):
            raise FaultError(
                f"{each.sample.name}, asked as spec/adapter.md says, is answered with {each.answer}",
                "Take the parameters as the table Methods names them, and pass on what the target does: a "
                "result, or error -32000 if it refuses",
                shown=each.shown,
            )


def value(subject: Subject) -> None:
    """What is returned has the form that belongs to the method."""
    carried = [each for each in _declared(subject) if each.answer.carried]
    if not carried:
        raise UnexaminedError("no right request is carried out yet")
    for each in carried:
        try:
            validate(each.answer.value, _VALUE + each.sample.method, "value")
        except DocumentError as error:
            place = f"value.{error.where}" if error.where else "the value"
            raise FaultError(
                f"{each.sample.name}: {plain(place, error.reason)}",
                "Give the value the form that spec/adapter.md has below its table Methods",
                shown=each.shown,
            ) from error


def undeclared(subject: Subject) -> None:
    """What is not declared may be answered in any way, but it is answered."""
    had = subject.info.features
    samples = {each.name: each for each in SAMPLES if each.feature not in had and had.issuperset(each.needs)}
    found = []
    for each in _play(subject, list(samples.values())):
        if each.fault and each.fault.check not in ("snapshot", "refusal"):
            came = f"{each.sample.name}, which is not declared: {each.fault.came}"
            do = "Answer what you have not got with error -32601 for a method, -32001 for anything else"
            raise FaultError(
                came,
                do,
                check="" if each.fault.check == "answer" else each.fault.check,
                shown=each.fault.shown,
            )
        found += [each] if each.answer.carried and each.sample.feature not in subject.info.lacks else []
    if found:
        came = f"carried out, but not declared: {', '.join(each.sample.name for each in found)}"
        names = dict.fromkeys(each.sample.feature for each in found)
        do = f"Add to `features`: {', '.join(names)}. Without, no case asks for it. Or say in `lacks` why not"
        raise FaultError(came, do, advice=True, shown=found[0].shown)


def _declared(subject: Subject) -> list[Played]:
    """The samples of what is declared. They are asked for once."""
    had = subject.info.features
    if not had:
        raise UnexaminedError("no feature is declared yet")
    if subject.played is None:
        samples = [each for each in SAMPLES if each.feature in had and had.issuperset(each.needs)]
        subject.played = list(_play(subject, samples))
    return subject.played


def _play(subject: Subject, samples: list[Sample]) -> Iterator[Played]:
    """What came of the samples. What needs the sessions of a process that broke is left out after that."""
    kept: dict[str, Any] = {}
    broken = False
    for sample in samples:
        if broken and sample.method.startswith("session."):
            continue
        try:
            params = sample.params(kept)
        except KeyError:
            continue
        played = _asked(subject, sample, params)
        broken = broken or played.fault is not None
        if sample.kept and played.answer.carried:
            kept[sample.kept] = played.answer.value
        yield played
        if subject.spent:
            return


def _asked(subject: Subject, sample: Sample, params: Any) -> Played:
    try:
        subject.ready()
        answer = subject.ask(sample.method, **params)
    except FaultError as fault:
        return Played(sample, Answer(code=1), fault.shown or subject.last, fault)
    return Played(sample, answer, subject.last)


def _by_feature(every: list[Played]) -> dict[str, list[Played]]:
    found: dict[str, list[Played]] = {}
    for each in every:
        found.setdefault(each.sample.feature, []).append(each)
    return found


def _gone(found: list[Played]) -> bool:
    return all(each.answer.missing for each in found)
