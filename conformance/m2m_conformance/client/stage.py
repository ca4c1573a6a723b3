"""The server of one scene: answers a client's messages, and keeps what was wrong with them. Sans-IO.

What a client may send is not decided here: a session of the strict profile takes its messages too, and its
model refuses what no right client of either profile sends, as another session's id or a label that was not
agreed on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson

from m2m_conformance import __version__
from m2m_conformance.client.scene import Scene
from m2m_conformance.difference import Difference
from m2m_conformance.http.message import JSON
from m2m_conformance.serve.echo import answered
from m2m_conformance.value import merge
from m2m_ref import Capabilities, CompressionCaps, Message, MessageType, Session
from m2m_ref.error import M2MError
from m2m_ref.identity import FORMS
from m2m_ref.profile import Profile, settings


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: `status` is None where the connection is closed without one."""

    status: int | None
    body: bytes = b""
    type: str = JSON


class Stage:
    """Plays `scene` to a client of `profile`. `faults` are what is wrong with what it sent so far.

    `messages` counts those by type, `lacking` is what the client would have to offer for the scene.
    """

    def __init__(self, scene: Scene, profile: Profile) -> None:
        self.scene = scene
        self.faults: list[Difference] = []
        self.lacking = ""
        self.messages: Counter[str] = Counter()
        self._profile = profile
        self._sessions: _Sessions | None = None
        self._id = ""

    def take(self, method: str, path: str, body: bytes) -> Reply:
        """The answer to a request."""
        if (method, path) == ("GET", "/health"):
            return _json(200, {"status": "ok", "version": __version__})
        if (method, path) != ("POST", "/message"):
            return _json(404, {"error": "a client is judged by what it sends to POST /message"})
        try:
            message = Message.from_json(body, self._profile)
        except M2MError as error:
            self._fault("", "a message", f"what is none: {error}")
            return _json(400, {"error": str(error)})
        return self._message(message)

    def _message(self, message: Message) -> Reply:
        self.messages[message.type.value] += 1
        if message.type is MessageType.HELLO:
            return self._hello(message)
        if self._sessions is None:
            if message.type is not MessageType.CLOSE:  # which may be said in any state
                self._fault(message.type.value, "nothing, since there is no session", "this message")
            return _json(404, {"error": "there is no such session"})
        return self._taken(self._sessions, message)

    def _hello(self, hello: Message) -> Reply:
        """ACCEPT, as the scene has it; or what it has in its place."""
        if hello.session_id is not None:
            self._fault("HELLO.session_id", "none", repr(hello.session_id))
        sessions = _Sessions(self.scene, self._profile)
        try:
            answer = sessions.begun(hello)
        except M2MError as error:
            self._fault("HELLO", "one with capabilities", f"one that is refused: {error}")
            return _json(400, {"error": str(error)})
        self.lacking = self.lacking or _lacking(self.scene, hello)
        self._id = sessions.server.id
        self._sessions = sessions if self.scene.ends != "HELLO" else None
        return self._instead("HELLO") or _json(200, _changed(self.scene, answer.to_object()))

    def _taken(self, sessions: _Sessions, message: Message) -> Reply:
        """What the session answers to a message of the client."""
        kind = message.type.value
        try:
            sessions.hold(message)
        except M2MError as error:
            fitting = f"one that fits session {self._id!r}"
            self._fault(kind, fitting, f"one that does not: {error}")
            return _json(400, {"error": str(error)})
        return self._instead(kind) or _json(200, answered(sessions.server, message).to_object())

    def _instead(self, kind: str) -> Reply | None:
        """The scene's answer to a message of this type, if it has one."""
        answer = self.scene.answers.get(kind)
        if answer is None:
            return None
        if "closed" in answer:
            return Reply(None)
        if "text" in answer:
            return Reply(answer["status"], answer["text"].encode(), "text/html")
        return _json(answer["status"], _with_id(answer["json"], self._id))

    def _fault(self, path: str, expected: str, got: str) -> None:
        count = sum(self.messages.values())
        where = f"message {count}{f', {path}' if path else ''}"
        self.faults.append(Difference(where, expected, got))


class _Sessions:
    """The server's session, and beside it the one that says whether the client's messages are right."""

    def __init__(self, scene: Scene, profile: Profile) -> None:
        offer = {**msgspec.to_builtins(CompressionCaps()), **scene.compression}
        compression = msgspec.convert(offer, CompressionCaps)
        capabilities = Capabilities(agent_type="m2m-judge", compression=compression)
        own = scene.session_id or FORMS[settings(profile).session_id]()
        self.server = Session(capabilities, id=own, profile=profile)
        self._right = Session(capabilities, id=own, profile=Profile.STRICT)

    def begun(self, hello: Message) -> Message:
        """The server's answer to a HELLO. Raises M2MError."""
        self._right.process_hello(hello)
        return self.server.process_hello(hello)

    def hold(self, message: Message) -> None:
        """Raises M2MError if no right client sends this message here."""
        if message.type is MessageType.DATA:
            self._right.decompress(message)
        else:
            self._right.process_message(message)


def _lacking(scene: Scene, hello: Message) -> str:
    """What the scene needs and the client does not offer."""
    offered = hello.get_capabilities()
    has: dict[str, list[str]] = msgspec.to_builtins(offered.compression) if offered else {}
    missing = (name for kind, names in scene.needs.items() for name in names if name not in has.get(kind, ()))
    return ", ".join(missing)


def _changed(scene: Scene, accept: dict[str, Any]) -> dict[str, Any]:
    """The ACCEPT as the scene has it."""
    changed = merge(accept, scene.accept)
    for path in scene.without:
        _leave_out(changed, path)
    return changed


def _json(status: int, value: object) -> Reply:
    return Reply(status, orjson.dumps(value))


def _with_id(value: Any, session_id: str) -> Any:
    """`value` with the session's id for the text `$id`."""
    if isinstance(value, Mapping):
        return {key: _with_id(item, session_id) for key, item in value.items()}
    return session_id if value == "$id" else value


def _leave_out(value: dict[str, Any], path: str) -> None:
    *before, last = path.split(".")
    for step in before:
        value = value[step]
    value.pop(last, None)
