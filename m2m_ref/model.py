"""The session machine as data: reads spec/session.yaml, for the strict profile with spec/strict.yaml over it,
checks it, and expands it to one Row per possibility.

A model that passes the checks here can be run: every name in it is known, every (state, event) has rows, and
the guards of each pair are exclusive and exhaustive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from m2m_ref.document import DocumentError, read_document
from m2m_ref.overlay import lay_over, rules_of
from m2m_ref.profile import Profile, strict_document
from m2m_ref.resource import spec_path

ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that can happen to a session: a call, or a call of process_message with one message type.

    An event without a call happens by itself: it is the `first` of those it happens before.
    """

    name: str
    call: str | None = None
    message: str | None = None
    touch: bool = False
    first: str | None = None
    like: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A message handed back; `code` and `text` (a template) only for REJECT.

    `algorithms`: `common` if an ACCEPT lists only those, in the remote's order; else it lists all of ours.
    """

    message: str
    code: str | None = None
    text: str = ""
    algorithms: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An error a call ends with: a kind and a text template, or the codec's own where `kind` is None."""

    kind: str | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One possibility: what `event` does in `state` when the guard `when` holds.

    `rules` are the rules of the strict profile that make it differ from core.
    """

    event: str
    state: str
    when: str
    target: str
    sent: int = 0
    received: int = 0
    touch: bool = False
    effects: tuple[str, ...] = ()
    reply: Reply | None = None
    returns: str | None = None
    failure: Failure | None = None
    rules: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """`event/state/guard`."""
        return f"{self.event}/{self.state}/{self.when}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the strict profile: the chapter it comes from, what core does, what strict demands.

    `both`: the reference keeps it in core too.
    """

    source: str
    core: str
    strict: str
    both: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """A checked session machine. `guards` maps a guard to its facts, in the order to ask them.

    `rules` are those of the strict profile, by name.
    """

    profile: str
    initial: str
    states: Mapping[str, str]
    events: Mapping[str, Event]
    facts: Mapping[str, str]
    effects: Mapping[str, str]
    guards: Mapping[str, Mapping[str, bool]]
    rows: tuple[Row, ...]
    message_events: Mapping[str, str]
    rules: Mapping[str, Rule] = field(default_factory=dict)

    def rows_of(self, event: str, state: str) -> list[Row]:
        """The rows of one pair, in the file's order."""
        return [row for row in self.rows if row.event == event and row.state == state]


