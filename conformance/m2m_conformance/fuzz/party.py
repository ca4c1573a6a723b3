"""One peer of a conversation: what the model foresees of each call, whatever message it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from m2m_conformance.derive.agreement import agreement, common_algorithms, compatible
from m2m_conformance.derive.answer import envelope
from m2m_conformance.derive.script import codec_error
from m2m_conformance.derive.twin import Event, Twin
from m2m_conformance.fuzz.letter import Letter, Wire
from m2m_conformance.generate.entry import literal
from m2m_ref.model import Model, Reply, Row
from m2m_ref.profile import Profile, settings

Part = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """The text that DATA carries, once it is known: what the target made of the content."""

    content: str
    wire: str


class Party:
    """A session under a handle. `capabilities` are its own, as JSON; `limit` binds its content, in bytes."""

    def __init__(
        self, handle: str, model: Model, session_id: str, capabilities: Mapping[str, Any], now: int
    ) -> None:
        self.handle = handle
        self.model = model
        self.capabilities = capabilities
        self.twin = Twin(model, settings(Profile(model.profile)), session_id, now=now)
        self.limit: int | None = None

    def clone(self, handle: str) -> Party:
        """Its clone, under another handle."""
        other = Party(handle, self.model, self.twin.id, self.capabilities, self.twin.now)
        other.twin, other.limit = self.twin.copy(), self.limit
        return other

    def happens(self, event: Event, letter: Letter | None = None) -> Row:
        """The row that decides a call, after what time has done before it."""
        row = self.twin.happens(event)
        if "bind_payload" in row.effects and letter and letter.capabilities:
            both = (self.capabilities, letter.capabilities)
            limits = [each["compression"]["max_payload"] for each in both]
            self.limit = min((each for each in limits if each), default=None)
        return row

    def takes(self, event: str, letter: Letter) -> Event:
        """A message given to a call, as the model sees it."""
        facts = self._facts(letter)
        agreed = self._agreed(event, letter.capabilities) if letter.capabilities else None
        both = (agreed["algorithm"], agreed["encoding"]) if agreed else (None, None)
        return Event(event, facts, letter.id, *both)

    def _facts(self, letter: Letter) -> Mapping[str, bool]:
        theirs, data = letter.capabilities, letter.data
        common: list[str] = []
        if theirs:
            common = common_algorithms(_algorithms(self.capabilities), _algorithms(theirs))
        return {
            "has_capabilities": theirs is not None,
            "has_session_id": letter.id is not None,
            "has_rejection": letter.rejection,
            "has_data": data is not None,
            "compatible": theirs is not None and compatible(self.capabilities["version"], theirs["version"]),
            "common_algorithm": bool(common),
            "own_session": letter.id == self.twin.id,
            "label_fits": data is None or data.label == data.algorithm == self.twin.algorithm,
            "decodes": data is not None and self._decodes(data),
        }

    def _decodes(self, data: Wire) -> bool:
        return data.content is not None and not self._too_long(data.content)

    def _too_long(self, content: str) -> bool:
        return self.limit is not None and len(content.encode()) > self.limit

    def _agreed(self, event: str, theirs: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """By whose preference, the effects of the event's rows say."""
        effects = {effect for row in self.model.rows if row.event == event for effect in row.effects}
        if "store_their_choice" in effects:
            return agreement(theirs, self.capabilities)
        return agreement(self.capabilities, theirs)

    def says(self, content: str, sent: Sent | None = None) -> Event:
        """A call of compress, as the model sees it; with the wire, once there is one."""
        facts = {"encodes": self._encodes(content)}
        size = len(sent.wire.encode()) if sent else 0
        return Event("compress", facts, size=size, saved=max(0, len(content.encode()) - size) if sent else 0)

    def _encodes(self, content: str) -> bool:
        """m2m carries JSON only; nothing else that is drawn cannot be written."""
        return not self._too_long(content) and (self.twin.algorithm != "m2m" or _is_json(content))

    def result(self, row: Row, letter: Letter | None = None, content: str = "") -> Part:
        """What the call has to hand back, in the language of the vectors."""
        if row.failure:
            kinds = [row.failure.kind or codec_error(row)]
            if not row.failure.kind and letter and letter.data and letter.data.kinds:
                kinds = list(letter.data.kinds)
            return {"error": kinds if len(kinds) > 1 else kinds[0]}
        if row.returns == "content":
            assert letter and letter.data
            return {"value": literal(letter.data.content)}
        return {"value": self._answer(row.reply, letter, content) if row.reply else None}

    def _answer(self, reply: Reply, letter: Letter | None, content: str) -> Part:
        return envelope(reply, literal(self.twin.id), self._payload(reply, letter, content))

    def _payload(self, reply: Reply, letter: Letter | None, content: str) -> Any:
        if reply.message in ("HELLO", "ACCEPT"):
            return literal(self.offer(reply, letter))
        if reply.message == "REJECT":
            return {"code": reply.code, "message": "$text"}
        if reply.message == "DATA":
            algorithm = self.twin.algorithm
            wire = literal(content) if algorithm == "none" else {"$decodes": literal(content)}
            return {"$exactly": {"algorithm": algorithm, "content": wire}}
        return {"$exactly": {}}

    def offer(self, reply: Reply, letter: Letter | None) -> Mapping[str, Any]:
        """Its capabilities as a message has them: the common algorithms only, where the model says so."""
        if not (reply.algorithms and letter and letter.capabilities):
            return self.capabilities
        common = common_algorithms(_algorithms(letter.capabilities), _algorithms(self.capabilities))
        return {
            **self.capabilities,
            "compression": {**self.capabilities["compression"], "algorithms": common},
        }


def _algorithms(capabilities: Mapping[str, Any]) -> list[str]:
    found = capabilities["compression"]["algorithms"]
    assert isinstance(found, list)
    return found


def _is_json(text: str) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True
