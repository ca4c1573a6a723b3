"""A conversation in progress: every call is played, held to the model, and written down as a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.derive.twin import Event, Snapshot
from m2m_conformance.difference import Difference
from m2m_conformance.found import Fault
from m2m_conformance.fuzz.letter import Letter, Wire, algorithm_of
from m2m_conformance.fuzz.party import Part, Party, Sent
from m2m_conformance.generate.entry import literal
from m2m_conformance.judge import Play
from m2m_conformance.target import Target
from m2m_conformance.vector import compiled_step
from m2m_ref.model import Model, Row


@dataclass(frozen=True)
class Failure:
    """A conversation of which the last step is not as the model foresees."""

    fault: Fault
    row: Row | None
    steps: tuple[Part, ...]
    differences: tuple[Difference, ...]


class FaultError(Exception):
    """The target did not do what the model says. Each fault has a class of its own (`fault_class`)."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure.differences[0]))
        self.failure = failure


class Exchange:
    """Two peers, and messages under way between them. Raises FaultError for what is not as foreseen."""

    def __init__(self, target: Target, model: Model, now: int = 0) -> None:
        self._play = Play(target)
        self.model = model
        self.parties: list[Party] = []
        self.wires: list[list[Letter]] = [[], []]
        self.steps: list[Part] = []
        self._now = now
        self._clones = self._saved = 0
        self._seen: dict[str, Snapshot] = {}

    def create(self, capabilities: Mapping[str, Any]) -> None:
        """One more session."""
        number = len(self.parties)
        party = Party(f"peer_{number}", self.model, f"session-{number}", capabilities, self._now)
        self.parties.append(party)
        params = {"session": party.handle, "id": party.twin.id, "capabilities": literal(dict(capabilities))}
        self._write(party, "session.create", params, {"value": None}, None)

    def wait(self, seconds: int) -> None:
        """Time passes for everyone; then each shows itself."""
        self._now += seconds
        for party in self.parties:
            party.twin.now = self._now
        self._try({"call": "clock.advance", "with": {"seconds": seconds}, "expect": {"value": None}}, None)
        for party in self.parties:
            self._look(party)

    def _look(self, party: Party) -> None:
        value = {"session_id": literal(party.twin.id)}
        self._write(party, "session.stats", {"session": party.handle}, {"value": value}, None)

    def call(self, side: int, event: str) -> None:
        """create_hello, close or tick: what is answered is on its way to the other side."""
        party = self.parties[side]
        row = party.happens(Event(event))
        self._answered(side, row, f"session.{event}", {"session": party.handle}, None)

    def give(self, side: int, event: str, letter: Letter) -> None:
        """A message to a call that takes one."""
        party, call = self.parties[side], self.model.events[event].call
        params = {"session": party.handle, "message": letter.value}
        if letter.unreadable:
            self._write(party, f"session.{call}", params, {"error": "json"}, None)
            return
        row = party.happens(party.takes(event, letter), letter)
        self._answered(side, row, f"session.{call}", params, letter)

    def _answered(self, side: int, row: Row, call: str, params: Part, letter: Letter | None) -> None:
        party = self.parties[side]
        name = self._write(party, call, params, party.result(row, letter), row)
        if name and row.reply:
            offer = party.offer(row.reply, letter) if row.reply.message in ("HELLO", "ACCEPT") else None
            session_id = None if row.reply.message in ("HELLO", "REJECT") else party.twin.id
            rejection = row.reply.message == "REJECT"
            self._send(side, Letter(f"${name}", row.reply.message, session_id, offer, rejection))

    def _send(self, side: int, letter: Letter) -> None:
        if side < len(self.wires):
            self.wires[1 - side].append(letter)

    def compress(self, side: int, content: str) -> None:
        """DATA, whose size is known only when it is there."""
        party = self.parties[side]
        before = party.twin.snapshot()
        row = party.happens(party.says(content))
        params = {"session": party.handle, "content": literal(content)}
        if not row.reply:
            self._write(party, "session.compress", params, party.result(row, None, content), row)
            return
        name = self._write(
            party, "session.compress", params, party.result(row, None, content), row, sized=True
        )
        wire = self._play.scope[name]["payload"]["content"]
        self._sized(party, row, before, Sent(content, wire))
        algorithm = algorithm_of(wire)
        data = Wire(str(party.twin.algorithm), algorithm, content)
        self._send(side, Letter(f"${name}", "DATA", party.twin.id, data=data))

    def _sized(self, party: Party, row: Row, before: Snapshot, sent: Sent) -> None:
        """Hold the counters of bytes to the wire that was handed out."""
        event = party.says(sent.content, sent)
        party.twin.compressed += event.size
        party.twin.saved += event.saved
        got = self._play.scope[party.handle]
        now = party.twin.snapshot()
        self._seen[party.handle] = now
        fields = [each for each in ("bytes_compressed", "bytes_saved") if got[each] != now[each]]
        if fields:
            self.steps[-1]["expect"]["session"] |= {each: now[each] for each in fields}
            found = tuple(Difference(f"session.{each}", str(now[each]), str(got[each])) for each in fields)
            self._fail(row, "session.compress", found)

    def clone(self, side: int, *, taken: bool) -> None:
        """A clone, which shows itself, and may go on in place of its original, which is looked at too."""
        party = self.parties[side]
        row = party.happens(Event("clone"))
        self._clones += 1
        handle = f"copy_{self._clones}"
        clone = party.clone(handle)
        expect = party.result(row)
        if row.returns:
            expect["session"] = _written(clone.twin.snapshot())
            self._seen[handle] = clone.twin.snapshot()
        params = {"session": party.handle, "as": handle}
        self._try({"call": "session.clone", "with": params, "expect": expect}, row)
        self._look(party)
        if taken and row.returns:
            self.parties[side] = clone

    def _write(  # noqa: PLR0913
        self, party: Party, call: str, params: Part, expect: Part, row: Row | None, *, sized: bool = False
    ) -> str:
        """One step; the name of what came back, if that is a message."""
        now, seen = party.twin.snapshot(), self._seen.get(party.handle, {})
        changes = {field: value for field, value in now.items() if seen.get(field, ...) != value}
        self._seen[party.handle] = now
        session = _written(changes)
        if sized:
            session |= dict.fromkeys(("bytes_compressed", "bytes_saved"), "$integer")
        step = {"call": call, "with": params, "expect": {**expect, "session": session}}
        if isinstance(expect.get("value"), dict) and row is not None:
            self._saved += 1
            step["save"] = f"message_{self._saved}"
        self._try(step, row)
        return str(step.get("save", ""))

    def _try(self, step: Part, row: Row | None) -> None:
        """Play a step, and keep it."""
        self.steps.append(step)
        label = f"step {len(self.steps)}"
        try:
            found = self._play.step(compiled_step(label, step, {}))
        except BrokenTargetError as error:
            found = (Difference("target", "a reply", str(error)),)
        if found:
            self._fail(row, step["call"], found)

    def _fail(self, row: Row | None, call: str, found: tuple[Difference, ...]) -> None:
        fault = (row.id if row else call, *dict.fromkeys(each.path for each in found))
        raise fault_class(fault)(Failure(fault, row, tuple(self.steps), found))


_CLASSES: dict[Fault, type[FaultError]] = {}


def fault_class(fault: Fault) -> type[FaultError]:
    """A class for each fault, so that Hypothesis does not take one for another while it shrinks."""
    if fault not in _CLASSES:
        _CLASSES[fault] = type("FaultError", (FaultError,), {})
    return _CLASSES[fault]


def _written(snapshot: Snapshot) -> Part:
    return {field: literal(value) for field, value in snapshot.items()}