class _Check:
    """Holds a document to what its schema cannot say. Every finding is raised as a DocumentError."""

    def __init__(self, file: Path, document: Mapping[str, Any]) -> None:
        self.file = file
        self.document = document

    def run(self) -> None:
        self.known("initial", self.document["initial"], "states")
        for name, guard in self.document["guards"].items():
            for fact in guard:
                self.known(f"guards.{name}", fact, "facts")
        self.events()
        for event, by_state in self.document["rows"].items():
            self.known("rows", event, "events")
            self.pairs(event, by_state)

    def known(self, where: str, name: str, section: str) -> None:
        if name not in self.document[section]:
            raise DocumentError(self.file, where, f"{name!r} is not one of {section}")

    def events(self) -> None:
        for name, event in self.document["events"].items():
            where, rows = f"events.{name}", self.document["rows"]
            if "like" in event and event["like"] not in rows:
                raise DocumentError(self.file, where, f"like: {event['like']!r} has no rows")
            if "first" in event:
                self.known(where, event["first"], "events")
            if ("like" in event) == (name in rows):
                raise DocumentError(self.file, where, "must have rows of its own or be like another event")

    def pairs(self, event: str, by_state: Mapping[str, list[dict[str, Any]]]) -> None:
        for state in by_state:
            self.known(f"rows.{event}", state, "states")
        for state in self.document["states"]:
            if state not in by_state:
                raise DocumentError(self.file, f"rows.{event}", f"no row for state {state!r}")
            self.group(f"rows.{event}.{state}", by_state[state])

    def group(self, where: str, rows: list[dict[str, Any]]) -> None:
        for number, row in enumerate(rows):
            self.row(f"{where}[{number}]", row)
        self.exclusive(where, [row.get("when", ALWAYS) for row in rows])

    def row(self, where: str, row: Mapping[str, Any]) -> None:
        sections = {"to": "states", "when": "guards", "reply": "replies", "error": "errors"}
        for key, section in sections.items():
            if key in row:
                self.known(where, row[key], section)
        for effect in row.get("do", ()):
            self.known(where, effect, "effects")

    def exclusive(self, where: str, names: list[str]) -> None:
        """Try every combination of the facts asked: exactly one guard must hold in each."""
        guards = {name: self.document["guards"].get(name, {}) for name in names}
        if len(guards) < len(names):
            raise DocumentError(self.file, where, "two rows have the same guard")
        facts = sorted({fact for guard in guards.values() for fact in guard})
        for values in product((True, False), repeat=len(facts)):
            case = dict(zip(facts, values, strict=True))
            holding = [name for name, guard in guards.items() if guard.items() <= case.items()]
            if len(holding) != 1:
                self.complain(where, case, holding)

    def complain(self, where: str, case: Mapping[str, bool], holding: list[str]) -> None:
        text = ", ".join(f"{fact}: {str(value).lower()}" for fact, value in case.items())
        what = f"guards {', '.join(holding)} overlap" if holding else "no guard holds"
        raise DocumentError(self.file, where, f"{what} when {text or 'anything'}")


def _expand(document: Mapping[str, Any], events: Mapping[str, Event]) -> Iterator[Row]:
    for event in events.values():
        for state, rows in document["rows"][event.like or event.name].items():
            yield from (_row(document, event, state, row) for row in rows)


def _row(document: Mapping[str, Any], event: Event, state: str, row: Mapping[str, Any]) -> Row:
    reply = Reply(**document["replies"][row["reply"]]) if "reply" in row else None
    return Row(
        event=event.name,
        state=state,
        when=row.get("when", ALWAYS),
        target=row.get("to", state),
        sent=int("sent" in row.get("count", ())),
        received=int("received" in row.get("count", ())),
        touch=row.get("touch", event.touch),
        effects=tuple(row.get("do", ())),
        reply=reply,
        returns=row.get("returns"),
        failure=_failure(document["errors"][row["error"]]) if "error" in row else None,
        rules=rules_of(row),
    )


def _failure(error: Mapping[str, str]) -> Failure:
    return Failure(error.get("kind"), error.get("text", ""))


def _message_events(events: Iterable[Event]) -> dict[str, str]:
    return {event.message: event.name for event in events if event.message}


def read_model(file: Path) -> Model:
    """The model in `file`. Raises DocumentError with file, place and reason if it is not one."""
    return model_of(read_document(file, "session.schema.json"), file)


def model_of(document: Mapping[str, Any], file: Path) -> Model:
    """The model that a document is, whose schema holds. Raises DocumentError as `read_model` does."""
    _Check(file, document).run()
    events = {name: Event(name, **event) for name, event in document["events"].items()}
    plain = {key: document[key] for key in ("profile", "initial", "states", "facts", "effects", "guards")}
    return Model(
        **plain,
        events=events,
        rows=tuple(_expand(document, events)),
        message_events=_message_events(events.values()),
    )


@cache
def profile_model(profile: Profile) -> Model:
    """The model of a profile: spec/session.yaml, for strict with spec/strict.yaml over it."""
    if profile is Profile.CORE:
        return read_model(spec_path("session.yaml"))
    core = read_document(spec_path("session.yaml"), "session.schema.json")
    file, strict = spec_path("strict.yaml"), strict_document()
    rules = {name: Rule(**rule) for name, rule in strict["rules"].items()}
    return replace(model_of(lay_over(core, strict, file), file), rules=rules)
