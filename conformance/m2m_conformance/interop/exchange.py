"""Two targets in conversation: every call is held to what the model of its own side foresees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import singledispatchmethod
from typing import Any

from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.derive.answer import envelope
from m2m_conformance.derive.script import codec_error
from m2m_conformance.derive.stimulus import TIMESTAMP
from m2m_conformance.derive.twin import Event
from m2m_conformance.difference import Difference, differences, show
from m2m_conformance.fuzz.letter import Letter, Wire, algorithm_of
from m2m_conformance.fuzz.party import Party
from m2m_conformance.generate.entry import literal
from m2m_conformance.interop.action import Action, Call, Compress, Give, Open, Ping, Role, Wait
from m2m_conformance.interop.fault import Fate, Fault, Message, Played, Turn
from m2m_conformance.interop.law import broken_promise
from m2m_conformance.judge import Play
from m2m_conformance.pattern import compile_value
from m2m_conformance.reply import Reply
from m2m_conformance.target import Target, UnsupportedError
from m2m_conformance.wire import content_of
from m2m_ref.model import Reply as Described
from m2m_ref.model import Row, profile_model

Part = dict[str, Any]

_SEEN = ("id", "state", "algorithm", "encoding")
"""What two peers have to agree on. Counters are each side's own business, which `run` judges."""

_INDEX = re.compile(r"\[\d+\]")
_PARTICULAR = re.compile(r'".*"|\d+', re.DOTALL)

_VALUE = ("value", "result", "error")
"""Where a difference begins that is one of what a call handed back."""


