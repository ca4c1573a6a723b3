"""A conversation in progress: every call is played, held to the model, and written down as a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatchmethod

from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.derive.twin import Event, Snapshot
from m2m_conformance.difference import Difference
from m2m_conformance.found import Fault
from m2m_conformance.fuzz.action import Action, Call, Clone, Compress, Create, Give, Wait
from m2m_conformance.fuzz.letter import Letter, Wire, algorithm_of
from m2m_conformance.fuzz.party import Part, Party, Sent
from m2m_conformance.generate.entry import literal
from m2m_conformance.judge import Play
from m2m_conformance.target import Target, UnsupportedError
from m2m_conformance.vector import compiled_step
from m2m_ref.model import Model, Row


@dataclass(frozen=True)
class Failure:
    """A conversation of which the last step is not as the model foresees. `actions` led to its `steps`."""

    fault: Fault
    row: Row | None
    actions: tuple[Action, ...]
    steps: tuple[Part, ...]
    differences: tuple[Difference, ...]

    @property
    def broke(self) -> bool:
        """Whether there was no answer at all."""
        return self.differences[0].path == _TARGET


class FaultError(Exception):
    """The target did not do what the model says."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure.differences[0]))
        self.failure = failure


_TARGET = "target"
_SIZES = ("bytes_compressed", "bytes_saved")


def replay(target: Target, model: Model, actions: Iterable[Action]) -> Failure | None:
    """Play those of `actions` for which there is what they need; None where all is as foreseen."""
    exchange = Exchange(target, model)
    try:
        for action in actions:
            if exchange.applies(action):
                exchange.run(action)
    except FaultError as error:
        return error.failure
    except UnsupportedError:
        pass
    return None


