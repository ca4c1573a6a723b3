"""Writes down calls and what the model foresees of each, as the steps of a vector file."""

from __future__ import annotations

from typing import Any

from m2m_conformance.derive.stimulus import HANDLE, QUESTION, Facts, Stimulus, capabilities, stimulus
from m2m_conformance.derive.twin import TIMEOUT, Snapshot, Twin
from m2m_ref.model import Reply, Row, profile_model
from m2m_ref.profile import Profile, settings

Step = dict[str, Any]
ID = "p-41"


class Script:
    """A conversation of one session, with its twin. `algorithm` is the only one that it offers."""

    def __init__(self, profile: Profile, algorithm: str = "none", timeout: int = TIMEOUT) -> None:
        self.twin = Twin(profile_model(profile), settings(profile), ID, timeout)
        self.algorithm = algorithm
        self.steps: list[Step] = []
        self._seen: Snapshot = {}
        self._clones = 0
        self._create()

    def _create(self) -> None:
        params = {"session": HANDLE, "id": self.twin.id, "capabilities": capabilities(self.algorithm)}
        if self.twin.timeout != TIMEOUT:
            params["timeout"] = self.twin.timeout
        self._write("session.create", params, {"value": None})

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.twin.now += seconds
        self.steps.append({"call": "clock.advance", "with": {"seconds": seconds}, "expect": {"value": None}})

    def happens(self, name: str, **changed: bool) -> Row:
        """One event, with which nothing is wrong but what `changed` says; the row that decided it."""
        made = stimulus(self.twin, name, self.algorithm, changed)
        row = self.twin.happens(made.event)
        if name == "clone":
            self._clone(made, row)
        else:
            self._write(made.call, made.params, self._result(row, made.event.facts))
        return row

    def _clone(self, made: Stimulus, row: Row) -> None:
        """The snapshot, if there is one, is the clone's; the session's own comes with its statistics."""
        self._clones += 1
        made.params["as"] = f"copy_{self._clones}"
        expect = self._result(row, made.event.facts)
        if row.returns:
            expect["session"] = self.twin.copy().snapshot()
        self.steps.append({"call": made.call, "with": made.params, "expect": expect})
        self._write("session.stats", {"session": HANDLE}, {"value": {"session_id": self.twin.id}})

    def _result(self, row: Row, facts: Facts) -> Step:
        if row.failure:
            codec = "decompression" if row.event == "decompress" else "compression"
            return {"error": row.failure.kind or codec}
        if row.returns == "content":
            return {"value": QUESTION}
        return {"value": self._answer(row.reply) if row.reply else None}

    def _answer(self, reply: Reply) -> Step:
        """The message handed back, as far as every right implementation writes it alike."""
        answer: Step = {"type": reply.message, "timestamp": "$integer"}
        unnamed = reply.message in ("HELLO", "REJECT")
        answer["session_id"] = "$absent" if unnamed else self.twin.id
        if reply.message in ("HELLO", "ACCEPT"):
            answer["payload"] = capabilities(self.algorithm)
        elif reply.message == "REJECT":
            answer["payload"] = {"code": reply.code, "message": "$text"}
        elif reply.message == "DATA":
            answer["payload"] = {"$exactly": {"algorithm": self.algorithm, "content": QUESTION}}
        else:
            answer["payload"] = {"$exactly": {}}
        return {"$exactly": answer} if not unnamed else answer

    def _write(self, call: str, params: Step, expect: Step) -> None:
        """One step, with the fields of the snapshot that the call changes."""
        now = self.twin.snapshot()
        changes = {field: value for field, value in now.items() if self._seen.get(field, ...) != value}
        self._seen = now
        self.steps.append({"call": call, "with": params, "expect": {**expect, "session": changes}})
        if not changes:
            del self.steps[-1]["expect"]["session"]