class FaultError(Exception):
    """A side did not do what its model foresees."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault.differences[0]))
        self.fault = fault


class MissingError(Exception):
    """A side says that it has not got what was asked for."""

    def __init__(self, role: Role, reason: str) -> None:
        super().__init__(reason)
        self.role = role


def play(targets: Mapping[Role, Target], actions: Iterable[Action]) -> Played:
    """Play those of `actions` for which there is what they need. Raises MissingError."""
    exchange = Exchange(targets)
    try:
        for action in actions:
            if exchange.applies(action):
                exchange.run(action)
    except FaultError as error:
        return Played(Fate.ERRORED if error.fault.broke else Fate.FAILED, fault=error.fault)
    return Played(Fate.UNPROMISED if exchange.unkept else Fate.PASSED, exchange.unkept)


class Exchange:
    """A session of each of two targets, and the messages that went between them. Raises FaultError.

    `unkept` says of right peers what they cannot agree on, once it comes to that.
    """

    def __init__(self, targets: Mapping[Role, Target]) -> None:
        self._targets = targets
        self._parties: dict[Role, Party] = {}
        self._letters: dict[int, Letter] = {}
        self._actions: list[Action] = []
        self._turns: list[Turn] = []
        self.unkept = ""

    def applies(self, action: Action) -> bool:
        """Whether what an action names is there."""
        if isinstance(action, Open | Wait):
            return True
        if isinstance(action, Give) and action.letter not in self._letters:
            return False
        return action.role in self._parties

    def run(self, action: Action) -> None:
        """Let it happen."""
        self._actions.append(action)
        self._run(action)

    @singledispatchmethod
    def _run(self, action: Action) -> None:
        raise TypeError(action)

    @_run.register
    def _open(self, action: Open) -> None:
        role, own = action.role, action.capabilities
        model = profile_model(self._targets[role].profile)
        party = Party(str(role), model, f"session-of-{role}", own, 0)
        self._parties[role] = party
        params = {"id": party.twin.id, "capabilities": dict(own)}
        self._ask(Turn(role, "creates a session", "session.create", sends=own), params, {"value": None}, None)

    @_run.register
    def _wait(self, action: Wait) -> None:
        """Time passes for whoever has a clock to show it; for others it all but stands still."""
        self._turns.append(Turn(None, f"{action.seconds} seconds pass"))
        for role, party in self._parties.items():
            if "clock" in self._targets[role].info.features:
                turn = Turn(role, "sees its clock move", "clock.advance")
                reply = self._request(turn, {"seconds": action.seconds})
                if reply.kind is not None:
                    self._fail(None, [Difference("result", "null", f"error {reply.kind} ({reply.text})")])
                party.twin.now += action.seconds

    @_run.register
    def _call(self, action: Call) -> None:
        row = self._parties[action.role].happens(Event(action.event))
        turn = Turn(action.role, f"calls {action.event}", f"session.{action.event}")
        self._answered(action, row, turn, {}, None)

    @_run.register
    def _ping(self, action: Ping) -> None:
        session_id = self._parties[action.role].twin.id
        value = {"type": "PING", "session_id": session_id, "payload": {}, "timestamp": TIMESTAMP}
        self._letters[action.number] = Letter(value, "PING", session_id)
        self._turns.append(Turn(None, f"the suite makes a PING for the {action.role}", sends=value))

    @_run.register
    def _give(self, action: Give) -> None:
        party, letter = self._parties[action.role], self._letters[action.letter]
        event = _event(party, letter, direct=action.direct)
        row = party.happens(party.takes(event, letter), letter)
        call = f"session.{party.model.events[event].call}"
        turn = Turn(action.role, f"takes {letter.type}", call, takes=letter.value)
        self._answered(action, row, turn, {"message": letter.value}, letter)

    def _answered(
        self, action: Call | Give, row: Row, turn: Turn, params: Part, letter: Letter | None
    ) -> None:
        party = self._parties[action.role]
        reply = self._ask(turn, params, party.result(row, letter), row, letter)
        if row.reply:
            offer = party.offer(row.reply, letter) if row.reply.message in ("HELLO", "ACCEPT") else None
            rejection = row.reply.message == "REJECT"
            named = reply.value.get("session_id")
            sent = Letter(reply.value, row.reply.message, named, offer, rejection)
            self._letters[action.number] = sent
        self._look(row, letter, action)

    @_run.register
    def _compress(self, action: Compress) -> None:
        """Send DATA. How the content is written shows when it is read: only its form is looked at here."""
        party, content = self._parties[action.role], action.content
        row = party.happens(party.says(content))
        turn = Turn(action.role, f"compresses {show(content, 48)}", "session.compress")
        expect = {"value": _data(party, row.reply, content)} if row.reply else party.result(row)
        reply = self._ask(turn, {"content": content}, expect, row)
        if row.reply:
            wire, algorithm = reply.value["payload"]["content"], str(party.twin.algorithm)
            self._hold_form(row, algorithm, wire)
            data = Wire(algorithm, algorithm_of(wire), content)
            self._letters[action.number] = Letter(reply.value, "DATA", party.twin.id, data=data)

    def _hold_form(self, row: Row, algorithm: str, wire: str) -> None:
        if (found := algorithm_of(wire)) != algorithm:
            got = f"one of {found}: {show(wire, 80)}"
            self._fail(row, [Difference("value.payload.content", f"a wire of {algorithm}", got)])

    def _look(self, row: Row, letter: Letter | None, action: Call | Give) -> None:
        """See whether the two, right as they are, still understand each other."""
        late = isinstance(action, Give) and action.late
        refused = letter.type if letter and row.failure and not late else ""
        self.unkept = self.unkept or broken_promise(self._parties, action.role, refused, row)

    def _ask(
        self, turn: Turn, params: Part, expect: Part, row: Row | None, letter: Letter | None = None
    ) -> Reply:
        """One call of a side, held to what is expected of it and to what its twin shows."""
        assert turn.role is not None
        reply = self._request(turn, {"session": str(turn.role), **params})
        found = self._compared(turn.role, expect, reply)
        if found:
            self._fail(row, found, letter)
        sends = reply.value if row and row.reply else turn.sends
        does = f"{turn.does}{f', sends {row.reply.message}' if row and row.reply else _failing(row)}"
        self._turns[-1] = replace(turn, does=does, sends=sends, state=_shown(reply.session or {}))
        return reply

    def _request(self, turn: Turn, params: Part) -> Reply:
        assert turn.role is not None
        self._turns.append(turn)
        target = self._targets[turn.role]
        try:
            return target.request(turn.call, params)
        except UnsupportedError as error:
            raise MissingError(turn.role, f"{turn.call}: {error}") from error
        except BrokenTargetError as error:
            found = (Difference("target", "a reply", str(error)),)
            raise FaultError(
                self._fault(turn.role, (turn.call, "target"), found, broke=True, log=target.log())
            ) from error

    def _compared(self, role: Role, expect: Part, reply: Reply) -> list[Difference]:
        try:
            found = self._result(role, expect, reply)
        except RecursionError:  # at a depth of about a thousand
            found = [Difference("value", show(expect), "what is nested too deep to compare")]
        if reply.session is None:
            return [*found, Difference("session", "a snapshot", "none")]
        twin = self._parties[role].twin.snapshot()
        return found + list(differences({name: twin[name] for name in _SEEN}, reply.session, {}, "session"))

    def _result(self, role: Role, expect: Part, reply: Reply) -> list[Difference]:
        """Where what was handed back differs: at the keys that are wrong, unless there are only too many."""
        play = Play(self._targets[role])
        found = list(play.result(compile_value(expect, {}, pattern=True), reply))
        closer = list(play.result(compile_value(_open(expect), {}, pattern=True), reply)) if found else []
        return closer or found

    def _fail(self, row: Row | None, found: list[Difference], letter: Letter | None = None) -> None:
        """Blame the side whose turn it is, or the writer of a wire that nobody can read."""
        turn = self._turns[-1]
        assert turn.role is not None
        paths = dict.fromkeys(each.path for each in found)
        note = _unreadable(letter) if any(path.startswith(_VALUE) for path in paths) else ""
        fields = dict.fromkeys(_INDEX.sub("", path) for path in paths)
        what = (row.id if row else turn.call, *fields, *self._written(turn.role, row), *_kind(note))
        blame = turn.role.other if note else turn.role
        raise FaultError(self._fault(blame, what, tuple(found), note=note, log=self._targets[blame].log()))

    def _written(self, role: Role, row: Row | None) -> tuple[str, ...]:
        """How content is written, where it should have been written or read."""
        twin = self._parties[role].twin
        if row is None or row.failure or row.event not in ("compress", "decompress"):
            return ()
        assert twin.algorithm is not None
        return (twin.algorithm, *([str(twin.encoding)] if twin.algorithm == "tokennative" else []))

    def _fault(self, blame: Role, what: tuple[str, ...], found: tuple[Difference, ...], **more: Any) -> Fault:
        return Fault(blame, what, found, tuple(self._turns), tuple(self._actions), **more)


def _event(party: Party, letter: Letter, *, direct: bool) -> str:
    """The event that taking a message is; DATA is read by decompress."""
    if letter.type == "DATA":
        return "decompress"
    return f"process_{letter.type.lower()}" if direct else party.model.message_events[letter.type]


def _data(party: Party, reply: Described, content: str) -> Part:
    """DATA as it has to look, whatever the wire in it is, but for `none`."""
    algorithm = party.twin.algorithm
    wire = literal(content) if algorithm == "none" else "$text"
    payload = {"$exactly": {"algorithm": algorithm, "content": wire}}
    return envelope(reply, literal(party.twin.id), payload)


def _unreadable(letter: Letter | None) -> str:
    """Why the content of DATA does not arrive whoever reads it; nothing if it is there."""
    if letter is None or letter.data is None:
        return ""
    content, reason = content_of(letter.value["payload"]["content"], {})
    if content == letter.data.content:
        return ""
    return f"what was sent holds {show(content, 60)}" if content is not None else f"what was sent: {reason}"


def _kind(note: str) -> list[str]:
    """The note without what hangs on the content: its numbers, and what stands in quotes."""
    return [_PARTICULAR.sub("…", note)] if note else []


def _open(pattern: Any) -> Any:
    """The same where more keys will do."""
    if not isinstance(pattern, dict):
        return pattern
    if "$exactly" in pattern:
        return _open(pattern["$exactly"])
    return {key: _open(each) for key, each in pattern.items()}


def _failing(row: Row | None) -> str:
    return f", which fails with {row.failure.kind or codec_error(row)}" if row and row.failure else ""


def _shown(session: Message) -> str:
    agreed = f" ({session['algorithm']}, {session['encoding']})" if session.get("algorithm") else ""
    return f"{session.get('state', '')}{agreed}"
