"""Writes down calls and what the model foresees of each, as the steps of a vector file."""

from __future__ import annotations

from typing import Any

from m2m_conformance.derive.answer import answer
from m2m_conformance.derive.offer import Offer
from m2m_conformance.derive.stimulus import HANDLE, QUESTION, Scene, Stimulus, stimulus
from m2m_conformance.derive.twin import TIMEOUT, Snapshot, Twin
from m2m_ref.model import Model, Row
from m2m_ref.profile import Profile, settings

Step = dict[str, Any]
ID = "p-41"


class Script:
    """A conversation of one session, with its twin. `own` is what it offers."""

    def __init__(self, model: Model, own: Offer | None = None, timeout: int = TIMEOUT) -> None:
        self.twin = Twin(model, settings(Profile(model.profile)), ID, timeout)
        self.own = own or Offer()
        self.handle = HANDLE
        self.steps: list[Step] = []
        self._seen: Snapshot = {}
        self._clones = 0
        self._create()

    @property
    def algorithm(self) -> str:
        """The first one that it offers."""
        return self.own.algorithms[0]

    def _create(self) -> None:
        params = {"session": HANDLE, "id": self.twin.id, "capabilities": self.own.written()}
        if self.twin.timeout != TIMEOUT:
            params["timeout"] = self.twin.timeout
        self._write("session.create", params, {"value": None})

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.twin.now += seconds
        self.steps.append({"call": "clock.advance", "with": {"seconds": seconds}, "expect": {"value": None}})

    def look(self) -> None:
        """Ask for the statistics, and so for the snapshot."""
        self._write("session.stats", {"session": self.handle}, {"value": {"session_id": self.twin.id}})

    def happens(self, name: str, **changed: bool) -> Row:
        """One event from a side like this one, with nothing wrong but what `changed` says is false."""
        wrong = {fact for fact, value in changed.items() if not value}
        scene = Scene(self.twin.id, self.twin.algorithm or self.algorithm, self.own, self.own)
        made = stimulus(self.twin.model.events[name], wrong, scene)
        return self.clone(made) if name == "clone" else self.play(made, self.own)

    def play(self, made: Stimulus, other: Offer) -> Row:
        """One call; the row that decided it."""
        row = self.twin.happens(made.event)
        self._write(made.call, made.params, self._result(row, other, made.params.get("content", QUESTION)))
        return row

    def clone(self, made: Stimulus, *, taken: bool = False) -> Row:
        """The snapshot, if there is one, is the clone's; the session's own comes with its statistics.

        `taken`: it is the clone that the conversation goes on with.
        """
        row = self.twin.happens(made.event)
        self._clones += 1
        params = {**made.params, "as": f"copy_{self._clones}"}
        expect = self._result(row, self.own)
        copy = self.twin.copy()
        if row.returns:
            expect["session"] = copy.snapshot()
        self.steps.append({"call": made.call, "with": params, "expect": expect})
        if taken and row.returns:
            self.twin, self.handle, self._seen = copy, params["as"], copy.snapshot()
        self.look()
        return row

    def _result(self, row: Row, other: Offer, content: str = QUESTION) -> Step:
        if row.failure:
            return {"error": row.failure.kind or codec_error(row)}
        if row.returns == "content":
            return {"value": QUESTION}
        scene = Scene(self.twin.id, self.twin.algorithm, self.own, other)
        return {"value": answer(row.reply, scene, content) if row.reply else None}

    def _write(self, call: str, params: Step, expect: Step) -> None:
        """One step, with the fields of the snapshot that the call changes."""
        now = self.twin.snapshot()
        changes = {field: value for field, value in now.items() if self._seen.get(field, ...) != value}
        self._seen = now
        self.steps.append({"call": call, "with": params, "expect": {**expect, "session": changes}})
        if not changes:
            del self.steps[-1]["expect"]["session"]


def codec_error(row: Row) -> str:
    """The kind of the codec's own error, where that is what a row fails with."""
    return "decompression" if row.event == "decompress" else "compression"
