"""All negotiations of two peers whose lists of algorithms, or of encodings, have up to three entries.

A case is for one list of the side whose preference counts, with a row for each list of the other side. That
side is in core the session itself, in strict the one that sent HELLO (spec/strict.yaml, agreement).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from m2m_conformance.derive.agreement import common_algorithm, common_algorithms, common_encoding
from m2m_conformance.derive.offer import ENCODING, PLAIN
from m2m_conformance.derive.stimulus import HANDLE, THEIRS, TIMESTAMP
from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.profile import Profile

MOST = 3
"""Entries of a list."""

ALGORITHMS = tuple(each.value for each in Algorithm)
ENCODINGS = tuple(each.value for each in Encoding)
_LETTER = {name: name[0].lower() for name in ALGORITHMS + ENCODINGS}
_ID = "p-41"
_EMPTY = {
    "id": _ID, "state": "Initial", "algorithm": None, "encoding": None, "expired": False,
    "messages_sent": 0, "messages_received": 0, "bytes_compressed": 0, "bytes_saved": 0,
}  # fmt: skip

Names = Sequence[str]
Part = dict[str, Any]


def lists(names: Names) -> list[tuple[str, ...]]:
    """Every list of up to three different names, shortest first."""
    return [each for length in range(MOST + 1) for each in permutations(names, length)]


def reference(names: Names) -> str:
    """The list as a file refers to it: by the first letters of its names, `$tmb`."""
    return "$" + (_word(names) or "nil")


def _word(names: Names) -> str:
    return "".join(_LETTER[name] for name in names)


def responder_file(profile: Profile) -> Part:
    """What a responder answers to every HELLO, by the algorithms of both."""
    about = "What a responder agrees on, for all lists of up to 3 algorithms on either side."
    return _file(about, ALGORITHMS, (case for each in lists(ALGORITHMS) for case in _answers(profile, each)))


def initiator_file(profile: Profile) -> Part:
    """What an initiator makes of every ACCEPT, by the algorithms of both."""
    about = "What an initiator agrees on, for all lists of up to 3 algorithms on either side."
    return _file(about, ALGORITHMS, (case for each in lists(ALGORITHMS) for case in _taken(profile, each)))


def encoding_file(profile: Profile) -> Part:
    """What a responder holds after every HELLO, by the encodings of both."""
    about = "The encoding a responder agrees on, for all lists of up to 3 encodings on either side."
    choices = [(preferred, each) for preferred in ENCODINGS for each in lists(ENCODINGS)]
    return _file(about, ENCODINGS, (_encodings(profile, *choice) for choice in choices))


def _file(about: str, names: Names, cases: Iterator[Part]) -> Part:
    named = {reference(each)[1:]: list(each) for each in lists(names)}
    return {"format": 1, "about": about, "define": {"plain": PLAIN, **named}, "cases": list(cases)}


@dataclass(frozen=True, slots=True)
class _Table:
    """The cases for one list. `first` is that of the side whose preference counts."""

    profile: Profile
    first: Names

    @property
    def strict(self) -> bool:
        return self.profile is Profile.STRICT

    @property
    def encodings(self) -> list[str]:
        return ["NEG-017"] if self.strict else ["NEG-008", "NEG-009", "NEG-010", "NEG-011"]

    def rows(self, *, agreeing: bool, common: bool = False) -> Iterator[Part]:
        """The other lists with which there is an agreement, or those with which there is none."""
        for other in lists(ALGORITHMS):
            agreed = common_algorithm(self.first, other)
            if bool(agreed) == agreeing:
                both = common_algorithms(self.first, other)
                row = {"other": reference(other), "agreed": agreed, "common": reference(both)}
                yield {key: row[key] for key in ("other", *["agreed"] * agreeing, *["common"] * common)}

    def case(self, name: str, title: str, rows: list[Part], steps: list[Part]) -> Part:
        said = ", ".join(self.first) or "an empty list"
        return {
            "name": f"{name}-{_word(self.first) or 'nil'}",
            "title": f"With {said}: {title}",
            "requirements": _ABOUT.get((self.profile, name), self.encodings),
            "profile": self.profile.value,
            "rows": rows,
            "steps": steps,
        }


def _answers(profile: Profile, first: Names) -> Iterator[Part]:
    """A responder's ACCEPT where there is something in common, and its REJECT where there is not."""
    table, name = _Table(profile, first), reference(first)
    ours, theirs = ("$other", name) if table.strict else (name, "$other")
    hello = {"type": "HELLO", "payload": _offer(algorithms=theirs)}
    listed = "$common" if table.strict else ours
    accept = {"type": "ACCEPT", "session_id": _ID, "payload": _offer(algorithms=listed)}
    agreed = {"value": accept, "session": {**_agreed("$agreed"), "messages_sent": 1}}
    reject = {"type": "REJECT", "session_id": "$absent", "payload": {"code": "NO_COMMON_ALGORITHM"}}
    closed = {"state": "Closed"} if table.strict else {}
    refused = {"value": reject, "session": {**closed, "messages_received": 1}}
    create = _create(algorithms=ours)
    if rows := list(table.rows(agreeing=True, common=table.strict)):
        title = "ACCEPT, and the first that the other list has is agreed on"
        steps = [create, _call("process_hello", hello, agreed)]
        yield table.case("accept", title, rows, steps)
    rows = list(table.rows(agreeing=False))
    steps = [create, _call("process_hello", hello, refused)]
    yield table.case("reject", "REJECT where the other list has none", rows, steps)


