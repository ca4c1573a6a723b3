"""Says what a target handed back, in the words of an observation."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from m2m_conformance.automaton.foreseen import label
from m2m_conformance.automaton.observation import NOTHING, Snapshot
from m2m_conformance.derive.answer import answer
from m2m_conformance.derive.offer import PLAIN
from m2m_conformance.derive.stimulus import QUESTION, Scene
from m2m_conformance.difference import differences, show
from m2m_conformance.outcome import steady
from m2m_conformance.pattern import compile_value
from m2m_conformance.reply import Reply as TargetReply
from m2m_conformance.value import plain
from m2m_ref.model import Model, Reply

_DEFINE = {"plain": PLAIN}
_KEPT = 4096  # patterns; there are as many as ids, agreements and offers make


class Recognition:
    """Knows the messages that sessions of a model hand back."""

    def __init__(self, model: Model) -> None:
        self._replies: dict[tuple[str, str | None], Reply] = {}
        for row in model.rows:
            if row.reply:
                self._replies[row.reply.message, row.reply.code] = row.reply

    @staticmethod
    def plain(value: Any) -> Any:
        """What a file would write, as it goes over the wire."""
        return plain(value, _DEFINE)

    def result(self, reply: TargetReply, scene: Scene, after: Snapshot, content: str = QUESTION) -> str:
        """The result of a call made for `scene`, with `content`, that left the session as in `after`."""
        if reply.kind is not None:
            return f"error {reply.kind}"
        if reply.value is None:
            return NOTHING
        if isinstance(reply.value, dict):
            return self._message(
                reply.value, replace(scene, id=after["id"], algorithm=after["algorithm"]), content
            )
        return "content" if reply.value == QUESTION else f"content {steady(show(reply.value))}"

    def _message(self, value: dict[str, Any], scene: Scene, content: str) -> str:
        """The name of the message, if it is just as it should be."""
        payload = value.get("payload")
        code = payload.get("code") if isinstance(payload, dict) and value.get("type") == "REJECT" else None
        known = self._replies.get((str(value.get("type")), code if isinstance(code, str) else None))
        if known is None:
            return f"value {steady(show(value))}"
        wrong = next(differences(_pattern(known, scene, content), value, {}, "value"), None)
        return label(known) if wrong is None else steady(f"{label(known)}, but {wrong}")


@lru_cache(_KEPT)
def _pattern(reply: Reply, scene: Scene, content: str) -> Any:
    return compile_value(answer(reply, scene, content), _DEFINE, pattern=True)