class Exchange:
    """Sessions, and messages that they sent. Raises FaultError for what is not as foreseen.

    `parties` and `letters` are under the numbers of the actions that brought them about.
    """

    def __init__(self, target: Target, model: Model) -> None:
        self._play = Play(target)
        self.model = model
        self.parties: dict[int, Party] = {}
        self.letters: dict[int, Letter] = {}
        self.actions: list[Action] = []
        self.steps: list[Part] = []
        self._now = 0
        self._seen: dict[str, Snapshot] = {}

    def applies(self, action: Action) -> bool:
        """Whether what an action names is there."""
        if isinstance(action, Create | Wait):
            return True
        if isinstance(action, Give) and isinstance(action.letter, int) and action.letter not in self.letters:
            return False
        return action.party in self.parties

    def run(self, action: Action) -> None:
        """Let it happen."""
        self.actions.append(action)
        self._run(action)

    @singledispatchmethod
    def _run(self, action: Action) -> None:
        raise TypeError(action)

    @_run.register
    def _create(self, action: Create) -> None:
        number, capabilities = action.number, action.capabilities
        party = Party(self._handle(), self.model, f"session-{number}", capabilities, self._now)
        self.parties[number] = party
        params = {"session": party.handle, "id": party.twin.id, "capabilities": literal(dict(capabilities))}
        self._write(party, "session.create", params, {"value": None}, None)

    def _handle(self) -> str:
        return f"peer_{len(self.parties) + 1}"

    @_run.register
    def _wait(self, action: Wait) -> None:
        self._now += action.seconds
        for party in self.parties.values():
            party.twin.now = self._now
        params = {"seconds": action.seconds}
        self._try({"call": "clock.advance", "with": params, "expect": {"value": None}}, None)
        for party in self.parties.values():
            self._look(party)

    def _look(self, party: Party) -> None:
        value = {"session_id": literal(party.twin.id)}
        self._write(party, "session.stats", {"session": party.handle}, {"value": value}, None)

    @_run.register
    def _call(self, action: Call) -> None:
        party = self.parties[action.party]
        row = party.happens(Event(action.event))
        self._answered(action, row, f"session.{action.event}", {"session": party.handle}, None)

    @_run.register
    def _give(self, action: Give) -> None:
        party, call = self.parties[action.party], self.model.events[action.event].call
        letter = action.letter if isinstance(action.letter, Letter) else self.letters[action.letter]
        params = {"session": party.handle, "message": letter.value}
        if letter.unreadable:
            self._write(party, f"session.{call}", params, {"error": "json"}, None)
            return
        row = party.happens(party.takes(action.event, letter), letter)
        self._answered(action, row, f"session.{call}", params, letter)

    def _answered(
        self, action: Call | Give, row: Row, call: str, params: Part, letter: Letter | None
    ) -> None:
        party = self.parties[action.party]
        name = self._write(party, call, params, party.result(row, letter), row)
        if name and row.reply:
            offer = party.offer(row.reply, letter) if row.reply.message in ("HELLO", "ACCEPT") else None
            session_id = None if row.reply.message in ("HELLO", "REJECT") else party.twin.id
            rejection = row.reply.message == "REJECT"
            self.letters[action.number] = Letter(f"${name}", row.reply.message, session_id, offer, rejection)

    @_run.register
    def _compress(self, action: Compress) -> None:
        """Send DATA, whose size is known only when it is there."""
        party, content = self.parties[action.party], action.content
        row = party.happens(party.says(content))
        params = {"session": party.handle, "content": literal(content)}
        expect = party.result(row, None, content)
        name = self._write(party, "session.compress", params, expect, row)
        if not name:
            return
        wire = self._play.scope[name]["payload"]["content"]
        self._sized(party, row, Sent(content, wire))
        data = Wire(str(party.twin.algorithm), algorithm_of(wire), content)
        self.letters[action.number] = Letter(f"${name}", "DATA", party.twin.id, data=data)

    def _sized(self, party: Party, row: Row, sent: Sent) -> None:
        """Hold the counters of bytes to the wire that was handed out."""
        event = party.says(sent.content, sent)
        party.twin.compressed += event.size
        party.twin.saved += event.saved
        got = self._play.scope[party.handle]
        now = party.twin.snapshot()
        self._seen[party.handle] = now
        fields = [each for each in _SIZES if got[each] != now[each]]
        if fields:
            self.steps[-1]["expect"]["session"] |= {each: now[each] for each in fields}
            found = tuple(Difference(f"session.{each}", str(now[each]), str(got[each])) for each in fields)
            self._fail(row, "session.compress", found)

    @_run.register
    def _clone(self, action: Clone) -> None:
        """Clone, and look at the original too."""
        party, handle = self.parties[action.party], self._handle()
        row = party.happens(Event("clone"))
        clone = party.clone(handle)
        expect = party.result(row)
        if row.returns:
            expect["session"] = _written(clone.twin.snapshot())
            self._seen[handle] = clone.twin.snapshot()
            self.parties[action.number] = clone
        params = {"session": party.handle, "as": handle}
        self._try({"call": "session.clone", "with": params, "expect": expect}, row)
        self._look(party)

    def _write(self, party: Party, call: str, params: Part, expect: Part, row: Row | None) -> str:
        """One step; the name of what came back, if that is a message."""
        now, seen = party.twin.snapshot(), self._seen.get(party.handle, {})
        changes = {field: value for field, value in now.items() if seen.get(field, ...) != value}
        self._seen[party.handle] = now
        session = _written(changes)
        if row and "count_bytes" in row.effects:
            session |= dict.fromkeys(_SIZES, "$integer")
        step = {"call": call, "with": params, "expect": {**expect, "session": session}}
        if isinstance(expect.get("value"), dict) and row is not None:
            step["save"] = f"message_{sum('save' in each for each in self.steps) + 1}"
        self._try(step, row)
        return str(step.get("save", ""))

    def _try(self, step: Part, row: Row | None) -> None:
        """Play a step, and keep it."""
        self.steps.append(step)
        label = f"step {len(self.steps)}"
        try:
            found = self._play.step(compiled_step(label, step, {}))
        except BrokenTargetError as error:
            found = (Difference(_TARGET, "a reply", str(error)),)
            self._play.target.restart()
        if found:
            self._fail(row, step["call"], found)

    def _fail(self, row: Row | None, call: str, found: tuple[Difference, ...]) -> None:
        fault = (row.id if row else call, *dict.fromkeys(each.path for each in found))
        raise FaultError(Failure(fault, row, tuple(self.actions), tuple(self.steps), found))


def _written(snapshot: Snapshot) -> Part:
    return {field: literal(value) for field, value in snapshot.items()}