def _taken(profile: Profile, first: Names) -> Iterator[Part]:
    """An initiator's agreement by an ACCEPT, and its failure where nothing is in common."""
    table = _Table(profile, first)
    accept = {"type": "ACCEPT", "session_id": THEIRS, "payload": _offer(algorithms="$other")}
    agreed = {"value": None, "session": {"id": THEIRS, **_agreed("$agreed")}}
    moved = {"state": "Closed"} if table.strict else {"id": THEIRS}
    failed = {"error": "negotiation_failed", "session": {**moved, "messages_received": 1}}
    start = [_create(algorithms=reference(first)), _HELLO]
    if rows := list(table.rows(agreeing=True)):
        title = "the first that the list of the ACCEPT has is agreed on"
        steps = [*start, _call("process_accept", accept, agreed)]
        yield table.case("agree", title, rows, steps)
    rows = list(table.rows(agreeing=False))
    steps = [*start, _call("process_accept", accept, failed)]
    yield table.case("fail", "an ACCEPT whose list has none fails", rows, steps)


_HELLO = {
    "call": "session.create_hello",
    "with": {"session": HANDLE},
    "expect": {"value": {"type": "HELLO"}, "session": {"state": "HelloSent", "messages_sent": 1}},
}


def _encodings(profile: Profile, preferred: str, first: Names) -> Part:
    """The other side prefers another one, which plays no part."""
    table = _Table(profile, first)
    counting = {"encodings": reference(first), "preferred_encoding": preferred}
    other = {"encodings": "$other", "preferred_encoding": ENCODINGS[ENCODINGS.index(preferred) - 1]}
    ours, theirs = (other, counting) if table.strict else (counting, other)
    hello = {"type": "HELLO", "payload": _offer(**theirs)}
    holds = {**_agreed("none"), "encoding": "$agreed", "messages_sent": 1}
    steps = [_create(**ours), _call("process_hello", hello, {"value": {"type": "ACCEPT"}, "session": holds})]
    agreed = ((each, common_encoding(preferred, first, each)) for each in lists(ENCODINGS))
    rows = [{"other": reference(each), "agreed": encoding} for each, encoding in agreed]
    title = f"{preferred} is preferred, else the first that the other list has, else Cl100kBase"
    return table.case(_LETTER[preferred], title, rows, steps)


_ABOUT = {
    (Profile.CORE, "accept"): ["NEG-005", "NEG-007", "SES-010", "SES-011"],
    (Profile.CORE, "reject"): ["NEG-006", "SES-013", "SES-015"],
    (Profile.CORE, "agree"): ["NEG-005", "NEG-007", "SES-020"],
    (Profile.CORE, "fail"): ["NEG-006", "SES-024"],
    (Profile.STRICT, "accept"): ["NEG-016", "SES-010", "SES-144"],
    (Profile.STRICT, "reject"): ["NEG-006", "SES-013", "SES-116"],
    (Profile.STRICT, "agree"): ["NEG-016", "SES-020"],
    (Profile.STRICT, "fail"): ["NEG-006", "SES-118"],
}
"""The requirements of a case by profile and kind."""


def _offer(**compression: Any) -> Part:
    return {"$extend": "$plain", "compression": compression}


def _create(**compression: Any) -> Part:
    params = {"session": HANDLE, "id": _ID, "capabilities": _offer(**compression)}
    return {"call": "session.create", "with": params, "expect": {"value": None, "session": _EMPTY}}


def _call(event: str, message: Part, expect: Part) -> Part:
    params = {"session": HANDLE, "message": {**message, "timestamp": TIMESTAMP}}
    return {"call": f"session.{event}", "with": params, "expect": expect}


def _agreed(algorithm: str) -> Part:
    return {"state": "Established", "algorithm": algorithm, "encoding": ENCODING, "messages_received": 1}
