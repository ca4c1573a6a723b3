"""What a message handed back has to look like, in the language of the vectors."""

from __future__ import annotations

from typing import Any

from m2m_conformance.derive.stimulus import QUESTION, Scene, wire_of
from m2m_ref.model import Reply

Pattern = dict[str, Any]


def answer(reply: Reply, scene: Scene, content: str = QUESTION) -> Pattern:
    """The pattern of `reply`, as far as every right implementation writes it alike.

    `scene` is how things stand after the call; DATA carries `content`.
    """
    return envelope(reply, scene.id, _payload(reply, scene, content))


def envelope(reply: Reply, session_id: str, payload: Any) -> Pattern:
    """The pattern of a message with this payload, of a session with this id."""
    unnamed = reply.message in ("HELLO", "REJECT")
    made: Pattern = {"type": reply.message, "timestamp": "$integer"}
    made["session_id"] = "$absent" if unnamed else session_id
    made["payload"] = payload
    return made if unnamed else {"$exactly": made}


def _payload(reply: Reply, scene: Scene, content: str) -> Any:
    if reply.message == "HELLO":
        return scene.own.written()
    if reply.message == "ACCEPT":
        return scene.own.written(scene.other.common(scene.own) if reply.algorithms else None)
    if reply.message == "REJECT":
        return {"code": reply.code, "message": "$text"}
    if reply.message == "DATA":
        algorithm = scene.algorithm or "none"
        return {"$exactly": {"algorithm": algorithm, "content": wire_of(content, algorithm)}}
    return {"$exactly": {}}
